/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/**
 * The decisions of classifier/examples/screened-host.nft as an XDP program, one for each side of the bridge. The
 * verifier wants bounded loops, so at most 4 extension headers are looked through.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum {
	TAGS = 4,
	EXTENSIONS = 4,
	TCP = 6,
	UDP = 17,
	TEREDO_PORT = 3544,
	TEREDO_PREFIX = 0x20010000,
	NETWORK_V4 = 0xcb007100,
	SERVER_V4 = NETWORK_V4 | 25,
};

#define NETWORK_V6_HIGH 0x20010db8
#define NETWORK_V6_LOW 0xb01a70da

/** Keeps an offset within what the verifier lets be added to a frame's address; frames here are shorter. */
#define WITHIN(offset) ((offset)&0x1fff)

/** A packet: offsets count from the frame's first byte. */
struct packet {
	const __u8 *frame;
	const __u8 *end;
	__u32 at;
	__u32 limit;
};

static __always_inline __u32 get16(const __u8 *at) {
	return bpf_ntohs(*(const __u16 *)at);
}

static __always_inline __u32 get32(const __u8 *at) {
	return bpf_ntohl(*(const __u32 *)at);
}

static __always_inline __u32 least(__u32 a, __u32 b) {
	return a < b ? a : b;
}

/** True for TCP to port 25 or 465, the header at packet->at. */
static __always_inline int is_smtp(const struct packet *packet) {
	const __u8 *tcp = packet->frame + WITHIN(packet->at);

	if (tcp + 4 > packet->end || packet->at + 4 > packet->limit)
		return 0;
	const __u32 port = get16(tcp + 2);
	return port == 25 || port == 465;
}

/** Step over extension headers. @return the protocol behind them, -1 where there is none to be judged */
static __always_inline int skip_extensions(struct packet *packet, int header) {
	for (int i = 0; i <= EXTENSIONS; i++) {
		if (header != 0 && header != 43 && header != 44 && header != 51 && header != 60 && header != 135 &&
			header != 139 && header != 140)
			return header;
		const __u8 *at = packet->frame + WITHIN(packet->at);
		if (at + 8 > packet->end || packet->at + 8 > packet->limit)
			return -1;
		if (header == 44 && (get16(at + 2) & 0xfff8))
			return -1;
		packet->at += header == 44 ? 8 : header == 51 ? (at[1] + 2) << 2 : (at[1] + 1) << 3;
		header = at[0];
	}
	return -1;
}

/** Step to the TCP header of an IPv6 packet. @return the protocol behind all headers of IPv6, or -1 */
static __always_inline int ipv6(struct packet *packet) {
	const __u8 *ip = packet->frame + WITHIN(packet->at);

	if (ip + 40 > packet->end || ip[0] >> 4 != 6)
		return -1;
	const __u32 length = get16(ip + 4);
	packet->at += 40;
	if (length != 0)
		packet->limit = least(packet->limit, packet->at + length);
	return skip_extensions(packet, ip[6]);
}

/** True if a UDP datagram carries IPv6 whose TCP goes to port 25 or 465. */
static __always_inline int is_smtp_in_teredo(struct packet *packet) {
	const __u8 *udp = packet->frame + WITHIN(packet->at);

	if (udp + 16 > packet->end)
		return 0;
	const __u32 claimed = packet->at + get16(udp + 4);
	const int server = get16(udp) == TEREDO_PORT || get16(udp + 2) == TEREDO_PORT;
	packet->limit = least(packet->limit, claimed);
	packet->at += 8;
	if (get16(udp + 8) == 1)
		packet->at += 13 + udp[10] + udp[11];
	const __u8 *origin = packet->frame + WITHIN(packet->at);
	if (origin + 8 > packet->end)
		return 0;
	if (get16(origin) == 0)
		packet->at += 8;
	const __u8 *ip = packet->frame + WITHIN(packet->at);
	if (ip + 40 > packet->end || packet->at + 40 > packet->limit || ip[0] >> 4 != 6)
		return 0;
	if (!server && ((get32(ip + 8) != TEREDO_PREFIX && get32(ip + 24) != TEREDO_PREFIX) ||
			       packet->at + 40 + get16(ip + 4) > claimed))
		return 0;
	return ipv6(packet) == TCP && is_smtp(packet);
}

static __always_inline int judge_ipv4(struct packet *packet, int lan) {
	const __u8 *ip = packet->frame + WITHIN(packet->at);

	if (ip + 20 > packet->end || ip[0] >> 4 != 4)
		return XDP_PASS;
	const __u32 header = (ip[0] & 15) << 2;
	const __u32 total = get16(ip + 2);
	if (header < 20 || get16(ip + 6) & 0x1fff)
		return XDP_PASS;
	if (total >= header)
		packet->limit = least(packet->limit, packet->at + total);
	packet->at += header;
	const int protocol = ip[9] == 51 ? skip_extensions(packet, 51) : ip[9];
	if (protocol == UDP)
		return is_smtp_in_teredo(packet) ? XDP_DROP : XDP_PASS;
	if (protocol != TCP || !lan || !is_smtp(packet))
		return XDP_PASS;
	return get32(ip + 12) == SERVER_V4 ? XDP_PASS : XDP_DROP;
}

static __always_inline int judge_ipv6(struct packet *packet, int lan) {
	const __u8 *ip = packet->frame + WITHIN(packet->at);

	if (ip + 40 > packet->end || !lan || ipv6(packet) != TCP || !is_smtp(packet))
		return XDP_PASS;
	return get32(ip + 8) == NETWORK_V6_HIGH && get32(ip + 12) == NETWORK_V6_LOW &&
			       get32(ip + 16) == 0 && get32(ip + 20) == 0x25 ?
		       XDP_PASS :
		       XDP_DROP;
}

static __always_inline int judge(struct xdp_md *context, int lan) {
	struct packet packet = {
		.frame = (const __u8 *)(long)context->data,
		.end = (const __u8 *)(long)context->data_end,
		.at = 14,
	};

	if (packet.frame + 14 > packet.end)
		return XDP_PASS;
	packet.limit = packet.end - packet.frame;
	__u32 type = get16(packet.frame + 12);
	for (int i = 0; i < TAGS && (type == 0x8100 || type == 0x88a8 || type == 0x9100); i++) {
		const __u8 *tag = packet.frame + WITHIN(packet.at);
		if (tag + 4 > packet.end)
			return XDP_PASS;
		type = get16(tag + 2);
		packet.at += 4;
	}
	if (type == 0x0800)
		return judge_ipv4(&packet, lan);
	if (type == 0x86dd)
		return judge_ipv6(&packet, lan);
	return XDP_PASS;
}

SEC("xdp")
int from_lan(struct xdp_md *context) {
	return judge(context, 1);
}

SEC("xdp")
int from_wan(struct xdp_md *context) {
	return judge(context, 0);
}

/** What calling a program costs that decides nothing. */
SEC("xdp")
int nothing(struct xdp_md *context) {
	return XDP_PASS;
}

char granted[] SEC("license") = "GPL";
