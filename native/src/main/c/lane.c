/* SPDX-License-Identifier: Apache-2.0 */
/** @file lane.c  Life of a lane: memory, start, stop; and the calls of an inline lane. */
#include "lane.h"

#include "error.h"
#include "port.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_launch.h>
#include <rte_lcore.h>

#define ZONE_ALIGN 128u
#define RX_BURST_BYTES (sizeof(struct prt_burst) + PRT_BURST_MAX * sizeof(struct prt_rx_desc))
#define TX_BURST_BYTES (sizeof(struct prt_burst) + PRT_BURST_MAX * sizeof(struct prt_tx_desc))

static struct prt_lane *lanes[PRT_LANES_MAX];

static struct prt_lane *lane_at(uint16_t id) {
	return id < PRT_LANES_MAX ? lanes[id] : NULL;
}

static int refuse_unknown(uint16_t id) {
	return prt_refuse(-ENOENT, "lane: lane=%u: no such lane", id);
}

static int check_ring(
	const struct prt_lane_config *config, const char *key, uint32_t bytes, uint32_t record) {
	if ((bytes & (bytes - 1)) != 0)
		return prt_refuse(
			-EINVAL, "lane %u: %s=%u, limit=power of two", config->lane, key, bytes);
	// Agrona: a message is at most an eighth of the ring.
	if (bytes / 8 < record)
		return prt_refuse(-EINVAL,
			"lane %u: %s=%u, limit=%u.. (8 times the longest burst record)",
			config->lane, key, bytes, rte_align32pow2(record * 8));
	if (bytes > PRT_RING_CAPACITY_MAX)
		return prt_refuse(-EINVAL, "lane %u: %s=%u, limit=..%u", config->lane, key, bytes,
			PRT_RING_CAPACITY_MAX);
	return 0;
}

static int check_ports(const struct prt_lane_config *config) {
	uint32_t mask = 0;

	if (config->port_count == 0 || config->port_count > PRT_PORTS_MAX)
		return prt_refuse(-EINVAL, "lane %u: port_count=%u, limit=1..%u", config->lane,
			config->port_count, PRT_PORTS_MAX);
	for (uint32_t i = 0; i < config->port_count; i++) {
		const uint16_t port = config->ports[i];

		if (port >= PRT_PORTS_MAX)
			return prt_refuse(-EINVAL, "lane %u: port=%u, limit=0..%u", config->lane,
				port, PRT_PORTS_MAX - 1);
		if (mask & (1u << port))
			return prt_refuse(
				-EINVAL, "lane %u: port=%u is named twice", config->lane, port);
		if (!prt_port_is_ready(port, config->queue))
			return prt_refuse(-EINVAL,
				"lane %u: port=%u is not started or has no queue %u", config->lane,
				port, config->queue);
		mask |= 1u << port;
	}
	return 0;
}

static int check(const struct prt_lane_config *config) {
	int rc;

	if (config->lane >= PRT_LANES_MAX)
		return prt_refuse(
			-EINVAL, "lane: lane=%u, limit=0..%u", config->lane, PRT_LANES_MAX - 1);
	if (lanes[config->lane] != NULL)
		return prt_refuse(-EEXIST, "lane %u: exists already", config->lane);
	if (config->burst == 0 || config->burst > PRT_BURST_MAX)
		return prt_refuse(-EINVAL, "lane %u: burst=%u, limit=1..%u", config->lane,
			config->burst, PRT_BURST_MAX);
	if (config->idle > PRT_IDLE_BACKOFF)
		return prt_refuse(-EINVAL, "lane %u: idle=%u, limit=%u", config->lane, config->idle,
			PRT_IDLE_BACKOFF);
	if (config->stall_after_ms > PRT_STALL_AFTER_MAX_MS)
		return prt_refuse(-EINVAL, "lane %u: stall_after_ms=%u, limit=%u", config->lane,
			config->stall_after_ms, PRT_STALL_AFTER_MAX_MS);
	if (config->stall_action > PRT_STALL_BRIDGE)
		return prt_refuse(-EINVAL, "lane %u: stall_action=%u, limit=%u", config->lane,
			config->stall_action, PRT_STALL_BRIDGE);
	rc = check_ports(config);
	if (rc < 0 || config->rx_ring_bytes == 0)
		return rc;
	rc = check_ring(config, "rx_ring_bytes", config->rx_ring_bytes, RX_BURST_BYTES);
	return rc < 0 ? rc
		      : check_ring(config, "tx_ring_bytes", config->tx_ring_bytes, TX_BURST_BYTES);
}

/** Cut @p bytes off the zone. */
static void *carve(uint8_t **at, size_t bytes) {
	void *piece = *at;

	*at += RTE_ALIGN_CEIL(bytes, ZONE_ALIGN);
	return piece;
}

static size_t zone_bytes(const struct prt_lane_config *config) {
	const bool rings = config->rx_ring_bytes != 0;
	const size_t rx = rings ? config->rx_ring_bytes + PRT_RING_TRAILER : RX_BURST_BYTES;
	const size_t tx = rings ? config->tx_ring_bytes + PRT_RING_TRAILER : TX_BURST_BYTES;

	return RTE_ALIGN_CEIL(sizeof(struct prt_lane), ZONE_ALIGN) +
		RTE_ALIGN_CEIL(sizeof(struct prt_lane_counters), ZONE_ALIGN) +
		RTE_ALIGN_CEIL(rx, ZONE_ALIGN) + RTE_ALIGN_CEIL(tx, ZONE_ALIGN);
}

static void set_up(const struct rte_memzone *zone, const struct prt_lane_config *config) {
	uint8_t *at = zone->addr;
	struct prt_lane *lane = carve(&at, sizeof(*lane));

	lane->zone = zone;
	lane->counters = carve(&at, sizeof(*lane->counters));
	lane->id = config->lane;
	lane->queue = config->queue;
	lane->burst = config->burst;
	lane->idle = config->idle;
	lane->idle_max_us = config->idle_max_us;
	lane->stall_after_ms = config->stall_after_ms;
	lane->stall_action = config->stall_action;
	lane->sent = &lane->counters->forwarded;
	lane->port_count = config->port_count;
	for (uint32_t i = 0; i < config->port_count; i++) {
		lane->ports[i] = config->ports[i];
		lane->port_mask |= 1u << config->ports[i];
	}
	if (config->rx_ring_bytes != 0) {
		prt_ring_init(&lane->rx_ring, carve(&at, config->rx_ring_bytes + PRT_RING_TRAILER),
			config->rx_ring_bytes);
		prt_ring_init(&lane->tx_ring, carve(&at, config->tx_ring_bytes + PRT_RING_TRAILER),
			config->tx_ring_bytes);
	} else {
		lane->rx_burst = carve(&at, RX_BURST_BYTES);
		lane->tx_burst = carve(&at, TX_BURST_BYTES);
	}
	lanes[config->lane] = lane;
}

int prt_lane_create(const struct prt_lane_config *config) {
	const struct rte_memzone *zone;
	char name[RTE_MEMZONE_NAMESIZE];
	int rc = check(config);

	if (rc < 0)
		return rc;
	snprintf(name, sizeof(name), "porteira_lane_%u", config->lane);
	prt_error_begin();
	zone = rte_memzone_reserve_aligned(name, zone_bytes(config), SOCKET_ID_ANY, 0, ZONE_ALIGN);
	if (zone == NULL)
		return prt_fail(-rte_errno, "lane %u: %zu bytes of memory", config->lane,
			zone_bytes(config));
	memset(zone->addr, 0, zone->len);
	set_up(zone, config);
	return 0;
}

int prt_lane_memory(uint16_t id, struct prt_lane_memory *memory) {
	const struct prt_lane *lane = lane_at(id);
	const bool rings = lane != NULL && lane->rx_ring.buffer != NULL;

	if (lane == NULL)
		return refuse_unknown(id);
	*memory = (struct prt_lane_memory){
		.rx_ring = (uintptr_t)lane->rx_ring.buffer,
		.tx_ring = (uintptr_t)lane->tx_ring.buffer,
		.rx_burst = (uintptr_t)lane->rx_burst,
		.tx_burst = (uintptr_t)lane->tx_burst,
		.counters = (uintptr_t)lane->counters,
		.rx_ring_len = rings ? lane->rx_ring.capacity + PRT_RING_TRAILER : 0,
		.tx_ring_len = rings ? lane->tx_ring.capacity + PRT_RING_TRAILER : 0,
	};
	return 0;
}

int prt_lane_launch(uint16_t id, uint32_t lcore) {
	struct prt_lane *lane = lane_at(id);
	int rc;

	if (lane == NULL)
		return refuse_unknown(id);
	if (lane->rx_ring.buffer == NULL)
		return prt_refuse(-EINVAL, "lane %u: an inline lane has no poller", id);
	if (lane->running)
		return prt_refuse(-EBUSY, "lane %u: runs already", id);
	if (lcore >= RTE_MAX_LCORE || !rte_lcore_is_enabled(lcore) || lcore == rte_get_main_lcore())
		return prt_refuse(
			-EINVAL, "lane %u: lcore=%u is no worker lcore of this EAL", id, lcore);
	lane->stop = 0;
	lane->lcore = lcore;
	prt_error_begin();
	rc = rte_eal_remote_launch(prt_poller_main, lane, lcore);
	if (rc < 0)
		return prt_fail(rc, "lane %u: lcore=%u", id, lcore);
	lane->running = true;
	return 0;
}

int prt_lane_stop(uint16_t id, uint32_t drain_ms) {
	struct prt_lane *lane = lane_at(id);

	if (lane == NULL)
		return refuse_unknown(id);
	if (lane->running) {
		lane->drain_ticks = rte_get_tsc_hz() / 1000 * drain_ms;
		__atomic_store_n(&lane->stop, 1, __ATOMIC_RELEASE);
		rte_eal_wait_lcore(lane->lcore);
		lane->running = false;
	}
	return (int)(lane->handed - lane->returned);
}

int prt_lane_polling(uint16_t port) {
	for (int id = 0; id < PRT_LANES_MAX; id++)
		if (lanes[id] != NULL && lanes[id]->running &&
			(lanes[id]->port_mask & (1u << port)))
			return id;
	return -1;
}

struct remains {
	uint32_t stride; // bytes of a descriptor, whose first member is the mbuf
	uint32_t frames;
};

static void free_record(void *context, int32_t type, uint8_t *message, uint32_t length) {
	struct remains *remains = context;
	const uint32_t count = ((const struct prt_burst *)message)->count;
	const uint8_t *desc = message + sizeof(struct prt_burst);

	if (type != PRT_RECORD_TYPE_BURST)
		return;
	for (uint32_t i = 0; i < count; i++, desc += remains->stride) {
		const uint64_t mbuf = *(const uint64_t *)desc;
		rte_pktmbuf_free((struct rte_mbuf *)(uintptr_t)mbuf);
	}
	remains->frames += count;
}

/** Free the frames of committed records that nobody read. @return how many */
static uint32_t empty(const struct prt_ring *ring, uint32_t stride) {
	struct remains remains = {.stride = stride};
	uint32_t before;

	do {
		before = prt_ring_size(ring);
		prt_ring_read(ring, free_record, &remains, UINT32_MAX);
	} while (prt_ring_size(ring) != before);
	return remains.frames;
}

int prt_lane_close(uint16_t id) {
	struct prt_lane *lane = lane_at(id);
	uint32_t frames = 0;

	if (lane == NULL)
		return refuse_unknown(id);
	if (lane->running)
		return prt_refuse(-EBUSY, "lane %u: its poller still runs", id);
	if (lane->rx_ring.buffer != NULL) {
		frames += empty(&lane->rx_ring, sizeof(struct prt_rx_desc));
		frames += empty(&lane->tx_ring, sizeof(struct prt_tx_desc));
	}
	lanes[id] = NULL;
	rte_memzone_free(lane->zone);
	return (int)frames;
}

uint32_t prt_lane_poll(uint16_t id) {
	struct prt_lane *lane = lanes[id];
	struct rte_mbuf *mbufs[PRT_BURST_MAX];
	uint16_t port;
	const uint32_t count = prt_rx_next(lane, mbufs, &port);

	prt_count(&lane->counters->polls, 1);
	__atomic_store_n(&lane->counters->heartbeat_tsc, rte_rdtsc(), __ATOMIC_RELAXED);
	lane->rx_burst->count = count;
	if (count == 0) {
		prt_count(&lane->counters->idle_polls, 1);
		return 0;
	}
	lane->handed += count;
	prt_rx_describe(lane, (struct prt_rx_desc *)(lane->rx_burst + 1), mbufs, count, port);
	prt_find_headers((struct prt_rx_desc *)(lane->rx_burst + 1), count);
	return count;
}

void prt_lane_transmit(uint16_t id, uint32_t count) {
	struct prt_lane *lane = lanes[id];

	lane->returned += count;
	prt_tx_frames(lane, (const struct prt_tx_desc *)(lane->tx_burst + 1), count);
	prt_tx_flush(lane);
}
