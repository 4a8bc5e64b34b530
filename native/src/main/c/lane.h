/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file lane.h  A lane as its own thread and the control thread see it. Lies in one memzone with
 * its rings.
 */
#ifndef PRT_LANE_H
#define PRT_LANE_H

#include "porteira.h"
#include "ring.h"

#include <stdbool.h>

#include <rte_mbuf.h>
#include <rte_memzone.h>

/** Single-egress frames of one port that wait for the end of the round. */
struct prt_tx_queue {
	uint32_t count;
	struct rte_mbuf *mbufs[PRT_BURST_MAX];
};

/** What the poller knows of the classifier's progress. */
struct prt_guard {
	uint64_t after_ticks; // 0: no guard
	uint64_t every_ticks; // between two looks: the ring's head is the classifier's cache line
	uint64_t looked;      // TSC of the last look
	uint64_t since;       // TSC of the look that last saw progress, or nothing to do
	int64_t head;         // of the rx ring, at the last look
	bool stalled;
};

struct prt_lane {
	// Set at creation, then read only.
	struct prt_ring rx_ring; // buffer is NULL on an inline lane
	struct prt_ring tx_ring;
	struct prt_lane_counters *counters;
	struct prt_burst *rx_burst; // inline lane only
	struct prt_burst *tx_burst;
	uint32_t port_mask;
	uint32_t idle_max_us;
	uint32_t idle;
	uint32_t stall_after_ms;
	uint32_t stall_action;
	uint16_t id;
	uint16_t queue;
	uint16_t burst;
	uint16_t port_count;
	uint16_t ports[PRT_PORTS_MAX];
	const struct rte_memzone *zone;

	// Control thread writes, lane reads.
	uint32_t stop __rte_aligned(128);
	uint64_t drain_ticks;

	// Control thread only.
	bool running;
	uint32_t lcore;

	// Lane thread only, but for handed and returned once the lane has stopped.
	uint64_t handed __rte_aligned(128); // frames given to the classifier
	uint64_t returned;                  // frames it gave back
	uint64_t *sent;                     // counts frames of which a tx queue took a copy
	struct prt_guard guard;
	uint32_t next_port;                 // where the next round starts
	uint32_t tx_pending;                // ports whose queue below is not empty
	uint32_t free_count;
	struct rte_mbuf *to_free[PRT_BURST_MAX];
	struct prt_tx_queue tx[PRT_PORTS_MAX]; // by port id
};

/**
 * The lane only ever adds to its own slots, so a plain read and a relaxed store keep readers from
 * torn values.
 */
static inline void prt_count(uint64_t *slot, uint64_t amount) {
	__atomic_store_n(slot, *slot + amount, __ATOMIC_RELAXED);
}

/** True if another mbuf or another owner uses the same bytes. */
static inline bool prt_is_shared(const struct rte_mbuf *mbuf) {
	return RTE_MBUF_CLONED(mbuf) || rte_mbuf_refcnt_read(mbuf) > 1;
}

/** Receive from ports in turn until one has frames. @return frames in @p mbufs, all from *port */
uint32_t prt_rx_next(struct prt_lane *lane, struct rte_mbuf **mbufs, uint16_t *port);

/** Describe and count received frames, but for what is found in their bytes. */
void prt_rx_describe(struct prt_lane *lane, struct prt_rx_desc *desc, struct rte_mbuf **mbufs,
	uint32_t count, uint16_t port);

/** Look into described frames: prt_lane_find_headers(). */
void prt_find_headers(struct prt_rx_desc *desc, uint32_t count);

/** Count received frames that nobody will describe. */
void prt_rx_count(struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port);

/** Free and count received frames; @p reason is the counter that says why. */
void prt_rx_drop(struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port,
	uint64_t *reason);

/** Free the frame, or queue it to its port, or send it to several ports at once. */
void prt_tx_frames(struct prt_lane *lane, const struct prt_tx_desc *desc, uint32_t count);

/** Send and free what prt_tx_frames() has gathered. */
void prt_tx_flush(struct prt_lane *lane);

/** The poller begins: the classifier has from now on. */
void prt_guard_begin(struct prt_lane *lane);

/** Look whether the classifier takes what waits; seldom more than a comparison. */
void prt_guard_look(struct prt_lane *lane, uint64_t now);

/** A burst in the classifier's place: while it is stalled. */
void prt_guard_act(struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port);

/** Body of a ring lane's lcore; @p lane is a struct prt_lane. @return 0 */
int prt_poller_main(void *lane);

/** The ring lane whose poller runs over @p port, or -1. Control. */
int prt_lane_polling(uint16_t port);

#endif
