/* SPDX-License-Identifier: Apache-2.0 */
#include "lane.h"

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

static uint8_t flags_of(const struct rte_mbuf *mbuf) {
	uint8_t flags = mbuf->nb_segs > 1 ? PRT_RX_MULTI_SEGMENT : 0;

	// "None" is "good" and "bad" at once; all but a few frames are not bad.
	if (likely((mbuf->ol_flags & (RTE_MBUF_F_RX_IP_CKSUM_BAD | RTE_MBUF_F_RX_L4_CKSUM_BAD)) ==
		    0))
		return flags;
	if ((mbuf->ol_flags & RTE_MBUF_F_RX_IP_CKSUM_MASK) == RTE_MBUF_F_RX_IP_CKSUM_BAD)
		flags |= PRT_RX_BAD_IP_CHECKSUM;
	if ((mbuf->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) == RTE_MBUF_F_RX_L4_CKSUM_BAD)
		flags |= PRT_RX_BAD_L4_CHECKSUM;
	if ((mbuf->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) == RTE_MBUF_F_RX_L4_CKSUM_NONE)
		flags |= PRT_RX_NO_L4_CHECKSUM;
	return flags;
}

/** None where others hold the same bytes: copies of a flooded frame on a net_ring do. */
static uint8_t tail_room_of(const struct rte_mbuf *mbuf) {
	const uint32_t units = rte_pktmbuf_tailroom(mbuf) / PRT_TAIL_ROOM_UNIT;

	return prt_is_shared(mbuf) ? 0 : (uint8_t)RTE_MIN(units, (uint32_t)UINT8_MAX);
}

void prt_rx_describe(struct prt_lane *lane, struct prt_rx_desc *desc, struct rte_mbuf **mbufs,
	uint32_t count, uint16_t port) {
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct rte_mbuf *mbuf = mbufs[i];
		const uint32_t length = rte_pktmbuf_pkt_len(mbuf);

		desc[i].mbuf = (uintptr_t)mbuf;
		desc[i].data = (uintptr_t)rte_pktmbuf_mtod(mbuf, const void *);
		desc[i].data_len = rte_pktmbuf_data_len(mbuf);
		desc[i].frame_len = (uint16_t)RTE_MIN(length, (uint32_t)UINT16_MAX);
		desc[i].port = port;
		desc[i].flags = flags_of(mbuf);
		desc[i].tail_room = tail_room_of(mbuf);
		bytes += length;
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
