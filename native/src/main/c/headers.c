/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file headers.c
 * The first look at the frames of a burst, on the thread that judges them: a poller would only pull
 * their headers into the wrong core's cache.
 */
#include "lane.h"
#include "plain.h"

/** Both Ethernet addresses, the source's first two bytes twice. */
struct stations {
	uint64_t destination;
	uint64_t source;
};

static inline struct stations stations_of(const uint8_t *frame) {
	struct stations stations;

	memcpy(&stations.destination, frame, sizeof(uint64_t));
	memcpy(&stations.source, frame + 4, sizeof(uint64_t));
	return stations;
}

uint64_t prt_plain_layout(uint64_t frame, uint32_t length) {
	return prt_plain((const uint8_t *)(uintptr_t)frame, length);
}

void prt_find_headers(struct prt_rx_desc *desc, uint32_t count) {
	struct stations before = {0};
	bool has_before = false;

	for (uint32_t i = 0; i < count; i++)
		rte_prefetch0((const void *)(uintptr_t)desc[i].data);
	for (uint32_t i = 0; i < count; i++, desc++) {
		const uint8_t *frame = (const uint8_t *)(uintptr_t)desc->data;

		desc->layout = prt_plain(frame, desc->data_len);
		if (unlikely(desc->data_len < RTE_ETHER_HDR_LEN))
			continue;
		const struct stations now = stations_of(frame);

		if (has_before &&
			((now.destination ^ before.destination) | (now.source ^ before.source)) ==
				0)
			desc->flags |= PRT_RX_SAME_STATIONS;
		before = now;
		has_before = true;
	}
}

void prt_lane_find_headers(uint64_t descriptors, uint32_t count) {
	prt_find_headers((struct prt_rx_desc *)(uintptr_t)descriptors, count);
}
