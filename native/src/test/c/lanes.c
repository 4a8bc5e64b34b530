/* SPDX-License-Identifier: Apache-2.0 */
#include "lanes.h"

#include <string.h>

#include <rte_ethdev.h>

uint16_t loop, sink, other_sink, source;
uint64_t big_pool, small_pool;

int lanes_set_up(void **state) {
	vdevs_eal_start(state);
	big_pool = vdevs_pool("lanes", POOL_MBUFS);
	small_pool = vdevs_pool("small", SMALL_POOL_MBUFS);
	loop = vdevs_port("net_ring0", big_pool);
	sink = vdevs_port("net_null0,no-rx=1", big_pool);
	other_sink = vdevs_port("net_null1,no-rx=1", big_pool);
	source = vdevs_port("net_null2,size=64,copy=1", small_pool);
	return 0;
}

int lanes_tear_down(void **state) {
	vdevs_ok(prt_port_close(loop));
	vdevs_ok(prt_port_close(sink));
	vdevs_ok(prt_port_close(other_sink));
	vdevs_ok(prt_port_close(source));
	assert_int_equal(vdevs_ok(prt_pool_free(big_pool)), 0);
	assert_int_equal(vdevs_ok(prt_pool_free(small_pool)), 0);
	return vdevs_eal_stop(state);
}

static struct view view_of(void) {
	struct prt_lane_memory memory;
	struct view view = {0};

	vdevs_ok(prt_lane_memory(0, &memory));
	view.rx.buffer = (uint8_t *)(uintptr_t)memory.rx_ring;
	view.tx.buffer = (uint8_t *)(uintptr_t)memory.tx_ring;
	if (memory.rx_ring != 0) {
		view.rx.capacity = memory.rx_ring_len - PRT_RING_TRAILER;
		view.tx.capacity = memory.tx_ring_len - PRT_RING_TRAILER;
	} else {
		view.rx_descs = (struct prt_rx_desc *)(uintptr_t)(memory.rx_burst + 8);
		view.tx_descs = (struct prt_tx_desc *)(uintptr_t)(memory.tx_burst + 8);
	}
	view.counters = (const struct prt_lane_counters *)(uintptr_t)memory.counters;
	return view;
}

struct view lanes_create(uint32_t ring_bytes, uint16_t port_count, const uint16_t *ports) {
	const struct prt_lane_config config = vdevs_lane_config(ring_bytes, port_count, ports);

	return lanes_create_as(&config);
}

struct view lanes_create_as(const struct prt_lane_config *config) {
	vdevs_ok(prt_lane_create(config));
	return view_of();
}

void lanes_inject(uint16_t port, uint32_t count) {
	for (uint32_t i = 0; i < count; i++) {
		struct rte_mbuf *mbuf =
			rte_pktmbuf_alloc((struct rte_mempool *)(uintptr_t)big_pool);

		assert_non_null(mbuf);
		memset(rte_pktmbuf_append(mbuf, FRAME_BYTES), (int)i, FRAME_BYTES);
		assert_int_equal(rte_eth_tx_burst(port, 0, &mbuf, 1), 1);
	}
}

uint64_t lanes_received(const struct prt_lane_counters *counters) {
	uint64_t frames = 0;

	for (int port = 0; port < PRT_PORTS_MAX; port++)
		frames += counters->port[port].rx_frames;
	return frames;
}

void lanes_assert_balanced(const struct prt_lane_counters *counters) {
	assert_int_equal(lanes_received(counters),
		counters->forwarded + counters->freed + counters->rx_ring_full +
			counters->tx_dropped + counters->stalled_bridged +
			counters->stalled_dropped);
}
