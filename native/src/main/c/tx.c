/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file tx.c  Verdicts carried out: every frame that comes in here leaves by a tx queue or is
 * freed, and is counted.
 */
#include "lane.h"

#include <rte_ethdev.h>

/**
 * Tries on a full tx queue before its frames are given up: some 10 us, what a NIC needs to send
 * half a burst.
 */
#define TX_TRIES 64

/** @return frames the queue took; the rest still belongs to the caller */
static uint32_t try_send(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint32_t count) {
	uint32_t sent = rte_eth_tx_burst(port, queue, mbufs, (uint16_t)count);

	for (uint32_t tries = 0; unlikely(sent < count) && tries < TX_TRIES; tries++) {
		rte_pause();
		sent += rte_eth_tx_burst(port, queue, mbufs + sent, (uint16_t)(count - sent));
	}
	return sent;
}

static uint64_t bytes_of(struct rte_mbuf **mbufs, uint32_t count) {
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < count; i++)
		bytes += rte_pktmbuf_pkt_len(mbufs[i]);
	return bytes;
}

static void flush_port(struct prt_lane *lane, uint32_t port) {
	struct prt_lane_counters *counters = lane->counters;
	struct prt_tx_queue *tx = &lane->tx[port];
	// Sent mbufs may be gone at once, so lengths are read before.
	uint64_t bytes = bytes_of(tx->mbufs, tx->count);
	const uint32_t sent = try_send((uint16_t)port, lane->queue, tx->mbufs, tx->count);
	const uint32_t left = tx->count - sent;

	if (unlikely(left > 0)) {
		bytes -= bytes_of(tx->mbufs + sent, left);
		rte_pktmbuf_free_bulk(tx->mbufs + sent, left);
		prt_count(&counters->port[port].tx_full, left);
		prt_count(&counters->tx_dropped, left);
	}
	prt_count(&counters->port[port].tx_frames, sent);
	prt_count(&counters->port[port].tx_bytes, bytes);
	prt_count(lane->sent, sent);
	tx->count = 0;
	lane->tx_pending &= ~(1u << port);
}

static void flush_free(struct prt_lane *lane) {
	rte_pktmbuf_free_bulk(lane->to_free, lane->free_count);
	prt_count(&lane->counters->freed, lane->free_count);
	lane->free_count = 0;
}

static struct rte_mbuf *mbuf_of(const struct prt_tx_desc *desc) {
	return (struct rte_mbuf *)(uintptr_t)desc->mbuf;
}

static void queue_free(struct prt_lane *lane, const struct prt_tx_desc *desc, uint32_t count) {
	for (uint32_t i = 0; i < count; i++) {
		if (lane->free_count == PRT_BURST_MAX)
			flush_free(lane);
		lane->to_free[lane->free_count++] = mbuf_of(desc + i);
	}
}

static void queue_port(
	struct prt_lane *lane, uint32_t port, const struct prt_tx_desc *desc, uint32_t count) {
	struct prt_tx_queue *tx = &lane->tx[port];

	while (count > 0) {
		if (tx->count == PRT_BURST_MAX)
			flush_port(lane, port);
		const uint32_t n = RTE_MIN(count, PRT_BURST_MAX - tx->count);

		for (uint32_t i = 0; i < n; i++)
			tx->mbufs[tx->count + i] = mbuf_of(desc + i);
		tx->count += n;
		desc += n;
		count -= n;
	}
	lane->tx_pending |= 1u << port;
}

/** The same mbuf to every port of @p egress, one reference each. */
static void flood(struct prt_lane *lane, struct rte_mbuf *mbuf, uint32_t egress) {
	struct prt_lane_counters *counters = lane->counters;
	const uint32_t bytes = rte_pktmbuf_pkt_len(mbuf);
	uint32_t copies = 0;

	rte_pktmbuf_refcnt_update(mbuf, (int16_t)(__builtin_popcount(egress) - 1));
	for (uint32_t rest = egress; rest != 0; rest &= rest - 1) {
		const uint32_t port = (uint32_t)__builtin_ctz(rest);

		// Frames queued before this one leave before it: a flow must not be reordered.
		if (lane->tx_pending & (1u << port))
			flush_port(lane, port);
		if (likely(try_send((uint16_t)port, lane->queue, &mbuf, 1) == 1)) {
			prt_count(&counters->port[port].tx_frames, 1);
			prt_count(&counters->port[port].tx_bytes, bytes);
			copies++;
		} else {
			rte_pktmbuf_free(mbuf);
			prt_count(&counters->port[port].tx_full, 1);
		}
	}
	prt_count(copies > 0 ? lane->sent : &counters->tx_dropped, 1);
	if (copies > 1)
		prt_count(&counters->flood_copies, copies - 1);
}

/**
 * Give a frame that was written anew its length; the NIC's findings and orders went with the old
 * bytes. @return false if there is no room
 */
static bool resize(struct rte_mbuf *mbuf, uint16_t length) {
	if (length > mbuf->buf_len - mbuf->data_off || prt_is_shared(mbuf))
		return false;
	rte_pktmbuf_free(mbuf->next);
	mbuf->next = NULL;
	mbuf->nb_segs = 1;
	mbuf->data_len = length;
	mbuf->pkt_len = length;
	mbuf->ol_flags &= RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL;
	return true;
}

/** No port of this lane is meant, or the answer is too long: the frames have nowhere to go. */
static void give_up(struct prt_lane *lane, const struct prt_tx_desc *desc, uint32_t count) {
	for (uint32_t i = 0; i < count; i++)
		rte_pktmbuf_free(mbuf_of(desc + i));
	prt_count(&lane->counters->tx_dropped, count);
}

/**
 * Frames that follow each other with one egress are moved as one: most of a burst is. One written
 * anew goes by itself.
 */
static uint32_t run_length(const struct prt_tx_desc *desc, uint32_t count) {
	uint32_t n = 1;

	if (unlikely(desc[0].data_len != 0))
		return 1;
	while (n < count && desc[n].egress == desc[0].egress && desc[n].data_len == 0)
		n++;
	return n;
}

void prt_tx_frames(struct prt_lane *lane, const struct prt_tx_desc *desc, uint32_t count) {
	uint32_t n;

	for (uint32_t at = 0; at < count; at += n) {
		const struct prt_tx_desc *run = desc + at;
		const uint32_t egress = run->egress & lane->port_mask;

		n = run_length(run, count - at);
		if (unlikely(run->data_len != 0 && egress != 0 &&
			    !resize(mbuf_of(run), run->data_len)))
			give_up(lane, run, 1);
		else if (likely(egress != 0 && (egress & (egress - 1)) == 0))
			queue_port(lane, (uint32_t)__builtin_ctz(egress), run, n);
		else if (egress != 0)
			for (uint32_t i = 0; i < n; i++)
				flood(lane, mbuf_of(run + i), egress);
		else if (run->egress == 0)
			queue_free(lane, run, n);
		else
			give_up(lane, run, n);
	}
}

void prt_tx_flush(struct prt_lane *lane) {
	for (uint32_t rest = lane->tx_pending; rest != 0; rest &= rest - 1)
		flush_port(lane, (uint32_t)__builtin_ctz(rest));
	if (lane->free_count > 0)
		flush_free(lane);
}
