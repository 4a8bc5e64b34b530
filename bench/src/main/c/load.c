/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A load generator. Frames go to one port of a bridge at a steady rate and are taken from what leaves by the other, each
 * with the time at which it was due inside, so that a late sender counts, too. The bridge's ports end in rings of this
 * process, or in another process, whose far ends are ports here. Where no core is left for a thread that sends, the
 * bridge's own poller makes the frames when it asks its port for some.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_eth_ring.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#define API __attribute__((visibility("default")))

enum {
	RING_SIZE = 4096,
	BURST = 32,
	STAMP_OFFSET = 48,
	FRAME_MAX = 2048,
	MANTISSA_BITS = 7,
	BUCKETS = 64 << MANTISSA_BITS,
	DRAIN_MS = 100,
};

/** What to send and what came of it; the layout is known to Java. */
struct load {
	uint64_t frames; /**< address of described frames, as in screened_host.c */
	uint64_t frame_count;
	uint64_t rate; /**< frames a second */
	uint64_t duration_ns;
	uint64_t sent;
	uint64_t refused; /**< the port's ring was full */
	uint64_t received;
	uint64_t buckets[BUCKETS];
};

struct described_frame {
	uint64_t address;
	uint32_t length;
	uint32_t ingress;
};

/** Where and when frames go. */
struct course {
	struct load *load;
	uint64_t start;
	uint64_t end;
	uint64_t limit; /**< of waiting for the last frames */
	double cycles_per_frame;
	double ns_per_cycle;
};

static struct rte_mempool *pool;
static uint16_t near_port;
static uint16_t send_port;
static uint16_t receive_port;
static struct course inside;
static uint32_t is_inside_running;

API int prt_load_ports(const char *pool_name, int32_t *ids);
API int prt_load_use(const char *pool_name, int32_t *ids);
API int prt_load_run(struct load *load);
API int prt_load_run_inside(struct load *load);

/**
 * Make two ports of rings, and two more that are their far ends.
 * @param ids out: the bridge's two, then the far end of the first and of the second
 * @return 0 or -errno
 */
int prt_load_ports(const char *pool_name, int32_t *ids) {
	static const char *const ring_names[] = {"load_in", "load_back", "load_wan_rx", "load_out"};
	static const char *const port_names[] = {"load_lan", "load_wan", "load_far_lan", "load_far_wan"};
	// A port receives from the one and sends to the other.
	static const int ends[][2] = {{0, 1}, {2, 3}, {1, 0}, {3, 2}};
	struct rte_ring *rings[4];

	for (int i = 0; i < 4; i++) {
		rings[i] = rte_ring_create(ring_names[i], RING_SIZE, SOCKET_ID_ANY, RING_F_SP_ENQ | RING_F_SC_DEQ);
		if (rings[i] == NULL)
			return -rte_errno;
	}
	for (int i = 0; i < 4; i++) {
		ids[i] = rte_eth_from_rings(
			port_names[i], &rings[ends[i][0]], 1, &rings[ends[i][1]], 1, SOCKET_ID_ANY);
		if (ids[i] < 0)
			return -rte_errno;
	}
	near_port = (uint16_t)ids[0];
	return prt_load_use(pool_name, &ids[2]);
}

/** Ports that exist: one to send to, one to receive from. @return 0 or -errno */
int prt_load_use(const char *pool_name, int32_t *ids) {
	pool = rte_mempool_lookup(pool_name);
	send_port = (uint16_t)ids[0];
	receive_port = (uint16_t)ids[1];
	return pool == NULL ? -ENOENT : 0;
}

/** Values below 128 have a bucket each, others share one with those that differ by less than 1 in 128. */
static uint32_t bucket(uint64_t ns) {
	if (ns < 1 << MANTISSA_BITS)
		return (uint32_t)ns;
	const uint32_t shift = 63 - MANTISSA_BITS - (uint32_t)__builtin_clzll(ns);
	return ((shift + 1) << MANTISSA_BITS) + (uint32_t)((ns >> shift) & ((1 << MANTISSA_BITS) - 1));
}

static void receive(const struct course *course) {
	struct rte_mbuf *mbufs[BURST];
	struct load *load = course->load;
	const uint16_t count = rte_eth_rx_burst(receive_port, 0, mbufs, BURST);
	const uint64_t now = rte_rdtsc();

	for (uint16_t i = 0; i < count; i++) {
		const uint64_t due = *rte_pktmbuf_mtod_offset(mbufs[i], uint64_t *, STAMP_OFFSET);
		load->buckets[bucket(now > due ? (uint64_t)((now - due) * course->ns_per_cycle) : 0)]++;
	}
	if (count > 0)
		rte_pktmbuf_free_bulk(mbufs, count);
	load->received += count;
}

/** Frames that are due and not made as yet. */
static uint64_t behind(const struct course *course, uint64_t now) {
	const struct load *load = course->load;

	return (uint64_t)((now - course->start) / course->cycles_per_frame) - load->sent - load->refused;
}

/** The next frames. @return how many, @p count or none */
static uint16_t make(const struct course *course, struct rte_mbuf **mbufs, uint16_t count) {
	const struct load *load = course->load;
	const uint64_t done = load->sent + load->refused;

	if (count == 0 || rte_pktmbuf_alloc_bulk(pool, mbufs, count) != 0)
		return 0;
	for (uint16_t i = 0; i < count; i++) {
		const struct described_frame *frame = (const struct described_frame *)load->frames +
						      (done + i) % load->frame_count;
		uint8_t *data = rte_pktmbuf_mtod(mbufs[i], uint8_t *);
		const uint64_t stamp = course->start + (uint64_t)((done + i) * course->cycles_per_frame);

		memcpy(data, (const void *)frame->address, frame->length);
		memcpy(data + STAMP_OFFSET, &stamp, sizeof(stamp));
		mbufs[i]->data_len = (uint16_t)frame->length;
		mbufs[i]->pkt_len = frame->length;
	}
	return count;
}

/** Send what is due, at most a burst. */
static void send_due(const struct course *course, uint64_t now) {
	struct rte_mbuf *mbufs[BURST];
	const uint16_t count = make(course, mbufs, (uint16_t)RTE_MIN(behind(course, now), (uint64_t)BURST));
	const uint16_t taken = count == 0 ? 0 : rte_eth_tx_burst(send_port, 0, mbufs, count);

	if (taken < count)
		rte_pktmbuf_free_bulk(mbufs + taken, count - taken);
	course->load->sent += taken;
	course->load->refused += count - taken;
}

static int begin(struct course *course, struct load *load) {
	const uint64_t hz = rte_get_tsc_hz();

	if (load->frame_count == 0 || load->rate == 0)
		return -EINVAL;
	course->load = load;
	course->cycles_per_frame = (double)hz / load->rate;
	course->ns_per_cycle = 1e9 / hz;
	course->start = rte_rdtsc();
	course->end = course->start + (uint64_t)(load->duration_ns * (hz / 1e9));
	course->limit = course->end + hz / 1000 * DRAIN_MS;
	return 0;
}

/** Send and receive for the time asked, then receive what is on its way. @return 0 or -errno */
int prt_load_run(struct load *load) {
	const bool registered = rte_lcore_id() == LCORE_ID_ANY && rte_thread_register() == 0;
	struct course course;
	const int code = begin(&course, load);

	if (code != 0)
		return code;
	for (uint64_t now = course.start; now < course.end; now = rte_rdtsc()) {
		send_due(&course, now);
		receive(&course);
	}
	while (load->received < load->sent && rte_rdtsc() < course.limit)
		receive(&course);
	if (registered)
		rte_thread_unregister();
	return 0;
}

/**
 * What the poller of the bridge runs when it has asked the port: as if the frames that are due had waited there, as
 * many as a port's ring holds.
 */
static uint16_t on_poll(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count, uint16_t max,
	void *context) {
	struct course *course = context;
	const uint64_t now = rte_rdtsc();
	uint16_t made = 0;

	if (__atomic_load_n(&is_inside_running, __ATOMIC_ACQUIRE) == 0)
		return count;
	receive(course);
	if (now < course->end) {
		const uint64_t due = behind(course, now);

		if (due > RING_SIZE)
			course->load->refused += due - RING_SIZE;
		made = make(course, mbufs + count, (uint16_t)RTE_MIN(due, (uint64_t)(max - count)));
		course->load->sent += made;
	} else if (course->load->received == course->load->sent || now > course->limit) {
		__atomic_store_n(&is_inside_running, 0, __ATOMIC_RELEASE);
	}
	return count + made;
}

/**
 * As prt_load_run(), but on the thread that polls the bridge's first port; this one sleeps. That poller's work for
 * each frame is greater by that of making and taking it. @return 0 or -errno
 */
int prt_load_run_inside(struct load *load) {
	static const struct rte_eth_rxtx_callback *callback;

	if (callback == NULL)
		callback = rte_eth_add_rx_callback(near_port, 0, on_poll, &inside);
	if (callback == NULL)
		return -rte_errno;
	if (begin(&inside, load) != 0)
		return -EINVAL;
	__atomic_store_n(&is_inside_running, 1, __ATOMIC_RELEASE);
	while (__atomic_load_n(&is_inside_running, __ATOMIC_ACQUIRE) != 0)
		usleep(1000);
	return 0;
}
