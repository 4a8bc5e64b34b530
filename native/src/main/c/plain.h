/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file plain.h
 * Where the headers of a plain frame lie: one whole TCP segment or UDP datagram over IPv4 or IPv6,
 * behind at most one VLAN tag, without options, extension headers, fragments or tunnels. Nearly all
 * traffic is; whatever is not is left to the classifier, which knows the rest of the protocols.
 */
#ifndef PRT_PLAIN_H
#define PRT_PLAIN_H

#include <endian.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <rte_branch_prediction.h>
#include <rte_common.h>
#include <rte_ether.h>

#define PRT_UNTAGGED 14
#define PRT_TAGGED 18
#define PRT_IPV4_HEADER 20
#define PRT_IPV6_HEADER 40
#define PRT_TCP_HEADER 20
#define PRT_UDP_HEADER 8
#define PRT_PLAIN_MIN (PRT_TAGGED + PRT_IPV4_HEADER + 4) // bytes that are read of any frame

// First eight bytes: version 4, no options, no fragment; version 6.
#define PRT_IPV4_HEAD 0x4500000000000000ull
#define PRT_IPV4_HEAD_MASK 0xff00000000003fffull
#define PRT_IPV6_HEAD 0x6000000000000000ull
#define PRT_IPV6_HEAD_MASK 0xf000000000000000ull

/** porteira.wire.PacketLayout: bare, with a whole transport header. A constant where all of it is. */
#define PRT_PLAIN_LAYOUT(family, network, protocol, transport) \
	((uint64_t)(protocol) | 1ull << 8 | (uint64_t)(network) << 16 | \
		(uint64_t)(transport) << 32 | (uint64_t)(family) << 48 | 2ull << 50 | \
		(uint64_t)((network) == PRT_TAGGED) << 55)
#define PRT_FAMILY_IPV4 1
#define PRT_FAMILY_IPV6 2

// DPDK's own swap is assembly that the compiler can neither see through nor schedule.
static inline uint32_t prt_be16(const uint8_t *at) {
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return be16toh(value);
}

static inline uint64_t prt_be64(const uint8_t *at) {
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return be64toh(value);
}

/**
 * A Teredo datagram begins with an IPv6 header or with an indication, whose first byte is 0.
 * @param left bytes of the frame from there
 */
static inline bool prt_may_be_teredo(const uint8_t *payload, int32_t left) {
	return left >= PRT_IPV6_HEADER && (payload[0] >> 4 == 6 || payload[0] == 0);
}

/** @return true if the header and the length that it tells are within @p available bytes */
static inline bool prt_is_whole_tcp(const uint8_t *header, int32_t available) {
	return available >= PRT_TCP_HEADER && (header[12] >> 2 & 0x3c) >= PRT_TCP_HEADER &&
		(header[12] >> 2 & 0x3c) <= available;
}

static inline bool prt_is_whole_udp(const uint8_t *header, int32_t available) {
	return available >= PRT_UDP_HEADER && prt_be16(header + 4) >= PRT_UDP_HEADER &&
		(int32_t)prt_be16(header + 4) <= available;
}

/** @param network offset of the IP header: a constant, so that each place has code of its own */
static __rte_always_inline uint64_t prt_plain_ipv4(
	const uint8_t *frame, int32_t length, int32_t network) {
	const uint64_t head = prt_be64(frame + network);
	const int32_t transport = network + PRT_IPV4_HEADER;
	const int32_t end = network + (uint16_t)(head >> 32);
	const uint8_t protocol = frame[network + 9];

	if (unlikely((head & PRT_IPV4_HEAD_MASK) != PRT_IPV4_HEAD || end > length))
		return 0;
	if (protocol == IPPROTO_TCP)
		return likely(prt_is_whole_tcp(frame + transport, end - transport))
			? PRT_PLAIN_LAYOUT(PRT_FAMILY_IPV4, network, IPPROTO_TCP, transport)
			: 0;
	return likely(protocol == IPPROTO_UDP &&
		       prt_is_whole_udp(frame + transport, end - transport) &&
		       !prt_may_be_teredo(frame + transport + PRT_UDP_HEADER,
			       length - transport - PRT_UDP_HEADER))
		? PRT_PLAIN_LAYOUT(PRT_FAMILY_IPV4, network, IPPROTO_UDP, transport)
		: 0;
}

static __rte_always_inline uint64_t prt_plain_ipv6(
	const uint8_t *frame, int32_t length, int32_t network) {
	const uint64_t head = prt_be64(frame + network);
	const int32_t transport = network + PRT_IPV6_HEADER;
	const int32_t end = transport + (uint16_t)(head >> 16);
	const uint8_t protocol = (uint8_t)(head >> 8);

	if (unlikely((head & PRT_IPV6_HEAD_MASK) != PRT_IPV6_HEAD || end > length))
		return 0;
	if (protocol == IPPROTO_TCP)
		return likely(prt_is_whole_tcp(frame + transport, end - transport))
			? PRT_PLAIN_LAYOUT(PRT_FAMILY_IPV6, network, IPPROTO_TCP, transport)
			: 0;
	return likely(protocol == IPPROTO_UDP &&
		       prt_is_whole_udp(frame + transport, end - transport))
		? PRT_PLAIN_LAYOUT(PRT_FAMILY_IPV6, network, IPPROTO_UDP, transport)
		: 0;
}

static __rte_always_inline uint64_t prt_plain_at(
	const uint8_t *frame, int32_t length, int32_t network) {
	const uint32_t type = prt_be16(frame + network - 2);

	if (likely(type == RTE_ETHER_TYPE_IPV4))
		return prt_plain_ipv4(frame, length, network);
	return type == RTE_ETHER_TYPE_IPV6 ? prt_plain_ipv6(frame, length, network) : 0;
}

/** As prt_plain_layout(). */
static inline uint64_t prt_plain(const uint8_t *frame, uint32_t length) {
	if (unlikely(length < PRT_PLAIN_MIN))
		return 0;
	if (unlikely(prt_be16(frame + PRT_UNTAGGED - 2) == RTE_ETHER_TYPE_VLAN))
		return prt_plain_at(frame, (int32_t)length, PRT_TAGGED);
	return prt_plain_at(frame, (int32_t)length, PRT_UNTAGGED);
}

#endif
