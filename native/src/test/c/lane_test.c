/* SPDX-License-Identifier: Apache-2.0 */
/** Lanes over virtual devices; the test thread is the classifier. Every frame is accounted for in every test. */
#include "vdevs.h"

#include "ring.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_ethdev.h>

#define POOL_MBUFS 2047u
#define RING_BYTES 65536u
#define FRAME_BYTES 64
#define PCAP_HEADERS 40 // of the file and of the first record
#define LIMIT_MS 5000   // for whatever a test waits for

/** net_ring sends to itself, the null ports swallow what they get; source makes frames without end. */
static uint16_t loop, sink, other_sink, source;
static uint64_t pool, small_pool;

static int set_up(void **state) {
	vdevs_eal_start(state);
	pool = vdevs_pool("lanes", POOL_MBUFS);
	small_pool = vdevs_pool("small", 127);
	loop = vdevs_port("net_ring0", pool);
	sink = vdevs_port("net_null0,no-rx=1", pool);
	other_sink = vdevs_port("net_null1,no-rx=1", pool);
	source = vdevs_port("net_null2,size=64,copy=1", small_pool);
	return 0;
}

static int tear_down(void **state) {
	vdevs_ok(prt_port_close(loop));
	vdevs_ok(prt_port_close(sink));
	vdevs_ok(prt_port_close(other_sink));
	vdevs_ok(prt_port_close(source));
	assert_int_equal(vdevs_ok(prt_pool_free(pool)), 0);
	assert_int_equal(vdevs_ok(prt_pool_free(small_pool)), 0);
	return vdevs_eal_stop(state);
}

/** A lane as its classifier sees it. */
struct view {
	struct prt_ring rx;
	struct prt_ring tx;
	const struct prt_lane_counters *counters;
	struct prt_rx_desc *rx_descs; // inline lane
	struct prt_tx_desc *tx_descs;
};

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

/** Put @p count frames on the loop, whose bytes are their number. Before the lane runs. */
static void inject(uint16_t port, uint32_t count) {
	for (uint32_t i = 0; i < count; i++) {
		struct rte_mbuf *mbuf = rte_pktmbuf_alloc((struct rte_mempool *)(uintptr_t)pool);

		assert_non_null(mbuf);
		memset(rte_pktmbuf_append(mbuf, FRAME_BYTES), (int)i, FRAME_BYTES);
		assert_int_equal(rte_eth_tx_burst(port, 0, &mbuf, 1), 1);
	}
}

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

static uint64_t received(const struct prt_lane_counters *counters) {
	uint64_t frames = 0;

	for (int port = 0; port < PRT_PORTS_MAX; port++)
		frames += counters->port[port].rx_frames;
	return frames;
}

static void assert_balanced(const struct prt_lane_counters *counters) {
	assert_int_equal(received(counters),
		counters->forwarded + counters->freed + counters->rx_ring_full +
			counters->tx_dropped);
}

static void create(uint32_t ring_bytes, uint16_t port_count, const uint16_t *ports) {
	const struct prt_lane_config config = vdevs_lane_config(ring_bytes, port_count, ports);

	vdevs_ok(prt_lane_create(&config));
}

static void should_count_each_frame_when_forwarded_and_freed(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {0};

	create(RING_BYTES, 2, ports);
	judge.view = view_of();
	inject(loop, 500);
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
	assert_balanced(counters);
	assert_int_equal(judge.misread, 0);
	assert_int_equal(received(counters), judge.frames);
	assert_int_equal(counters->port[loop].rx_bytes, judge.frames * FRAME_BYTES);
	assert_int_equal(counters->port[loop].tx_frames, looped);
	assert_true(counters->port[sink].tx_frames >= 200);
	assert_int_equal(
		counters->port[sink].tx_bytes, counters->port[sink].tx_frames * FRAME_BYTES);
	assert_int_equal(counters->freed + counters->port[sink].tx_frames, 500);
	assert_true(counters->polls >= counters->idle_polls);
	assert_true(counters->heartbeat_tsc > 0);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), 0);
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

static void should_send_one_copy_to_each_port_when_flooded(void **state) {
	const uint16_t ports[] = {loop, sink, other_sink};
	struct judge judge = {.egress = 1u << sink | 1u << other_sink};

	create(RING_BYTES, 3, ports);
	judge.view = view_of();
	inject(loop, 300);
	vdevs_ok(prt_lane_launch(0, WORKER));
	judge_frames(&judge, 300);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);

	assert_balanced(judge.view.counters);
	assert_int_equal(judge.view.counters->forwarded, 300);
	assert_int_equal(judge.view.counters->flood_copies, 300);
	assert_int_equal(judge.view.counters->port[sink].tx_frames, 300);
	assert_int_equal(judge.view.counters->port[other_sink].tx_frames, 300);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

static void should_drop_frame_when_egress_is_no_port_of_the_lane(void **state) {
	const uint16_t ports[] = {loop};
	struct judge judge = {.egress = 1u << sink | 1u << 31};
	struct prt_port_stats before, after;

	vdevs_ok(prt_port_stats(sink, &before));
	create(RING_BYTES, 1, ports);
	judge.view = view_of();
	inject(loop, 40);
	vdevs_ok(prt_lane_launch(0, WORKER));
	judge_frames(&judge, 40);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);

	vdevs_ok(prt_port_stats(sink, &after));
	assert_int_equal(after.tx_frames, before.tx_frames);
	assert_int_equal(judge.view.counters->tx_dropped, 40);
	assert_balanced(judge.view.counters);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

static void should_drop_at_arrival_when_nobody_reads_the_rx_ring(void **state) {
	const uint16_t ports[] = {loop};
	struct view view;

	create(16384, 1, ports);
	view = view_of();
	inject(loop, 1000);
	vdevs_ok(prt_lane_launch(0, WORKER));
	const uint64_t start = rte_rdtsc();
	while (__atomic_load_n(&view.counters->port[loop].rx_frames, __ATOMIC_RELAXED) < 1000)
		if (rte_rdtsc() - start > rte_get_tsc_hz() / 1000 * LIMIT_MS)
			fail_msg("%lu frames", received(view.counters));

	const int held = vdevs_ok(prt_lane_stop(0, 1));
	assert_true(held > 0);
	assert_true(view.counters->rx_ring_full > 0);
	assert_int_equal(received(view.counters), view.counters->rx_ring_full + (uint64_t)held);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), held);
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
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

	create(RING_BYTES, 2, ports);
	judge.view = view_of();
	inject(loop, 100);
	vdevs_ok(prt_lane_launch(0, WORKER));
	while (__atomic_load_n(&judge.view.counters->port[loop].rx_frames, __ATOMIC_RELAXED) < 100)
		sched_yield();
	assert_int_equal(pthread_create(&classifier, NULL, judge_late, &judge), 0);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, LIMIT_MS)), 0);
	pthread_join(classifier, NULL);

	assert_int_equal(judge.view.counters->forwarded, 100);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

static void should_free_verdicts_when_closed_before_the_poller_read_them(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {.egress = 1u << sink};

	create(RING_BYTES, 2, ports);
	judge.view = view_of();
	inject(loop, 100);
	vdevs_ok(prt_lane_launch(0, WORKER));
	while (__atomic_load_n(&judge.view.counters->port[loop].rx_frames, __ATOMIC_RELAXED) < 100)
		sched_yield();
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), 100);
	judge_frames(&judge, 100);
	assert_int_equal(vdevs_ok(prt_lane_close(0)), 100);
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

static void should_poll_again_when_launched_a_second_time(void **state) {
	const uint16_t ports[] = {loop, sink};
	struct judge judge = {.egress = 1u << sink};

	create(RING_BYTES, 2, ports);
	judge.view = view_of();
	for (uint64_t round = 1; round <= 3; round++) {
		inject(loop, 50);
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

/** Same verdict for all frames of the inline lane's burst. */
static void answer(const struct view *view, uint32_t count, uint32_t egress) {
	for (uint32_t i = 0; i < count; i++)
		view->tx_descs[i] =
			(struct prt_tx_desc){.mbuf = view->rx_descs[i].mbuf, .egress = egress};
	prt_lane_transmit(0, count);
}

static void should_carry_frames_when_inline(void **state) {
	const uint16_t ports[] = {sink, loop};
	struct view view;
	uint32_t total = 0, count;

	create(0, 2, ports);
	view = view_of();
	inject(loop, 100);
	while ((count = prt_lane_poll(0)) > 0) {
		assert_true(count <= 32);
		assert_int_equal(view.rx_descs[0].port, loop);
		answer(&view, count, 1u << sink);
		total += count;
	}
	assert_int_equal(total, 100);
	assert_int_equal(view.counters->forwarded, 100);
	assert_int_equal(view.counters->idle_polls, 1);
	assert_balanced(view.counters);
	vdevs_refused(prt_lane_launch(0, WORKER), EINVAL, "inline");
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), 0);
	vdevs_ok(prt_lane_close(0));
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

/** A pcap file of one frame whose bytes count up. */
static void write_capture(const char *path, uint32_t bytes) {
	const uint32_t head[] = {0xa1b2c3d4, 4 << 16 | 2, 0, 0, 65535, 1};
	const uint32_t record[] = {0, 0, bytes, bytes};
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	fwrite(head, sizeof(head), 1, file);
	fwrite(record, sizeof(record), 1, file);
	for (uint32_t i = 0; i < bytes; i++)
		fputc((int)(i & 0xff), file);
	assert_int_equal(fclose(file), 0);
}

/** Fail unless both files hold the same frame. */
static void assert_same_frame(const char *path, const char *other_path, uint32_t bytes) {
	uint8_t frame[PCAP_HEADERS + 4096], other[sizeof(frame)];
	FILE *file = fopen(path, "rb"), *other_file = fopen(other_path, "rb");

	assert_non_null(file);
	assert_non_null(other_file);
	assert_int_equal(fread(frame, 1, sizeof(frame), file), PCAP_HEADERS + bytes);
	assert_int_equal(fread(other, 1, sizeof(other), other_file), PCAP_HEADERS + bytes);
	assert_memory_equal(frame + PCAP_HEADERS, other + PCAP_HEADERS, bytes);
	fclose(file);
	fclose(other_file);
}

static void should_pass_every_byte_when_frame_has_several_segments(void **state) {
	const uint32_t bytes = 3000;
	char in[64], out[64], device[160];
	struct view view;

	snprintf(in, sizeof(in), "/tmp/porteira-in-%d.pcap", (int)getpid());
	snprintf(out, sizeof(out), "/tmp/porteira-out-%d.pcap", (int)getpid());
	write_capture(in, bytes);
	snprintf(device, sizeof(device), "net_pcap0,rx_pcap=%s,tx_pcap=%s", in, out);
	const uint16_t port = vdevs_port(device, pool);

	create(0, 1, &port);
	view = view_of();
	assert_int_equal(prt_lane_poll(0), 1);
	const struct prt_rx_desc *desc = view.rx_descs;
	assert_int_equal(desc->frame_len, bytes);
	assert_int_equal(desc->data_len, 2048);
	assert_int_equal(desc->flags, PRT_RX_MULTI_SEGMENT);
	assert_int_equal(((const uint8_t *)(uintptr_t)desc->data)[2047], 2047 & 0xff);
	answer(&view, 1, 1u << port);
	assert_int_equal(view.counters->port[port].rx_bytes, bytes);
	assert_int_equal(view.counters->port[port].tx_bytes, bytes);
	vdevs_ok(prt_lane_close(0));
	vdevs_ok(prt_port_close(port));

	assert_same_frame(in, out, bytes);
	unlink(in);
	unlink(out);
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

/** Fill the loop until it takes no more. */
static void fill_loop(void) {
	struct rte_mbuf *mbuf;

	do {
		mbuf = rte_pktmbuf_alloc((struct rte_mempool *)(uintptr_t)pool);
		assert_non_null(mbuf);
		assert_non_null(rte_pktmbuf_append(mbuf, FRAME_BYTES));
	} while (rte_eth_tx_burst(loop, 0, &mbuf, 1) == 1);
	rte_pktmbuf_free(mbuf);
}

/** Free what the loop holds. */
static void empty_loop(void) {
	struct rte_mbuf *mbuf;

	while (rte_eth_rx_burst(loop, 0, &mbuf, 1) == 1)
		rte_pktmbuf_free(mbuf);
	assert_int_equal(prt_pool_available(pool), POOL_MBUFS);
}

static void should_free_and_count_when_tx_queue_stays_full(void **state) {
	const uint16_t ports[] = {source, loop};
	const struct prt_lane_counters *counters;
	struct view view;

	create(0, 2, ports);
	view = view_of();
	counters = view.counters;
	fill_loop();

	assert_int_equal(prt_lane_poll(0), 32);
	assert_int_equal(view.rx_descs[0].port, source);
	answer(&view, 32, 1u << loop);
	assert_int_equal(counters->port[loop].tx_full, 32);
	assert_int_equal(counters->tx_dropped, 32);
	assert_int_equal(counters->port[loop].tx_frames, 0);
	assert_int_equal(counters->port[loop].tx_bytes, 0);
	assert_int_equal(prt_pool_available(small_pool), 127);
	assert_balanced(counters);
	vdevs_ok(prt_lane_close(0));
	empty_loop();
}

static void should_count_frame_as_forwarded_when_one_copy_of_two_goes(void **state) {
	const uint16_t ports[] = {source, loop, sink};
	struct view view;

	create(0, 3, ports);
	view = view_of();
	fill_loop();

	assert_int_equal(prt_lane_poll(0), 32);
	answer(&view, 32, 1u << loop | 1u << sink);
	assert_int_equal(view.counters->forwarded, 32);
	assert_int_equal(view.counters->flood_copies, 0);
	assert_int_equal(view.counters->tx_dropped, 0);
	assert_int_equal(view.counters->port[loop].tx_full, 32);
	assert_int_equal(view.counters->port[sink].tx_frames, 32);
	assert_int_equal(prt_pool_available(small_pool), 127);
	vdevs_ok(prt_lane_close(0));
	empty_loop();
}

static void should_receive_nothing_when_pool_is_exhausted(void **state) {
	const uint16_t ports[] = {source};
	struct prt_tx_desc held[127];
	struct view view;
	uint32_t count, total = 0;

	create(0, 1, ports);
	view = view_of();
	while ((count = prt_lane_poll(0)) > 0)
		for (uint32_t i = 0; i < count; i++)
			held[total++] = (struct prt_tx_desc){.mbuf = view.rx_descs[i].mbuf};
	assert_true(total > 127 - 32);
	assert_int_equal(prt_pool_free(small_pool), total);
	assert_int_equal(prt_pool_available(small_pool), 127 - total);
	assert_int_equal(vdevs_ok(prt_lane_stop(0, 0)), (int)total);

	for (uint32_t done = 0; done < total; done += count) {
		count = total - done < PRT_BURST_MAX ? total - done : PRT_BURST_MAX;
		memcpy(view.tx_descs, held + done, count * sizeof(held[0]));
		prt_lane_transmit(0, count);
	}
	assert_int_equal(prt_pool_available(small_pool), 127);
	assert_int_equal(view.counters->freed, total);
	count = prt_lane_poll(0);
	assert_int_equal(count, 32);
	answer(&view, count, 0);
	assert_balanced(view.counters);
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
	config.idle = 2;
	refuse(&config, EINVAL, "idle=2, limit=1");
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
		cmocka_unit_test(should_carry_frames_when_inline),
		cmocka_unit_test(should_pass_every_byte_when_frame_has_several_segments),
		cmocka_unit_test(should_free_and_count_when_tx_queue_stays_full),
		cmocka_unit_test(should_count_frame_as_forwarded_when_one_copy_of_two_goes),
		cmocka_unit_test(should_receive_nothing_when_pool_is_exhausted),
		cmocka_unit_test(should_name_key_value_and_limit_when_lane_is_refused),
		cmocka_unit_test(should_refuse_lane_calls_when_lane_or_lcore_is_unknown),
		cmocka_unit_test(should_give_lcore_id_when_thread_registers),
	};

	return cmocka_run_group_tests_name("lane", tests, set_up, tear_down);
}
