/* SPDX-License-Identifier: Apache-2.0 */
/** The parse of porteira.wire.PacketParser and porteira.wire.Teredo, written by hand for the compiler to inline. */
#ifndef PORTEIRA_BENCH_PARSER_H
#define PORTEIRA_BENCH_PARSER_H

#include "layout.h"

enum {
	ETHERNET_LENGTH = 14,
	TAG_LENGTH = 4,
	MAX_VLAN_TAGS = 4,
	MAX_EXTENSIONS = 192,
	MAX_LENGTH = 0xffff,
	IPV4_LENGTH = 20,
	IPV6_LENGTH = 40,
	TCP_LENGTH = 20,
	UDP_HEADER_LENGTH = 8,
	TYPE_IPV4 = 0x0800,
	TYPE_IPV6 = 0x86dd,
	TEREDO_PORT = 3544,
	TEREDO_PREFIX = 0x20010000,
};

ALWAYS_INLINE uint32_t least(uint32_t a, uint32_t b) {
	return a < b ? a : b;
}

ALWAYS_INLINE uint32_t fragment_kind(uint32_t offset, bool more) {
	if (offset == 0)
		return more ? FRAGMENT_FIRST : FRAGMENT_ATOMIC;
	return more ? FRAGMENT_MIDDLE : FRAGMENT_LAST;
}

ALWAYS_INLINE uint32_t ipv4_fragment_kind(uint32_t fragment) {
	return fragment == 0 ? FRAGMENT_NONE :
			       fragment_kind((fragment & 0x1fff) << 3, fragment & 0x2000);
}

ALWAYS_INLINE uint64_t
later_fragment(uint64_t layout, uint32_t protocol, uint32_t offset, uint32_t fragment_offset) {
	return with_transport(layout, protocol, TRANSPORT_NONE, offset,
		protocol == TCP && fragment_offset == 8 ? FRAGMENT_TINY : WELL_FORMED);
}

ALWAYS_INLINE uint64_t
partial(uint64_t layout, uint32_t protocol, uint32_t offset, int32_t available) {
	return with_transport(layout, protocol, available < 4 ? TRANSPORT_NONE : TRANSPORT_PORTS,
		offset,
		fragment_of(layout) == FRAGMENT_FIRST ? FRAGMENT_TINY : TRANSPORT_TRUNCATED);
}

RARE uint64_t other_transport(uint64_t layout, uint32_t protocol, uint32_t offset, int32_t available) {
	int32_t needed;

	switch (protocol) {
	case ICMP:
	case ICMPV6:
	case UDP_LITE:
		needed = 8;
		break;
	case SCTP:
	case DCCP:
		needed = 12;
		break;
	default:
		return with_transport(layout, protocol, TRANSPORT_NONE, offset, WELL_FORMED);
	}
	return available < needed ? partial(layout, protocol, offset, available) :
				    with_whole_transport(layout, protocol, offset);
}

ALWAYS_INLINE uint64_t
transport(const uint8_t *frame, uint64_t layout, uint32_t protocol, uint32_t offset, uint32_t end) {
	const int32_t available = (int32_t)(end - offset);
	const bool first = fragment_of(layout) == FRAGMENT_FIRST;

	if (protocol == TCP) {
		if (available < TCP_LENGTH)
			return partial(layout, TCP, offset, available);
		const int32_t header = (frame[offset + 12] & 0xf0) >> 2;
		return header >= TCP_LENGTH && (header <= available || first) ?
			       with_whole_transport(layout, TCP, offset) :
			       with_transport(layout, TCP, TRANSPORT_HEADER, offset, TCP_DATA_OFFSET);
	}
	if (protocol == UDP) {
		if (available < UDP_HEADER_LENGTH)
			return partial(layout, UDP, offset, available);
		const int32_t length = (int32_t)get16(frame + offset + 4);
		return length >= UDP_HEADER_LENGTH && (length <= available || first) ?
			       with_whole_transport(layout, UDP, offset) :
			       with_transport(layout, UDP, TRANSPORT_HEADER, offset, UDP_LENGTH);
	}
	return other_transport(layout, protocol, offset, available);
}

ALWAYS_INLINE bool is_extension(uint64_t layout, uint32_t header) {
	switch (header) {
	case AUTHENTICATION:
		return true;
	case HOP_BY_HOP:
	case ROUTING:
	case FRAGMENT:
	case DESTINATION_OPTIONS:
	case MOBILITY:
	case HOST_IDENTITY:
	case SHIM6:
		return network_of(layout) == NETWORK_IPV6;
	default:
		return false;
	}
}

static uint64_t extensions(
	const uint8_t *frame, uint64_t layout, uint32_t header, uint32_t offset, uint32_t end) {
	for (int count = 0; is_extension(layout, header); count++) {
		uint32_t length = 8;

		if ((int32_t)(end - offset) < 8)
			return with_transport(layout, header, TRANSPORT_NONE, offset, EXTENSION_TRUNCATED);
		if (count == MAX_EXTENSIONS)
			return with_transport(layout, header, TRANSPORT_NONE, offset, EXTENSION_TOO_MANY);
		if (header == FRAGMENT) {
			const uint32_t fragment_offset = get16(frame + offset + 2) & 0xfff8;

			layout |= (uint64_t)fragment_kind(fragment_offset, frame[offset + 3] & 1) << FRAGMENT_SHIFT;
			if (fragment_offset != 0)
				return later_fragment(layout, frame[offset], offset + 8, fragment_offset);
		} else {
			length = header == AUTHENTICATION ? (frame[offset + 1] + 2u) << 2 :
							    (frame[offset + 1] + 1u) << 3;
		}
		if (end - offset < length)
			return with_transport(layout, header, TRANSPORT_NONE, offset, EXTENSION_TRUNCATED);
		header = frame[offset];
		offset += length;
	}
	return transport(frame, layout, header, offset, end);
}

/** Options, fragments, authentication headers and lengths that contradict the frame. */
RARE uint64_t odd_ipv4(const uint8_t *frame, uint32_t offset, uint32_t end, uint32_t vlans) {
	const uint8_t *ip = frame + offset;
	const uint32_t readable = end - offset;
	const uint32_t header = (ip[0] & 0x0fu) << 2;

	if (ip[0] >> 4 != 4)
		return no_packet(offset, vlans, IP_VERSION);
	if (header < IPV4_LENGTH)
		return no_packet(offset, vlans, IPV4_HEADER_LENGTH);

	const uint32_t fragment = get16(ip + 6) & 0x3fff;
	const uint32_t kind = ipv4_fragment_kind(fragment);
	if (header > readable)
		return packet(NETWORK_IPV4, offset, kind, vlans, IPV4_HEADER_TRUNCATED) | ip[9] |
		       (uint64_t)end << TRANSPORT_OFFSET_SHIFT;

	const uint32_t total = get16(ip + 2);
	const uint32_t packet_end = total < header ? end : least(end, offset + total);
	const uint64_t layout = packet(NETWORK_IPV4, offset, kind, vlans,
		total > readable ? IP_TRUNCATED :
		total < header	 ? IPV4_TOTAL_LENGTH :
				   WELL_FORMED);
	const uint32_t fragment_offset = (fragment & 0x1fff) << 3;
	if (fragment_offset != 0)
		return later_fragment(layout, ip[9], offset + header, fragment_offset);
	return ip[9] == AUTHENTICATION ? extensions(frame, layout, ip[9], offset + header, packet_end) :
					 transport(frame, layout, ip[9], offset + header, packet_end);
}

ALWAYS_INLINE uint64_t ipv4(const uint8_t *frame, uint32_t offset, uint32_t end, uint32_t vlans) {
	const uint32_t readable = end - offset;

	if (readable < IPV4_LENGTH)
		return no_packet(offset, vlans, IPV4_HEADER_TRUNCATED);

	const uint64_t head = get64(frame + offset);
	const uint32_t total = head >> 32 & 0xffff;
	const uint32_t protocol = frame[offset + 9];
	if (LIKELY((head & 0xff00000000003fff) == 0x4500000000000000 && protocol != AUTHENTICATION &&
		    total >= IPV4_LENGTH && total <= readable))
		return transport(frame, packet(NETWORK_IPV4, offset, FRAGMENT_NONE, vlans, WELL_FORMED), protocol,
			offset + IPV4_LENGTH, offset + total);
	return odd_ipv4(frame, offset, end, vlans);
}

ALWAYS_INLINE uint64_t ipv6(const uint8_t *frame, uint32_t offset, uint32_t end, uint32_t vlans) {
	if (end - offset < IPV6_LENGTH)
		return no_packet(offset, vlans, IPV6_HEADER_TRUNCATED);
	if (frame[offset] >> 4 != 6)
		return no_packet(offset, vlans, IP_VERSION);

	const uint32_t next = frame[offset + 6];
	const uint32_t payload = offset + IPV6_LENGTH;
	const uint32_t length = get16(frame + offset + 4);
	const bool missing = length == 0 && next != NO_NEXT_HEADER;
	const uint32_t packet_end = missing ? end : least(end, payload + length);
	const uint64_t layout = packet(NETWORK_IPV6, offset, FRAGMENT_NONE, vlans,
		missing			 ? IPV6_PAYLOAD_LENGTH :
		payload + length > end ? IP_TRUNCATED :
					 WELL_FORMED);
	return LIKELY(next == TCP || next == UDP) ? transport(frame, layout, next, payload, packet_end) :
						    extensions(frame, layout, next, payload, packet_end);
}

ALWAYS_INLINE bool is_tag(uint32_t type) {
	return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

RARE uint64_t tagged(const uint8_t *frame, uint32_t type, uint32_t end) {
	uint32_t offset = ETHERNET_LENGTH;
	uint32_t tags = 0;

	for (; is_tag(type); tags++) {
		if (tags == MAX_VLAN_TAGS)
			return no_packet(offset, tags, VLAN_TOO_DEEP);
		if (end - offset < TAG_LENGTH)
			return no_packet(offset, tags, VLAN_TRUNCATED);
		type = get16(frame + offset + 2);
		offset += TAG_LENGTH;
	}
	if (type == TYPE_IPV4)
		return ipv4(frame, offset, end, tags);
	if (type == TYPE_IPV6)
		return ipv6(frame, offset, end, tags);
	return no_packet(offset, tags, WELL_FORMED);
}

/** Layout of the outermost packet. */
ALWAYS_INLINE uint64_t ethernet(const uint8_t *frame, uint32_t length) {
	const uint32_t end = least(length, MAX_LENGTH);

	if (end < ETHERNET_LENGTH)
		return no_packet(0, 0, ETHERNET_TRUNCATED);
	const uint32_t type = get16(frame + 12);
	if (type == TYPE_IPV4)
		return ipv4(frame, ETHERNET_LENGTH, end, 0);
	if (type == TYPE_IPV6)
		return ipv6(frame, ETHERNET_LENGTH, end, 0);
	return tagged(frame, type, end);
}

/** Index behind the last byte of an IPv4 packet. */
ALWAYS_INLINE uint32_t ipv4_end(const uint8_t *frame, uint32_t offset, uint32_t length) {
	const uint32_t total = get16(frame + offset + 2);

	return total < (frame[offset] & 0x0fu) << 2 ? length : least(length, offset + total);
}

static uint64_t teredo_decode(const uint8_t *frame, uint64_t outer, uint32_t length) {
	const uint32_t udp = transport_offset_of(outer);
	const uint32_t end = ipv4_end(frame, network_offset_of(outer), least(length, MAX_LENGTH));
	const uint32_t udp_length = get16(frame + udp + 4);
	const uint32_t claimed = udp_length < UDP_HEADER_LENGTH ? end : udp + udp_length;
	const int32_t limit = (int32_t)least(end, claimed);
	int32_t offset = (int32_t)(udp + UDP_HEADER_LENGTH);

	if (limit - offset >= 4 && get16(frame + offset) == 0x0001)
		offset += 13 + frame[offset + 2] + frame[offset + 3];
	if (limit - offset >= 8 && get16(frame + offset) == 0x0000)
		offset += 8;
	if (limit - offset < IPV6_LENGTH || frame[offset] >> 4 != 6)
		return 0;

	const bool server = get16(frame + udp) == TEREDO_PORT || get16(frame + udp + 2) == TEREDO_PORT;
	const bool teredo = get32(frame + offset + 8) == TEREDO_PREFIX ||
			    get32(frame + offset + 24) == TEREDO_PREFIX;
	const uint32_t payload_end = (uint32_t)offset + IPV6_LENGTH + get16(frame + offset + 4);
	return server || (teredo && payload_end <= claimed) ?
		       ipv6(frame, (uint32_t)offset, (uint32_t)limit, 0) :
		       0;
}

/** Layout of the IPv6 packet in a Teredo datagram, 0 where there is none. */
ALWAYS_INLINE uint64_t teredo(const uint8_t *frame, uint64_t outer, uint32_t length) {
	if (protocol_of(outer) != UDP || network_of(outer) != NETWORK_IPV4 ||
		transport_of(outer) != TRANSPORT_HEADER)
		return 0;
	const uint32_t payload = transport_offset_of(outer) + UDP_HEADER_LENGTH;
	if ((int32_t)(length - payload) < IPV6_LENGTH)
		return 0;
	return frame[payload] >> 4 == 6 || frame[payload] == 0 ? teredo_decode(frame, outer, length) : 0;
}

#endif
