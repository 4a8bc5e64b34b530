/* SPDX-License-Identifier: Apache-2.0 */
/** Ring lanes over virtual devices; the test thread is the classifier. */
#include "lanes.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include <rte_cycles.h>
#include <rte_lcore.h>

/** The classifier of these tests: the same verdict for each frame. */
struct judge {
	struct view view;
	uint32_t egress;
	uint64_t frames;
	uint64_t misread; // frames that are not what was injected
};

static void judge_burst(void *context, int32_t type, uint8_t *message, uint32_t length) {
	struct judge *judge = context;
	const struct prt_burst *burst = (const struct prt_burst *)message;
	const struct prt_rx_desc *rx = (const struct prt_rx_desc *)(burst + 1);
	int32_t index;

	do
		index = prt_ring_claim(&judge->view.tx, PRT_RECORD_TYPE_BURST,
			sizeof(*burst) + burst->count * sizeof(struct prt_tx_desc));
	while (index < 0);
	struct prt_burst *answer = (struct prt_burst *)(judge->view.tx.buffer + index);
	struct prt_tx_desc *tx = (struct prt_tx_desc *)(answer + 1);

	answer->count = burst->count;
	for (uint32_t i = 0; i < burst->count; i++) {
		const uint8_t *data = (const uint8_t *)(uintptr_t)rx[i].data;

		judge->misread += type != PRT_RECORD_TYPE_BURST || rx[i].data_len != FRAME_BYTES ||
			rx[i].frame_len != FRAME_BYTES || rx[i].flags != 0 ||
			data[0] != data[FRAME_BYTES - 1];
		tx[i] = (struct prt_tx_desc){.mbuf = rx[i].mbuf, .egress = judge->egress};
	}
	judge->frames += burst->count;
	prt_ring_commit(&judge->view.tx, index);
}

/** Judge until @p frames have been seen. */
static void judge_frames(struct judge *judge, uint64_t frames) {
	const uint64_t start = rte_rdtsc();

	while (judge->frames < frames) {
		if (prt_ring_read(&judge->view.rx, judge_burst, judge, 64) == 0)
			sched_yield();
		if (rte_rdtsc() - start > rte_get_tsc_hz() / 1000 * LIMIT_MS)
			fail_msg("%lu frames of %lu in %d ms", judge->frames, frames, LIMIT_MS);
	}
}

static void should_count_each_frame_when_forwarded_and_freed(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {0};

	judge.view = lanes_create(RING_BYTES, 2, ports);
	lanes_inject(loop, 500);
	vdevs_ok(prt_lane_launch(0, WORKER));

	judge.egress = 1u << loop;
	judge_frames(&judge, 100000);
	judge.egress = 1u << sink;
	const uint64_t looped = judge.frames;
	judge_frames(&judge, looped + 200);
	judge.egress = 0;
	judge_frames(&judge, looped + 500);

	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	const struct prt_lane_counters *counters = judge.view.counters;
	lanes_assert_balanced(counters);
	assert_int_equal(judge.misread, 0);
	assert_int_equal(lanes_received(counters), judge.frames);
	assert_int_equal(counters->port[loop].rx_bytes, judge.frames * FRAME_BYTES);
	assert_int_equal(counters->port[loop].tx_frames, looped);
	assert_true(counters->port[sink].tx_frames >= 200);
	assert_int_equal(
		counters->port[sink].tx_bytes, counters->port[sink].tx_frames * FRAME_BYTES);
	assert_int_equal(counters->freed + counters->port[sink].tx_frames, 500);
	assert_true(counters->polls >= counters->idle_polls);
	assert_true(counters->heartbeat_tsc > 0);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), 0);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_send_one_copy_to_each_port_when_flooded(void **state) {
	const uint16_t ports[] = {loop, sink, other_sink};
	struct judge judge = {.egress = 1u << sink | 1u << other_sink};

	judge.view = lanes_create(RING_BYTES, 3, ports);
	lanes_inject(loop, 300);
	vdevs_ok(prt_lane_launch(0, WORKER));
	judge_frames(&judge, 300);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);

	lanes_assert_balanced(judge.view.counters);
	assert_int_equal(judge.view.counters->forwarded, 300);
	assert_int_equal(judge.view.counters->flood_copies, 300);
	assert_int_equal(judge.view.counters->port[sink].tx_frames, 300);
	assert_int_equal(judge.view.counters->port[other_sink].tx_frames, 300);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_drop_frame_when_egress_is_no_port_of_the_lane(void **state) {
	const uint16_t ports[] = {loop};
	struct judge judge = {.egress = 1u << sink | 1u << 31};
	struct prt_port_stats before, after;

	vdevs_ok(prt_port_stats(sink, &before));
	judge.view = lanes_create(RING_BYTES, 1, ports);
	lanes_inject(loop, 40);
	vdevs_ok(prt_lane_launch(0, WORKER));
	judge_frames(&judge, 40);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);

	vdevs_ok(prt_port_stats(sink, &after));
	assert_int_equal(after.tx_frames, before.tx_frames);
	assert_int_equal(judge.view.counters->tx_dropped, 40);
	lanes_assert_balanced(judge.view.counters);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_drop_at_arrival_when_nobody_reads_the_rx_ring(void **state) {
	const uint16_t ports[] = {loop};
	struct view view;

	view = lanes_create(32768, 1, ports);
	lanes_inject(loop, 1020);
	vdevs_ok(prt_lane_launch(0, WORKER));
	const uint64_t start = rte_rdtsc();
	while (__atomic_load_n(&view.counters->port[loop].rx_frames, __ATOMIC_RELAXED) < 1020)
		if (rte_rdtsc() - start > rte_get_tsc_hz() / 1000 * LIMIT_MS)
			fail_msg("%lu frames", lanes_received(view.counters));

	const int held = vdevs_ok(prt_lane_stop(0, 1));
	assert_true(held > 0);
	assert_true(view.counters->rx_ring_full > 0);
	assert_int_equal(
		lanes_received(view.counters), view.counters->rx_ring_full + (uint64_t)held);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), held);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

/** A classifier that is slow to give the last frames back. */
static void *judge_late(void *arg) {
	struct judge *judge = arg;

	rte_delay_us_sleep(20000);
	judge_frames(judge, 100);
	return NULL;
}

static void should_wait_for_frames_when_stopped(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {.egress = 1u << sink};
	pthread_t classifier;

	judge.view = lanes_create(RING_BYTES, 2, ports);
	lanes_inject(loop, 100);
	vdevs_ok(prt_lane_launch(0, WORKER));
	while (__atomic_load_n(&judge.view.counters->port[loop].rx_frames, __ATOMIC_RELAXED) < 100)
		sched_yield();
	assert_int_equal(pthread_create(&classifier, NULL, judge_late, &judge), 0);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	pthread_join(classifier, NULL);

	assert_int_equal(judge.view.counters->forwarded, 100);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_free_verdicts_when_closed_before_the_poller_read_them(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {.egress = 1u << sink};

	judge.view = lanes_create(RING_BYTES, 2, ports);
	lanes_inject(loop, 100);
	vdevs_ok(prt_lane_launch(0, WORKER));
	while (__atomic_load_n(&judge.view.counters->port[loop].rx_frames, __ATOMIC_RELAXED) < 100)
		sched_yield();
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), 100);
	judge_frames(&judge, 100);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), 100);
	assert_int_equal(prt_pool_available(big_pool), POOL_MBUFS);
}

static void should_poll_again_when_launched_a_second_time(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {.egress = 1u << sink};

	judge.view = lanes_create(RING_BYTES, 2, ports);
	for (uint64_t round = 1; round <= 3; round++) {
		lanes_inject(loop, 50);
		vdevs_ok(prt_lane_launch(0, WORKER));
		vdevs_refused(prt_lane_launch(0, WORKER), EBUSY, "runs already");
		vdevs_refused(prt_lane_close(0), EBUSY, "still runs");
		vdevs_refused(prt_port_stop(loop), EBUSY, "lane 0 polls it");
		judge_frames(&judge, round * 50);
		assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	}
	assert_int_equal(judge.view.counters->forwarded, 150);
	vdevs_ok(prt_lane_close(0));
}

static void refuse(const struct prt_lane_config *config, int error, const char *part) {
	vdevs_refused(prt_lane_create(config), error, part);
}

static void should_name_key_value_and_limit_when_lane_is_refused(void **state) {
	const uint16_t ports[] = {loop, sink};
	const struct prt_lane_config good = vdevs_lane_config(RING_BYTES, 2, ports);
	struct prt_lane_config config = good;

	config.lane = 16;
	refuse(&config, EINVAL, "lane=16, limit=0..15");
	config = good;
	config.burst = 65;
	refuse(&config, EINVAL, "burst=65, limit=1..64");
	config = good;
	config.rx_ring_bytes = 10000;
	refuse(&config, EINVAL, "rx_ring_bytes=10000, limit=power of two");
	config = good;
	config.tx_ring_bytes = 4096;
	refuse(&config, EINVAL, "tx_ring_bytes=4096, limit=16384..");
	config = good;
	config.rx_ring_bytes = 1u << 31;
	refuse(&config, EINVAL, "rx_ring_bytes=2147483648, limit=..1073741824");
	config = good;
	config.idle = 2;
	refuse(&config, EINVAL, "idle=2, limit=1");
	config = good;
	config.stall_after_ms = 60001;
	refuse(&config, EINVAL, "stall_after_ms=60001, limit=60000");
	config = good;
	config.stall_action = 2;
	refuse(&config, EINVAL, "stall_action=2, limit=1");
	config = good;
	config.port_count = 0;
	refuse(&config, EINVAL, "port_count=0, limit=1..32");
	config = good;
	config.ports[1] = loop;
	refuse(&config, EINVAL, "is named twice");
	config = good;
	config.ports[1] = 20;
	refuse(&config, EINVAL, "port=20 is not started");
	config = good;
	config.queue = 1;
	refuse(&config, EINVAL, "has no queue 1");
}

static void should_refuse_lane_calls_when_lane_or_lcore_is_unknown(void **state) {
	const uint16_t ports[] = {loop};
	const struct prt_lane_config config = vdevs_lane_config(RING_BYTES, 1, ports);
	struct prt_lane_memory memory;

	vdevs_refused(prt_lane_memory(0, &memory), ENOENT, "lane=0: no such lane");
	vdevs_refused(prt_lane_launch(99, WORKER), ENOENT, "lane=99: no such lane");
	vdevs_refused(prt_lane_stop(3, 0), ENOENT, "lane=3");
	vdevs_refused(prt_lane_close(3), ENOENT, "lane=3");
	vdevs_ok(prt_lane_create(&config));
	refuse(&config, EEXIST, "lane 0: exists already");
	vdevs_refused(prt_lane_launch(0, 0), EINVAL, "lcore=0 is no worker");
	vdevs_refused(prt_lane_launch(0, 5), EINVAL, "lcore=5 is no worker");
	vdevs_refused(prt_lane_launch(0, 5000), EINVAL, "lcore=5000 is no worker");
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), 0);
	vdevs_ok(prt_lane_close(0));
}

static void *register_thread(void *arg) {
	int *rc = arg;

	rc[0] = prt_thread_register();
	rc[1] = prt_thread_register();
	rc[2] = (int)rte_lcore_id();
	prt_thread_unregister();
	rc[3] = (int)rte_lcore_id();
	return NULL;
}

static void should_give_lcore_id_when_thread_registers(void **state) {
	pthread_t thread;
	int rc[4];

	assert_int_equal(pthread_create(&thread, NULL, register_thread, rc), 0);
	pthread_join(thread, NULL);
	assert_int_equal(rc[0], 0);
	assert_int_equal(rc[1], 0);
	assert_in_range(rc[2], WORKER + 1, RTE_MAX_LCORE - 1);
	assert_int_equal((unsigned int)rc[3], LCORE_ID_ANY);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(should_count_each_frame_when_forwarded_and_freed),
		cmocka_unit_test(should_send_one_copy_to_each_port_when_flooded),
		cmocka_unit_test(should_drop_frame_when_egress_is_no_port_of_the_lane),
		cmocka_unit_test(should_drop_at_arrival_when_nobody_reads_the_rx_ring),
		cmocka_unit_test(should_wait_for_frames_when_stopped),
		cmocka_unit_test(should_free_verdicts_when_closed_before_the_poller_read_them),
		cmocka_unit_test(should_poll_again_when_launched_a_second_time),
		cmocka_unit_test(should_name_key_value_and_limit_when_lane_is_refused),
		cmocka_unit_test(should_refuse_lane_calls_when_lane_or_lcore_is_unknown),
		cmocka_unit_test(should_give_lcore_id_when_thread_registers),
	};

	return cmocka_run_group_tests_name("lane", tests, lanes_set_up, lanes_tear_down);
}
