/* SPDX-License-Identifier: Apache-2.0 */
/** Where a packet's headers lie: the 64 bits of porteira.wire.PacketLayout, bit for bit. */
#ifndef PORTEIRA_BENCH_LAYOUT_H
#define PORTEIRA_BENCH_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define RARE static __attribute__((noinline, cold))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

enum network { NETWORK_NONE, NETWORK_IPV4, NETWORK_IPV6 };
enum transport { TRANSPORT_NONE, TRANSPORT_PORTS, TRANSPORT_HEADER };
enum fragment { FRAGMENT_NONE, FRAGMENT_FIRST, FRAGMENT_MIDDLE, FRAGMENT_LAST, FRAGMENT_ATOMIC };

/** Ids of porteira.wire.Malformed. */
enum malformed {
	WELL_FORMED = 0,
	ETHERNET_TRUNCATED = 1,
	VLAN_TRUNCATED = 2,
	VLAN_TOO_DEEP = 3,
	IP_VERSION = 4,
	IPV4_HEADER_TRUNCATED = 5,
	IPV4_HEADER_LENGTH = 6,
	IPV4_TOTAL_LENGTH = 7,
	IP_TRUNCATED = 8,
	IPV6_HEADER_TRUNCATED = 9,
	IPV6_PAYLOAD_LENGTH = 10,
	EXTENSION_TRUNCATED = 11,
	EXTENSION_TOO_MANY = 12,
	TRANSPORT_TRUNCATED = 13,
	TCP_DATA_OFFSET = 14,
	UDP_LENGTH = 15,
	FRAGMENT_TINY = 16,
};

enum protocol {
	HOP_BY_HOP = 0,
	ICMP = 1,
	TCP = 6,
	UDP = 17,
	DCCP = 33,
	ROUTING = 43,
	FRAGMENT = 44,
	AUTHENTICATION = 51,
	ICMPV6 = 58,
	NO_NEXT_HEADER = 59,
	DESTINATION_OPTIONS = 60,
	SCTP = 132,
	MOBILITY = 135,
	UDP_LITE = 136,
	HOST_IDENTITY = 139,
	SHIM6 = 140,
};

enum {
	NETWORK_OFFSET_SHIFT = 16,
	TRANSPORT_OFFSET_SHIFT = 32,
	NETWORK_SHIFT = 48,
	TRANSPORT_SHIFT = 50,
	FRAGMENT_SHIFT = 52,
	VLAN_COUNT_SHIFT = 55,
	MALFORMED_SHIFT = 58,
};

ALWAYS_INLINE uint32_t get16(const uint8_t *at) {
	uint16_t value;
	memcpy(&value, at, sizeof(value));
	return __builtin_bswap16(value);
}

ALWAYS_INLINE uint32_t get32(const uint8_t *at) {
	uint32_t value;
	memcpy(&value, at, sizeof(value));
	return __builtin_bswap32(value);
}

ALWAYS_INLINE uint64_t get64(const uint8_t *at) {
	uint64_t value;
	memcpy(&value, at, sizeof(value));
	return __builtin_bswap64(value);
}

ALWAYS_INLINE uint32_t protocol_of(uint64_t layout) {
	return layout & 0xff;
}

ALWAYS_INLINE uint32_t network_offset_of(uint64_t layout) {
	return layout >> NETWORK_OFFSET_SHIFT & 0xffff;
}

ALWAYS_INLINE uint32_t transport_offset_of(uint64_t layout) {
	return layout >> TRANSPORT_OFFSET_SHIFT & 0xffff;
}

ALWAYS_INLINE uint32_t network_of(uint64_t layout) {
	return layout >> NETWORK_SHIFT & 3;
}

ALWAYS_INLINE uint32_t transport_of(uint64_t layout) {
	return layout >> TRANSPORT_SHIFT & 3;
}

ALWAYS_INLINE uint32_t fragment_of(uint64_t layout) {
	return layout >> FRAGMENT_SHIFT & 7;
}

ALWAYS_INLINE uint32_t malformed_of(uint64_t layout) {
	return layout >> MALFORMED_SHIFT;
}

/** A packet without transport yet. */
ALWAYS_INLINE uint64_t packet(
	enum network network, uint32_t offset, uint32_t fragment, uint32_t vlans, uint32_t malformed) {
	return (uint64_t)offset << NETWORK_OFFSET_SHIFT | (uint64_t)network << NETWORK_SHIFT |
	       (uint64_t)fragment << FRAGMENT_SHIFT | (uint64_t)vlans << VLAN_COUNT_SHIFT |
	       (uint64_t)malformed << MALFORMED_SHIFT;
}

ALWAYS_INLINE uint64_t no_packet(uint32_t offset, uint32_t vlans, enum malformed reason) {
	return packet(NETWORK_NONE, offset, FRAGMENT_NONE, vlans, reason);
}

/** Add transport; a reason that is there already stays. */
ALWAYS_INLINE uint64_t with_transport(
	uint64_t layout, uint32_t protocol, enum transport transport, uint32_t offset, enum malformed reason) {
	const uint64_t malformed =
		malformed_of(layout) == 0 ? (uint64_t)reason << MALFORMED_SHIFT : 0;

	return layout | protocol | (uint64_t)offset << TRANSPORT_OFFSET_SHIFT |
	       (uint64_t)transport << TRANSPORT_SHIFT | malformed;
}

ALWAYS_INLINE uint64_t with_whole_transport(uint64_t layout, uint32_t protocol, uint32_t offset) {
	return layout | protocol | (uint64_t)offset << TRANSPORT_OFFSET_SHIFT |
	       (uint64_t)TRANSPORT_HEADER << TRANSPORT_SHIFT;
}

#endif
