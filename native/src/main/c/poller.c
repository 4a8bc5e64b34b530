/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file poller.c
 * The lcore of a ring lane: frames to the classifier's ring, verdicts from the other. Knows nothing
 * of who judges.
 */
#define _GNU_SOURCE
#include "lane.h"

#include <sys/prctl.h>
#include <time.h>

#include <rte_cycles.h>
#include <rte_pause.h>

#define PAUSE_ROUNDS 256 // empty rounds before PRT_IDLE_BACKOFF sleeps
#define SLEEP_MIN_US 1
#define READ_LIMIT 64 // tx records a round, so that a fast classifier cannot starve the rx queues

/** Give one burst to the classifier, or drop it here where it is cheapest. */
static void hand_over(
	struct prt_lane *lane, struct rte_mbuf **mbufs, uint32_t count, uint16_t port) {
	const uint32_t length = sizeof(struct prt_burst) + count * sizeof(struct prt_rx_desc);
	const int32_t index = prt_ring_claim(&lane->rx_ring, PRT_RECORD_TYPE_BURST, length);
	struct prt_burst *burst;

	if (unlikely(index < 0)) {
		prt_rx_drop(lane, mbufs, count, port, &lane->counters->rx_ring_full);
		return;
	}
	burst = (struct prt_burst *)(lane->rx_ring.buffer + index);
	burst->count = count;
	burst->reserved = 0;
	prt_rx_describe(lane, (struct prt_rx_desc *)(burst + 1), mbufs, count, port);
	prt_ring_commit(&lane->rx_ring, index);
	lane->handed += count;
}

static void on_verdicts(void *context, int32_t type, uint8_t *message, uint32_t length) {
	struct prt_lane *lane = context;
	const struct prt_burst *burst = (const struct prt_burst *)message;
	const uint32_t count = RTE_MIN(burst->count,
		(length - (uint32_t)sizeof(*burst)) / (uint32_t)sizeof(struct prt_tx_desc));

	if (unlikely(type != PRT_RECORD_TYPE_BURST))
		return;
	lane->returned += count;
	prt_tx_frames(lane, (const struct prt_tx_desc *)(burst + 1), count);
}

/**
 * At most as many bursts as there are ports, starting behind the port that was served last.
 * @return frames
 */
static uint32_t receive(struct prt_lane *lane) {
	struct rte_mbuf *mbufs[PRT_BURST_MAX];
	uint32_t total = 0;
	uint16_t port;

	for (uint32_t i = 0; i < lane->port_count; i++) {
		const uint32_t count = prt_rx_next(lane, mbufs, &port);

		if (count == 0)
			break;
		if (unlikely(lane->guard.stalled))
			prt_guard_act(lane, mbufs, count, port);
		else
			hand_over(lane, mbufs, count, port);
		total += count;
	}
	return total;
}

static uint32_t transmit(struct prt_lane *lane) {
	const uint32_t records = prt_ring_read(&lane->tx_ring, on_verdicts, lane, READ_LIMIT);

	prt_tx_flush(lane);
	return records;
}

static uint64_t beat(struct prt_lane *lane) {
	const uint64_t now = rte_rdtsc();

	__atomic_store_n(&lane->counters->heartbeat_tsc, now, __ATOMIC_RELAXED);
	return now;
}

/**
 * @param idle rounds without work until now
 * @return microseconds slept last, 0 if none
 */
static uint32_t rest(const struct prt_lane *lane, uint32_t idle, uint32_t slept_us) {
	if (lane->idle == PRT_IDLE_BUSY || idle < PAUSE_ROUNDS || lane->idle_max_us == 0) {
		rte_pause();
		return 0;
	}
	// Verdicts that are due soon cut the sleep short: it must not grow into the round trip of
	// every burst. A stalled classifier's are not.
	const bool waiting = lane->handed != lane->returned && !lane->guard.stalled;
	const uint32_t us =
		slept_us == 0 || waiting ? SLEEP_MIN_US : RTE_MIN(slept_us * 2, lane->idle_max_us);
	const struct timespec time = {.tv_sec = us / 1000000, .tv_nsec = (us % 1000000) * 1000L};

	nanosleep(&time, NULL);
	return us;
}

/** Take back what the classifier still holds, for a limited time. */
static void drain(struct prt_lane *lane) {
	const uint64_t start = rte_rdtsc();

	while (lane->handed != lane->returned && rte_rdtsc() - start < lane->drain_ticks) {
		beat(lane);
		if (transmit(lane) == 0)
			rest(lane, PAUSE_ROUNDS, 0);
	}
}

int prt_poller_main(void *arg) {
	struct prt_lane *lane = arg;
	uint32_t idle = 0, slept_us = 0;

	// The default slack of 50 us would hide every sleep shorter than that.
	prctl(PR_SET_TIMERSLACK, 1000ul);
	prt_guard_begin(lane);
	while (likely(__atomic_load_n(&lane->stop, __ATOMIC_ACQUIRE) == 0)) {
		const uint32_t frames = receive(lane);
		const uint32_t records = transmit(lane);

		prt_guard_look(lane, beat(lane));
		prt_count(&lane->counters->polls, 1);
		if (likely(frames + records > 0)) {
			idle = slept_us = 0;
		} else {
			prt_count(&lane->counters->idle_polls, 1);
			slept_us = rest(lane, idle++, slept_us);
		}
	}
	drain(lane);
	return 0;
}
