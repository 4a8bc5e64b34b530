/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file abi.c
 * What the C compiler made of the shared structs, for Java to compare with the bindings.
 *
 * The table has one run of values per struct in the order below, column by column: first its
 * sizeof, then the offsetof of every member in the order of porteira.h. A new struct goes to the
 * end; a changed struct needs a new PRT_ABI_VERSION.
 *
 *     prt_burst (2 members)     prt_port_link (4)
 *     prt_rx_desc (8)           prt_port_stats (8)
 *     prt_tx_desc (4)           prt_lane_config (9)
 *     prt_port_info (23)        prt_lane_port_counters (6)
 *     prt_port_config (11)      prt_lane_counters (9)
 *                               prt_lane_memory (7)
 *                               prt_capture_frame (4)
 */
#include "porteira.h"

#include <assert.h>
#include <stddef.h>

#define BURST(member) offsetof(struct prt_burst, member)
#define RX(member) offsetof(struct prt_rx_desc, member)
#define TX(member) offsetof(struct prt_tx_desc, member)
#define INFO(member) offsetof(struct prt_port_info, member)
#define CONFIG(member) offsetof(struct prt_port_config, member)
#define LINK(member) offsetof(struct prt_port_link, member)
#define STATS(member) offsetof(struct prt_port_stats, member)
#define LANE(member) offsetof(struct prt_lane_config, member)
#define PORT_COUNTERS(member) offsetof(struct prt_lane_port_counters, member)
#define COUNTERS(member) offsetof(struct prt_lane_counters, member)
#define MEMORY(member) offsetof(struct prt_lane_memory, member)
#define FRAME(member) offsetof(struct prt_capture_frame, member)

static_assert(sizeof(struct prt_burst) == 8, "descriptors start at 8 bytes");
static_assert(sizeof(struct prt_rx_desc) == 32, "rx descriptor is packed without holes");
static_assert(sizeof(struct prt_tx_desc) == 16, "tx descriptor is packed without holes");
static_assert(sizeof(struct prt_lane_port_counters) == 64, "one cache line per port");
static_assert(COUNTERS(port) % 64 == 0, "ports' counters start on a cache line");

static const uint32_t table[] = {sizeof(struct prt_burst), BURST(count), BURST(reserved),

	sizeof(struct prt_rx_desc), RX(mbuf), RX(data), RX(data_len), RX(frame_len), RX(port),
	RX(flags), RX(tail_room), RX(layout),

	sizeof(struct prt_tx_desc), TX(mbuf), TX(egress), TX(data_len), TX(flags),

	sizeof(struct prt_port_info), INFO(name), INFO(driver), INFO(mac), INFO(vendor_id),
	INFO(device_id), INFO(socket), INFO(max_rx_queues), INFO(max_tx_queues), INFO(rx_desc_min),
	INFO(rx_desc_max), INFO(rx_desc_align), INFO(tx_desc_min), INFO(tx_desc_max),
	INFO(tx_desc_align), INFO(reta_size), INFO(hash_key_size), INFO(mtu_min), INFO(mtu_max),
	INFO(speed_capa), INFO(max_rx_pktlen), INFO(rss_offloads), INFO(rx_offloads),
	INFO(tx_offloads),

	sizeof(struct prt_port_config), CONFIG(rx_queues), CONFIG(tx_queues), CONFIG(rx_desc),
	CONFIG(tx_desc), CONFIG(mtu), CONFIG(rss_key_len), CONFIG(lsc_interrupt), CONFIG(rss_hash),
	CONFIG(rx_offloads), CONFIG(tx_offloads), CONFIG(rss_key),

	sizeof(struct prt_port_link), LINK(up), LINK(speed_mbps), LINK(full_duplex), LINK(autoneg),

	sizeof(struct prt_port_stats), STATS(rx_frames), STATS(tx_frames), STATS(rx_bytes),
	STATS(tx_bytes), STATS(rx_missed), STATS(rx_errors), STATS(tx_errors), STATS(rx_no_mbuf),

	sizeof(struct prt_lane_config), LANE(lane), LANE(queue), LANE(burst), LANE(port_count),
	LANE(ports), LANE(rx_ring_bytes), LANE(tx_ring_bytes), LANE(idle), LANE(idle_max_us),
	LANE(stall_after_ms), LANE(stall_action),

	sizeof(struct prt_lane_port_counters), PORT_COUNTERS(rx_frames), PORT_COUNTERS(rx_bytes),
	PORT_COUNTERS(tx_frames), PORT_COUNTERS(tx_bytes), PORT_COUNTERS(tx_full),
	PORT_COUNTERS(reserved),

	sizeof(struct prt_lane_counters), COUNTERS(forwarded), COUNTERS(freed),
	COUNTERS(rx_ring_full), COUNTERS(tx_dropped), COUNTERS(flood_copies), COUNTERS(polls),
	COUNTERS(idle_polls), COUNTERS(heartbeat_tsc), COUNTERS(stalls), COUNTERS(stalled),
	COUNTERS(stalled_bridged), COUNTERS(stalled_dropped), COUNTERS(reserved), COUNTERS(port),

	sizeof(struct prt_lane_memory), MEMORY(rx_ring), MEMORY(tx_ring), MEMORY(rx_burst),
	MEMORY(tx_burst), MEMORY(counters), MEMORY(rx_ring_len), MEMORY(tx_ring_len),

	sizeof(struct prt_capture_frame), FRAME(data), FRAME(timestamp_ns), FRAME(captured),
	FRAME(length)};

uint32_t prt_abi_version(void) {
	return PRT_ABI_VERSION;
}

uint32_t prt_abi_table(uint32_t *values, uint32_t max) {
	const uint32_t count = sizeof(table) / sizeof(table[0]);
	const uint32_t n = max < count ? max : count;

	for (uint32_t i = 0; i < n; i++)
		values[i] = table[i];
	return n;
}
