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
			struct prt_lane_port_counters *counters = &lane->counters->port[id];
			uint64_t bytes = 0;

			for (uint32_t i = 0; i < count; i++)
				bytes += rte_pktmbuf_pkt_len(mbufs[i]);
			prt_count(&counters->rx_frames, count);
			prt_count(&counters->rx_bytes, bytes);
			lane->next_port = at;
			*port = id;
			return count;
		}
	}
	return 0;
}

static uint16_t flags_of(const struct rte_mbuf *mbuf) {
	uint16_t flags = mbuf->nb_segs > 1 ? PRT_RX_MULTI_SEGMENT : 0;

	if ((mbuf->ol_flags & RTE_MBUF_F_RX_IP_CKSUM_MASK) == RTE_MBUF_F_RX_IP_CKSUM_BAD)
		flags |= PRT_RX_BAD_IP_CHECKSUM;
	if ((mbuf->ol_flags & RTE_MBUF_F_RX_L4_CKSUM_MASK) == RTE_MBUF_F_RX_L4_CKSUM_BAD)
		flags |= PRT_RX_BAD_L4_CHECKSUM;
	return flags;
}

void prt_rx_describe(
	struct prt_rx_desc *desc, struct rte_mbuf **mbufs, uint32_t count, uint16_t port) {
	for (uint32_t i = 0; i < count; i++) {
		struct rte_mbuf *mbuf = mbufs[i];

		desc[i].mbuf = (uintptr_t)mbuf;
		desc[i].data = (uintptr_t)rte_pktmbuf_mtod(mbuf, const void *);
		desc[i].data_len = rte_pktmbuf_data_len(mbuf);
		desc[i].frame_len =
			(uint16_t)RTE_MIN(rte_pktmbuf_pkt_len(mbuf), (uint32_t)UINT16_MAX);
		desc[i].port = port;
		desc[i].flags = flags_of(mbuf);
	}
}
