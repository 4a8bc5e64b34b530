/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A load generator in memory. Two ports of a bridge end in rings: frames are put into the first port's at a steady rate
 * and taken from the second's, each with the time at which it was due inside, so that a late sender counts, too.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_eth_ring.h>
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

static struct rte_ring *rings[4];
static struct rte_mempool *pool;

API int prt_load_ports(const char *pool_name, int32_t *ids);
API int prt_load_run(struct load *load);

/** Make two ports. @return 0 or -errno */
int prt_load_ports(const char *pool_name, int32_t *ids) {
	static const char *const names[] = {"load_lan_rx", "load_lan_tx", "load_wan_rx", "load_wan_tx"};

	pool = rte_mempool_lookup(pool_name);
	if (pool == NULL)
		return -ENOENT;
	for (int i = 0; i < 4; i++) {
		rings[i] = rte_ring_create(names[i], RING_SIZE, SOCKET_ID_ANY, RING_F_SP_ENQ | RING_F_SC_DEQ);
		if (rings[i] == NULL)
			return -rte_errno;
	}
	ids[0] = rte_eth_from_rings("load_lan", &rings[0], 1, &rings[1], 1, SOCKET_ID_ANY);
	ids[1] = rte_eth_from_rings("load_wan", &rings[2], 1, &rings[3], 1, SOCKET_ID_ANY);
	return ids[0] < 0 || ids[1] < 0 ? -rte_errno : 0;
}

/** Values below 128 have a bucket each, others share one with those that differ by less than 1 in 128. */
static uint32_t bucket(uint64_t ns) {
	if (ns < 1 << MANTISSA_BITS)
		return (uint32_t)ns;
	const uint32_t shift = 63 - MANTISSA_BITS - (uint32_t)__builtin_clzll(ns);
	return ((shift + 1) << MANTISSA_BITS) + (uint32_t)((ns >> shift) & ((1 << MANTISSA_BITS) - 1));
}

static void receive(struct load *load, double ns_per_cycle) {
	struct rte_mbuf *mbufs[BURST];
	const unsigned int count = rte_ring_sc_dequeue_burst(rings[3], (void **)mbufs, BURST, NULL);
	const uint64_t now = rte_rdtsc();

	for (unsigned int i = 0; i < count; i++) {
		const uint64_t due = *rte_pktmbuf_mtod_offset(mbufs[i], uint64_t *, STAMP_OFFSET);
		load->buckets[bucket(now > due ? (uint64_t)((now - due) * ns_per_cycle) : 0)]++;
	}
	if (count > 0)
		rte_pktmbuf_free_bulk(mbufs, count);
	load->received += count;
}

/** Send what is due, at most a burst. @return frames sent or refused */
static unsigned int send_due(struct load *load, uint64_t start, uint64_t now, double cycles_per_frame) {
	const uint64_t due = (uint64_t)((now - start) / cycles_per_frame);
	const uint64_t done = load->sent + load->refused;
	const unsigned int count = due - done > BURST ? BURST : (unsigned int)(due - done);
	struct rte_mbuf *mbufs[BURST];

	if (count == 0 || rte_pktmbuf_alloc_bulk(pool, mbufs, count) != 0)
		return 0;
	for (unsigned int i = 0; i < count; i++) {
		const struct described_frame *frame = (const struct described_frame *)load->frames +
						      (done + i) % load->frame_count;
		uint8_t *data = rte_pktmbuf_mtod(mbufs[i], uint8_t *);
		const uint64_t stamp = start + (uint64_t)((done + i) * cycles_per_frame);

		memcpy(data, (const void *)frame->address, frame->length);
		memcpy(data + STAMP_OFFSET, &stamp, sizeof(stamp));
		mbufs[i]->data_len = (uint16_t)frame->length;
		mbufs[i]->pkt_len = frame->length;
	}
	const unsigned int taken = rte_ring_sp_enqueue_burst(rings[0], (void **)mbufs, count, NULL);
	if (taken < count)
		rte_pktmbuf_free_bulk(mbufs + taken, count - taken);
	load->sent += taken;
	load->refused += count - taken;
	return count;
}

/** Send and receive for the time asked, then receive what is on its way. @return 0 or -errno */
int prt_load_run(struct load *load) {
	const uint64_t hz = rte_get_tsc_hz();
	const double cycles_per_frame = (double)hz / load->rate;
	const bool registered = rte_lcore_id() == LCORE_ID_ANY && rte_thread_register() == 0;
	const uint64_t start = rte_rdtsc();
	const uint64_t end = start + (uint64_t)(load->duration_ns * (hz / 1e9));

	if (load->frame_count == 0 || load->rate == 0)
		return -EINVAL;
	for (uint64_t now = start; now < end; now = rte_rdtsc()) {
		send_due(load, start, now, cycles_per_frame);
		receive(load, 1e9 / hz);
	}
	const uint64_t limit = rte_rdtsc() + hz / 10;
	while (load->received < load->sent && rte_rdtsc() < limit)
		receive(load, 1e9 / hz);
	if (registered)
		rte_thread_unregister();
	return 0;
}
