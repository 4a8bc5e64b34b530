/* SPDX-License-Identifier: Apache-2.0 */
/** @file lanes.h  Ports and pools that lane tests share, and a lane as its classifier sees it. */
#ifndef PRT_LANES_H
#define PRT_LANES_H

#include "ring.h"
#include "vdevs.h"

#define POOL_MBUFS 2047u
#define SMALL_POOL_MBUFS 127u
#define RING_BYTES 65536u
#define FRAME_BYTES 64
#define LIMIT_MS 60000 // for whatever a test waits for

/**
 * net_ring sends to itself, the null ports swallow what they get; source makes frames without end
 * from the small pool.
 */
extern uint16_t loop, sink, other_sink, source;
extern uint64_t big_pool, small_pool;

/** cmocka group set-up and tear-down; the latter fails where an mbuf is missing. */
int lanes_set_up(void **state);
int lanes_tear_down(void **state);

struct view {
	struct prt_ring rx;
	struct prt_ring tx;
	const struct prt_lane_counters *counters;
	struct prt_rx_desc *rx_descs; // inline lane
	struct prt_tx_desc *tx_descs;
};

/** Create lane 0. */
struct view lanes_create(uint32_t ring_bytes, uint16_t port_count, const uint16_t *ports);

/** Create lane 0 by a config of the test's own. */
struct view lanes_create_as(const struct prt_lane_config *config);

/**
 * Put @p count frames on the port, whose bytes are their number. While the lane runs it must not
 * transmit there.
 */
void lanes_inject(uint16_t port, uint32_t count);

/** Frames received on all ports. */
uint64_t lanes_received(const struct prt_lane_counters *counters);

/** Fail unless every frame received is accounted for. */
void lanes_assert_balanced(const struct prt_lane_counters *counters);

#endif
