/* SPDX-License-Identifier: Apache-2.0 */
/** Ring lanes whose classifier, the test thread, stops and goes on. */
#include "lanes.h"

#include <sched.h>

#include <rte_cycles.h>
#include <rte_lcore.h>

#define AFTER_MS 40u
#define BEFORE 500u // frames that wait for the classifier
#define DURING 300u // frames that arrive while it is away
#define AFTER 200u

static struct view lane_of(uint16_t port_count, const uint16_t *ports, uint32_t action) {
	struct prt_lane_config config = vdevs_lane_config(RING_BYTES, port_count, ports);

	config.stall_after_ms = AFTER_MS;
	config.stall_action = action;
	return lanes_create_as(&config);
}

static uint64_t get(const uint64_t *counter) {
	return __atomic_load_n(counter, __ATOMIC_ACQUIRE);
}

static void await(const uint64_t *counter, uint64_t value, const char *name) {
	const uint64_t start = rte_rdtsc();

	while (get(counter) != value) {
		if (rte_rdtsc() - start > rte_get_tsc_hz() / 1000 * LIMIT_MS)
			fail_msg("%s=%lu, wanted %lu", name, get(counter), value);
		sched_yield();
	}
}

struct judge {
	const struct prt_ring *tx;
	uint32_t egress;
	uint64_t frames;
};

static void judge_burst(void *context, int32_t type, uint8_t *message, uint32_t length) {
	struct judge *judge = context;
	const struct prt_burst *burst = (const struct prt_burst *)message;
	const struct prt_rx_desc *rx = (const struct prt_rx_desc *)(burst + 1);
	int32_t index;

	assert_int_equal(type, PRT_RECORD_TYPE_BURST);
	do
		index = prt_ring_claim(judge->tx, PRT_RECORD_TYPE_BURST,
			sizeof(*burst) + burst->count * sizeof(struct prt_tx_desc));
	while (index < 0);
	struct prt_burst *answer = (struct prt_burst *)(judge->tx->buffer + index);
	struct prt_tx_desc *tx = (struct prt_tx_desc *)(answer + 1);

	answer->count = burst->count;
	for (uint32_t i = 0; i < burst->count; i++)
		tx[i] = (struct prt_tx_desc){.mbuf = rx[i].mbuf, .egress = judge->egress};
	judge->frames += burst->count;
	prt_ring_commit(judge->tx, index);
}

static void judge_frames(const struct view *view, uint32_t egress, uint64_t frames) {
	struct judge judge = {.tx = &view->tx, .egress = egress};
	const uint64_t start = rte_rdtsc();

	while (judge.frames < frames) {
		if (prt_ring_read(&view->rx, judge_burst, &judge, 64) == 0)
			sched_yield();
		if (rte_rdtsc() - start > rte_get_tsc_hz() / 1000 * LIMIT_MS)
			fail_msg("%lu frames of %lu in %d ms", judge.frames, frames, LIMIT_MS);
	}
	assert_int_equal(judge.frames, frames);
}

/** The classifier takes nothing until the poller has noticed; then more frames come. */
static void stall(const struct view *view) {
	const uint64_t stalls = view->counters->stalls;

	lanes_inject(loop, BEFORE);
	await(&view->counters->stalls, stalls + 1, "stalls");
	assert_int_equal(get(&view->counters->stalled), 1);
	lanes_inject(loop, DURING);
}

/** It comes back: what waited is still its own, and so is what comes after. */
static void resume(const struct view *view) {
	judge_frames(view, 1u << sink, BEFORE);
	await(&view->counters->stalled, 0, "stalled");
	lanes_inject(loop, AFTER);
	judge_frames(view, 1u << sink, AFTER);
}

static void close_balanced(const struct view *view) {
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	lanes_assert_balanced(view->counters);
	assert_int_equal(lanes_received(view->counters), BEFORE + DURING + AFTER);
	assert_int_equal(view->counters->forwarded, BEFORE + AFTER);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_bridge_the_pair_when_classifier_has_stopped(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lane_of(2, ports, PRT_STALL_BRIDGE);

	vdevs_ok(prt_lane_launch(0, WORKER));
	stall(&view);
	await(&view.counters->stalled_bridged, DURING, "stalled_bridged");
	assert_int_equal(get(&view.counters->forwarded), 0);
	assert_int_equal(get(&view.counters->port[sink].tx_frames), DURING);

	resume(&view);
	close_balanced(&view);
}

static void should_send_to_every_other_port_when_there_are_three(void **state) {
	const uint16_t ports[] = {sink, loop, other_sink};
	const struct view view = lane_of(3, ports, PRT_STALL_BRIDGE);

	vdevs_ok(prt_lane_launch(0, WORKER));
	stall(&view);
	await(&view.counters->stalled_bridged, DURING, "stalled_bridged");
	assert_int_equal(get(&view.counters->flood_copies), DURING);
	assert_int_equal(get(&view.counters->port[sink].tx_frames), DURING);
	assert_int_equal(get(&view.counters->port[other_sink].tx_frames), DURING);
	assert_int_equal(get(&view.counters->port[loop].tx_frames), 0);

	resume(&view);
	close_balanced(&view);
}

static void should_drop_when_configured_and_classifier_has_stopped(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lane_of(2, ports, PRT_STALL_DROP);

	vdevs_ok(prt_lane_launch(0, WORKER));
	stall(&view);
	await(&view.counters->stalled_dropped, DURING, "stalled_dropped");
	assert_int_equal(get(&view.counters->port[sink].tx_frames), 0);

	resume(&view);
	close_balanced(&view);
}

static void should_drop_when_lane_has_no_other_port(void **state) {
	const uint16_t ports[] = {loop};
	const struct view view = lane_of(1, ports, PRT_STALL_BRIDGE);

	vdevs_ok(prt_lane_launch(0, WORKER));
	stall(&view);
	await(&view.counters->stalled_dropped, DURING, "stalled_dropped");
	judge_frames(&view, 0, BEFORE);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	lanes_assert_balanced(view.counters);
	vdevs_ok(prt_lane_close(0));
}

static void should_count_each_stall_when_classifier_stops_again(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lane_of(2, ports, PRT_STALL_BRIDGE);

	vdevs_ok(prt_lane_launch(0, WORKER));
	for (uint64_t round = 1; round <= 3; round++) {
		stall(&view);
		await(&view.counters->stalled_bridged, round * DURING, "stalled_bridged");
		judge_frames(&view, 1u << sink, BEFORE);
		await(&view.counters->stalled, 0, "stalled");
		assert_int_equal(get(&view.counters->stalls), round);
	}
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	lanes_assert_balanced(view.counters);
	vdevs_ok(prt_lane_close(0));
}

static void should_end_and_begin_anew_when_lane_stops_during_a_stall(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lane_of(2, ports, PRT_STALL_BRIDGE);

	vdevs_ok(prt_lane_launch(0, WORKER));
	stall(&view);
	await(&view.counters->stalled_bridged, DURING, "stalled_bridged");
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), BEFORE);
	vdevs_ok(prt_lane_launch(0, WORKER));
	await(&view.counters->stalls, 2, "stalls");
	judge_frames(&view, 1u << sink, BEFORE);
	await(&view.counters->stalled, 0, "stalled");
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	lanes_assert_balanced(view.counters);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), 0);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

/** Rounds of the poller that take at least four times as long as a stall needs. */
static void let_pass(const struct view *view) {
	const uint64_t start = rte_rdtsc();

	while (rte_rdtsc() - start < rte_get_tsc_hz() / 1000 * AFTER_MS * 4)
		sched_yield();
	const uint64_t polls = get(&view->counters->polls);
	while (get(&view->counters->polls) == polls)
		sched_yield();
}

static void should_stay_away_when_nothing_waits(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lane_of(2, ports, PRT_STALL_BRIDGE);

	vdevs_ok(prt_lane_launch(0, WORKER));
	let_pass(&view);
	assert_int_equal(get(&view.counters->stalls), 0);
	vdevs_ok(prt_lane_stop(0, LIMIT_MS));
	vdevs_ok(prt_lane_close(0));
}

static void should_stay_away_when_switched_off(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct view view = lanes_create(RING_BYTES, 2, ports);

	lanes_inject(loop, BEFORE);
	vdevs_ok(prt_lane_launch(0, WORKER));
	let_pass(&view);
	assert_int_equal(get(&view.counters->stalls), 0);
	judge_frames(&view, 1u << sink, BEFORE);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	lanes_assert_balanced(view.counters);
	vdevs_ok(prt_lane_close(0));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(should_bridge_the_pair_when_classifier_has_stopped),
		cmocka_unit_test(should_send_to_every_other_port_when_there_are_three),
		cmocka_unit_test(should_drop_when_configured_and_classifier_has_stopped),
		cmocka_unit_test(should_drop_when_lane_has_no_other_port),
		cmocka_unit_test(should_count_each_stall_when_classifier_stops_again),
		cmocka_unit_test(should_end_and_begin_anew_when_lane_stops_during_a_stall),
		cmocka_unit_test(should_stay_away_when_nothing_waits),
		cmocka_unit_test(should_stay_away_when_switched_off),
	};

	return cmocka_run_group_tests_name("stall", tests, lanes_set_up, lanes_tear_down);
}
