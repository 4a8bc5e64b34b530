/* SPDX-License-Identifier: Apache-2.0 */
#include "lane.h"

#include <stddef.h>

#include <rte_ethdev.h>

uint32_t prt_rx_next(struct prt_lane *lane, struct rte_mbuf **mbufs, uint16_t *port) {
	uint32_t at = lane->next_port;

	for (uint32_t tries = 0; tries < lane->port_count; tries++) {
		const uint16_t id = lane->ports[at];
		const uint16_t count = rte_eth_rx_burst(id, lane->queue, mbufs, lane->burst);

		at = at + 1 == lane->port_count ? 0 : at + 1;
		if (count > 0) {
			lane->next_port = at;
			*port = id;
			return count;
		}
	}
	return 0;
}

static void count_frames(struct prt_lane *lane, uint16_t port, uint32_t frames, uint64_t bytes) {
	struct prt_lane_port_counters *counters = &lane->counters->port[port];

	prt_count(&counters->rx_frames, frames);
	prt_count(&counters->rx_bytes, bytes);
}

/** Offload flags of an mbuf of which something out of the ordinary must be told. */
#define ODD_OL_FLAGS (RTE_MBUF_F_RX_IP_CKSUM_BAD | RTE_MBUF_F_RX_L4_CKSUM_BAD | RTE_MBUF_F_INDIRECT)

static uint8_t flags_of(const struct rte_mbuf *mbuf) {
	uint8_t flags = mbuf->nb_segs > 1 ? PRT_RX_MULTI_SEGMENT : 0;

	if ((mbuf->ol_flags & RTE_MBUF_F_RX_IP_CKSUM_MASK) == RTE_MBUF_F_RX_IP_CKSUM_BAD)
		flags |= PRT_RX_BAD_IP_CHECKSUM;
	if ((mbuf->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) == RTE_MBUF_F_RX_L4_CKSUM_BAD)
		flags |= PRT_RX_BAD_L4_CHECKSUM;
	if ((mbuf->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) == RTE_MBUF_F_RX_L4_CKSUM_NONE)
		flags |= PRT_RX_NO_L4_CHECKSUM;
	return flags;
}

/** One segment, one owner, nothing said about checksums but that they are good: all but a few. */
static inline bool is_plain(const struct rte_mbuf *mbuf) {
	const uint32_t one_each = 0x00010001;
	uint32_t owners_and_segments;

	memcpy(&owners_and_segments, (const uint8_t *)mbuf + offsetof(struct rte_mbuf, refcnt),
		sizeof(owners_and_segments));
	// "None" is "good" and "bad" at once, so the bits of "bad" stand for both.
	return ((owners_and_segments ^ one_each) | (mbuf->ol_flags & ODD_OL_FLAGS)) == 0;
}

/** The members from data_len to tail_room, for one store. */
static inline uint64_t facts_of(const struct rte_mbuf *mbuf, uint16_t port) {
	const uint64_t data_len = rte_pktmbuf_data_len(mbuf);
	const uint64_t frame_len = RTE_MIN(rte_pktmbuf_pkt_len(mbuf), (uint32_t)UINT16_MAX);
	const uint64_t room = RTE_MIN(
		(uint32_t)rte_pktmbuf_tailroom(mbuf) / PRT_TAIL_ROOM_UNIT, (uint32_t)UINT8_MAX);

#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
	return data_len | frame_len << 16 | (uint64_t)port << 32 | room << 56;
#else
	return data_len << 48 | frame_len << 32 | (uint64_t)port << 16 | room;
#endif
}

/** Flags and room of an mbuf that is not plain. */
static void describe_odd(struct prt_rx_desc *desc, const struct rte_mbuf *mbuf) {
	desc->flags = flags_of(mbuf);
	// Others hold the same bytes: copies of a flooded frame on a net_ring do.
	if (prt_is_shared(mbuf))
		desc->tail_room = 0;
}

void prt_rx_describe(struct prt_lane *lane, struct prt_rx_desc *desc, struct rte_mbuf **mbufs,
	uint32_t count, uint16_t port) {
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < count; i++, desc++) {
		const struct rte_mbuf *mbuf = mbufs[i];
		const uint64_t facts = facts_of(mbuf, port);

		desc->mbuf = (uintptr_t)mbuf;
		desc->data = (uintptr_t)rte_pktmbuf_mtod(mbuf, const void *);
		memcpy((uint8_t *)desc + offsetof(struct prt_rx_desc, data_len), &facts,
			sizeof(facts));
		desc->layout = 0;
		if (unlikely(!is_plain(mbuf)))
			describe_odd(desc, mbuf);
		bytes += rte_pktmbuf_pkt_len(mbuf);
	}
	count_frames(lane, port, count, bytes);
}

void prt_rx_count(struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port) {
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < count; i++)
		bytes += rte_pktmbuf_pkt_len(mbufs[i]);
	count_frames(lane, port, count, bytes);
}

void prt_rx_drop(struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port,
	uint64_t *reason) {
	prt_rx_count(lane, mbufs, count, port);
	prt_count(reason, count);
	rte_pktmbuf_free_bulk(mbufs, count);
}
