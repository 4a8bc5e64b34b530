/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file guard.c
 * A ring lane goes on where its classifier does not (a long collection, a debugger, a bug): the
 * poller sees that nothing is taken from the rx ring, and bridges or drops what arrives until
 * something is. What lies in the ring stays there for the classifier, so frames that arrived before
 * the stall may leave after those that arrived during it.
 */
#include "lane.h"

#include <rte_cycles.h>

#define LOOKS 8 // in the time after which a stall is one

static int64_t head_of(const struct prt_ring *ring) {
	return __atomic_load_n(
		prt_ring_long_at(ring, ring->capacity + PRT_RING_HEAD), __ATOMIC_ACQUIRE);
}

static int64_t tail_of(const struct prt_ring *ring) {
	return *prt_ring_long_at(ring, ring->capacity + PRT_RING_TAIL);
}

static void set_stalled(struct prt_lane *lane, bool stalled) {
	lane->guard.stalled = stalled;
	if (stalled)
		prt_count(&lane->counters->stalls, 1);
	__atomic_store_n(&lane->counters->stalled, stalled ? 1 : 0, __ATOMIC_RELEASE);
}

void prt_guard_begin(struct prt_lane *lane) {
	const uint64_t now = rte_rdtsc();
	const uint64_t after = rte_get_tsc_hz() / 1000 * lane->stall_after_ms;

	lane->guard = (struct prt_guard){
		.after_ticks = after,
		.every_ticks = after / LOOKS,
		.looked = now,
		.since = now,
		.head = head_of(&lane->rx_ring),
	};
	__atomic_store_n(&lane->counters->stalled, 0, __ATOMIC_RELEASE);
}

void prt_guard_look(struct prt_lane *lane, uint64_t now) {
	struct prt_guard *guard = &lane->guard;
	const uint64_t gap = now - guard->looked;

	if (likely(guard->after_ticks == 0 || gap < guard->every_ticks))
		return;
	guard->looked = now;
	const int64_t head = head_of(&lane->rx_ring);

	// A poller that was itself away (preempted, or its whole process was) has seen nothing in
	// between: the classifier gets its time again.
	if (head != guard->head || head == tail_of(&lane->rx_ring) ||
		(!guard->stalled && gap >= guard->after_ticks)) {
		guard->head = head;
		guard->since = now;
		if (guard->stalled)
			set_stalled(lane, false);
	} else if (!guard->stalled && now - guard->since >= guard->after_ticks + guard->every_ticks) {
		// One look more: records may have come right after the one that found none.
		set_stalled(lane, true);
	}
}

/** To all ports but the one they came from, counted apart from what was judged. */
static void bridge(
	struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint32_t egress) {
	struct prt_tx_desc desc[PRT_BURST_MAX];

	for (uint32_t i = 0; i < count; i++)
		desc[i] = (struct prt_tx_desc){.mbuf = (uintptr_t)mbufs[i], .egress = egress};
	prt_tx_flush(lane);
	lane->sent = &lane->counters->stalled_bridged;
	prt_tx_frames(lane, desc, count);
	prt_tx_flush(lane);
	lane->sent = &lane->counters->forwarded;
}

void prt_guard_act(struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port) {
	const uint32_t egress = lane->port_mask & ~(1u << port);

	if (lane->stall_action != PRT_STALL_BRIDGE || egress == 0) {
		prt_rx_drop(lane, mbufs, count, port, &lane->counters->stalled_dropped);
		return;
	}
	prt_rx_count(lane, mbufs, count, port);
	bridge(lane, mbufs, count, egress);
}
