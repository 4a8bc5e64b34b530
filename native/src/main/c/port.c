/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file port.c  Configure, start, stop. A value beyond a limit is refused with both; nothing is
 * adjusted silently.
 */
#include "port.h"

#include "error.h"
#include "lane.h"
#include "porteira.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define VLAN_TAGS_MAX 2 // room that every frame buffer keeps for tags behind the MTU

/** Queues of a started port, 0 of any other. */
static uint16_t started_queues[RTE_MAX_ETHPORTS];

static int refuse_range(
	uint16_t port, const char *key, uint32_t value, uint32_t min, uint32_t max) {
	return prt_refuse(-EINVAL, "port %u: %s=%u, limit=%u..%u", port, key, value, min, max);
}

static int check_desc(
	uint16_t port, const char *key, uint16_t value, const struct rte_eth_desc_lim *limit) {
	if (value == 0)
		return 0;
	if (value < limit->nb_min || value > limit->nb_max)
		return refuse_range(port, key, value, limit->nb_min, limit->nb_max);
	if (limit->nb_align > 1 && value % limit->nb_align != 0)
		return prt_refuse(-EINVAL, "port %u: %s=%u, limit=multiple of %u", port, key, value,
			limit->nb_align);
	return 0;
}

/** Names of the offloads in @p bits, e.g. "SCATTER VLAN_STRIP". */
static void name_offloads(uint64_t bits, const char *(*name)(uint64_t), char *text, size_t size) {
	size_t len = 0;

	text[0] = '\0';
	for (; bits != 0 && len < size; bits &= bits - 1)
		len += (size_t)snprintf(
			text + len, size - len, "%s%s", len == 0 ? "" : " ", name(bits & -bits));
}

static int check_offloads(uint16_t port, const char *key, uint64_t wanted, uint64_t offered,
	const char *(*name)(uint64_t)) {
	char lacking[PRT_TEXT_MAX / 4], limit[PRT_TEXT_MAX / 2];

	if ((wanted & ~offered) == 0)
		return 0;
	name_offloads(wanted & ~offered, name, lacking, sizeof(lacking));
	name_offloads(offered, name, limit, sizeof(limit));
	return prt_refuse(-EINVAL, "port %u: %s=%s, limit=%s", port, key, lacking,
		limit[0] == '\0' ? "none" : limit);
}

/**
 * A bridge hands one mbuf to several ports, and several segments in one frame, to any other port.
 */
static int check_bridging(uint16_t port, const struct prt_port_config *config) {
	if (config->tx_offloads & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE)
		return prt_refuse(-EINVAL,
			"port %u: tx_offloads=MBUF_FAST_FREE cannot be had: a flooded frame is "
			"shared by ports",
			port);
	return 0;
}

static int check_queues(
	uint16_t port, const struct prt_port_config *config, const struct rte_eth_dev_info *dev) {
	if (config->rx_queues == 0 || config->rx_queues > dev->max_rx_queues)
		return refuse_range(port, "rx_queues", config->rx_queues, 1, dev->max_rx_queues);
	if (config->tx_queues == 0 || config->tx_queues > dev->max_tx_queues)
		return refuse_range(port, "tx_queues", config->tx_queues, 1, dev->max_tx_queues);
	return 0;
}

static int check_rss(
	uint16_t port, const struct prt_port_config *config, const struct rte_eth_dev_info *dev) {
	if ((config->rss_hash & dev->flow_type_rss_offloads) == 0 || config->rss_key_len == 0)
		return 0;
	if (config->rss_key_len > PRT_RSS_KEY_MAX)
		return refuse_range(port, "rss_key_len", config->rss_key_len, 0, PRT_RSS_KEY_MAX);
	if (config->rss_key_len != dev->hash_key_size)
		return prt_refuse(-EINVAL, "port %u: rss_key_len=%u, limit=%u", port,
			config->rss_key_len, dev->hash_key_size);
	return 0;
}

/** Largest MTU by the port's own frame limit, reckoned as rte_eth_dev_configure() does. */
static uint32_t mtu_limit(const struct rte_eth_dev_info *dev) {
	const bool told = dev->max_mtu != UINT16_MAX && dev->max_rx_pktlen > dev->max_mtu;
	const uint32_t overhead =
		told ? dev->max_rx_pktlen - dev->max_mtu : RTE_ETHER_HDR_LEN + RTE_ETHER_CRC_LEN;

	return RTE_MIN((uint32_t)dev->max_mtu, dev->max_rx_pktlen - overhead);
}

static int check_mtu(uint16_t port, const struct prt_port_config *config,
	const struct rte_eth_dev_info *dev, struct rte_mempool *pool) {
	const uint32_t overhead = RTE_ETHER_HDR_LEN + VLAN_TAGS_MAX * RTE_VLAN_HLEN;
	const uint32_t room = rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM;

	if (config->mtu < dev->min_mtu || config->mtu > mtu_limit(dev))
		return refuse_range(port, "mtu", config->mtu, dev->min_mtu, mtu_limit(dev));
	if (config->mtu + overhead > room &&
		(config->rx_offloads & RTE_ETH_RX_OFFLOAD_SCATTER) == 0)
		return prt_refuse(-EINVAL,
			"port %u: mtu=%u, limit=%u (an mbuf's room; rx_offloads=SCATTER lifts it)",
			port, config->mtu, room - overhead);
	return 0;
}

static int check(uint16_t port, const struct prt_port_config *config,
	const struct rte_eth_dev_info *dev, struct rte_mempool *pool) {
	int rc = check_queues(port, config, dev);

	if (rc == 0)
		rc = check_desc(port, "rx_desc", config->rx_desc, &dev->rx_desc_lim);
	if (rc == 0)
		rc = check_desc(port, "tx_desc", config->tx_desc, &dev->tx_desc_lim);
	if (rc == 0)
		rc = check_mtu(port, config, dev, pool);
	if (rc == 0)
		rc = check_offloads(port, "rx_offloads", config->rx_offloads, dev->rx_offload_capa,
			rte_eth_dev_rx_offload_name);
	if (rc == 0)
		rc = check_bridging(port, config);
	if (rc == 0)
		rc = check_offloads(port, "tx_offloads", config->tx_offloads, dev->tx_offload_capa,
			rte_eth_dev_tx_offload_name);
	return rc == 0 ? check_rss(port, config, dev) : rc;
}

static int configure_device(
	uint16_t port, const struct prt_port_config *config, const struct rte_eth_dev_info *dev) {
	uint8_t key[PRT_RSS_KEY_MAX];
	struct rte_eth_conf conf = {
		.rxmode = {.mtu = config->mtu, .offloads = config->rx_offloads},
		.txmode = {.offloads = config->tx_offloads},
		.intr_conf.lsc = config->lsc_interrupt && (*dev->dev_flags & RTE_ETH_DEV_INTR_LSC),
	};
	const uint64_t hash = config->rss_hash & dev->flow_type_rss_offloads;
	int rc;

	if (hash != 0) {
		memcpy(key, config->rss_key, sizeof(key));
		conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
		conf.rx_adv_conf.rss_conf = (struct rte_eth_rss_conf){
			.rss_key = config->rss_key_len == 0 ? NULL : key,
			.rss_key_len = (uint8_t)config->rss_key_len,
			.rss_hf = hash,
		};
	}
	rc = rte_eth_dev_configure(port, config->rx_queues, config->tx_queues, &conf);
	if (rc < 0)
		return prt_fail(rc, "port %u: configure", port);
	// NICs take the MTU above, devices over a kernel interface here; ring and null have none.
	rc = rte_eth_dev_set_mtu(port, config->mtu);
	return rc < 0 && rc != -ENOTSUP ? prt_fail(rc, "port %u: mtu=%u", port, config->mtu) : 0;
}

static int set_up_queues(uint16_t port, const struct prt_port_config *config,
	const struct rte_eth_dev_info *dev, struct rte_mempool *pool) {
	const unsigned int socket = (unsigned int)rte_eth_dev_socket_id(port);
	struct rte_eth_rxconf rx = dev->default_rxconf;
	struct rte_eth_txconf tx = dev->default_txconf;

	rx.offloads = config->rx_offloads;
	tx.offloads = config->tx_offloads;
	for (uint16_t queue = 0; queue < config->rx_queues; queue++) {
		const int rc =
			rte_eth_rx_queue_setup(port, queue, config->rx_desc, socket, &rx, pool);
		if (rc < 0)
			return prt_fail(rc, "port %u: rx queue %u, rx_desc=%u", port, queue,
				config->rx_desc);
	}
	for (uint16_t queue = 0; queue < config->tx_queues; queue++) {
		const int rc = rte_eth_tx_queue_setup(port, queue, config->tx_desc, socket, &tx);
		if (rc < 0)
			return prt_fail(rc, "port %u: tx queue %u, tx_desc=%u", port, queue,
				config->tx_desc);
	}
	return 0;
}

int prt_port_configure(uint16_t port, const struct prt_port_config *config, uint64_t pool) {
	struct rte_mempool *mempool = (struct rte_mempool *)(uintptr_t)pool;
	struct rte_eth_dev_info dev;
	struct prt_diversion saved;
	int rc;

	if (mempool == NULL)
		return prt_refuse(-EINVAL, "port %u: pool=0: create one first", port);
	prt_error_begin();
	rc = rte_eth_dev_info_get(port, &dev);
	if (rc < 0)
		return prt_fail(rc, "port %u", port);
	if (started_queues[port] != 0)
		return prt_refuse(-EBUSY, "port %u: is started; stop it first", port);
	rc = check(port, config, &dev, mempool);
	if (rc < 0)
		return rc;
	prt_log_divert(&saved);
	rc = configure_device(port, config, &dev);
	if (rc == 0)
		rc = set_up_queues(port, config, &dev, mempool);
	prt_log_restore(&saved);
	return rc;
}

int prt_port_start(uint16_t port) {
	struct rte_eth_dev_info dev;
	int rc;

	prt_error_begin();
	rc = rte_eth_dev_info_get(port, &dev);
	if (rc == 0)
		rc = rte_eth_dev_start(port);
	if (rc < 0)
		return prt_fail(rc, "port %u: start", port);
	rc = rte_eth_promiscuous_enable(port);
	// Devices without the switch (ring, null) see every frame anyway.
	if (rc < 0 && rc != -ENOTSUP) {
		rc = prt_fail(rc, "port %u: promiscuous mode", port);
		rte_eth_dev_stop(port);
		return rc;
	}
	started_queues[port] = RTE_MIN(dev.nb_rx_queues, dev.nb_tx_queues);
	return 0;
}

bool prt_port_is_ready(uint16_t port, uint16_t queue) {
	return port < RTE_MAX_ETHPORTS && queue < started_queues[port];
}

int prt_port_stop(uint16_t port) {
	const int lane = prt_lane_polling(port);
	int rc;

	if (lane >= 0)
		return prt_refuse(
			-EBUSY, "port %u: lane %d polls it; stop the lane first", port, lane);
	prt_error_begin();
	rc = rte_eth_dev_stop(port);
	if (rc < 0)
		return prt_fail(rc, "port %u: stop", port);
	started_queues[port] = 0;
	return 0;
}

int prt_port_close(uint16_t port) {
	int rc = 0;

	if (prt_port_is_ready(port, 0))
		rc = prt_port_stop(port);
	return rc < 0 ? rc : prt_port_detach(port);
}
