/* SPDX-License-Identifier: Apache-2.0 */
/** @file stats.c  What a port says of itself: limits, link, counts. */
#include "error.h"
#include "porteira.h"

#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rte_ethdev.h>

/**
 * PCI ids stand in sysfs: struct rte_pci_device left DPDK's public headers in 22.11. @return 0 if
 * there is none
 */
static uint16_t pci_id(const char *address, const char *file) {
	char path[128];
	unsigned int id = 0;
	FILE *stream;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", address, file);
	stream = fopen(path, "re");
	if (stream == NULL)
		return 0;
	if (fscanf(stream, "%x", &id) != 1)
		id = 0;
	fclose(stream);
	return (uint16_t)id;
}

static void copy_limits(struct prt_port_info *info, const struct rte_eth_dev_info *dev) {
	info->max_rx_queues = dev->max_rx_queues;
	info->max_tx_queues = dev->max_tx_queues;
	info->rx_desc_min = dev->rx_desc_lim.nb_min;
	info->rx_desc_max = dev->rx_desc_lim.nb_max;
	info->rx_desc_align = dev->rx_desc_lim.nb_align;
	info->tx_desc_min = dev->tx_desc_lim.nb_min;
	info->tx_desc_max = dev->tx_desc_lim.nb_max;
	info->tx_desc_align = dev->tx_desc_lim.nb_align;
	info->reta_size = dev->reta_size;
	info->hash_key_size = dev->hash_key_size;
	info->mtu_min = dev->min_mtu;
	info->mtu_max = dev->max_mtu;
	info->speed_capa = dev->speed_capa;
	info->max_rx_pktlen = dev->max_rx_pktlen;
	info->rss_offloads = dev->flow_type_rss_offloads;
	info->rx_offloads = dev->rx_offload_capa;
	info->tx_offloads = dev->tx_offload_capa;
}

int prt_port_info(uint16_t port, struct prt_port_info *info) {
	struct rte_eth_dev_info dev;
	struct rte_ether_addr mac = {0};
	char name[RTE_ETH_NAME_MAX_LEN];
	int rc;

	prt_error_begin();
	rc = rte_eth_dev_info_get(port, &dev);
	if (rc == 0)
		rc = rte_eth_dev_get_name_by_port(port, name);
	if (rc < 0)
		return prt_fail(rc, "port: port=%u", port);
	rte_eth_macaddr_get(port, &mac);

	memset(info, 0, sizeof(*info));
	snprintf(info->name, sizeof(info->name), "%s", name);
	snprintf(info->driver, sizeof(info->driver), "%s", dev.driver_name);
	memcpy(info->mac, mac.addr_bytes, sizeof(info->mac));
	info->vendor_id = pci_id(name, "vendor");
	info->device_id = pci_id(name, "device");
	info->socket = (int16_t)rte_eth_dev_socket_id(port);
	copy_limits(info, &dev);
	return 0;
}

/** Whether the kernel's interface is up and has a carrier; one that was deleted has not. */
static bool is_running(uint32_t index) {
	struct ifreq request = {0};
	bool running = true;
	int fd;

	if (if_indextoname(index, request.ifr_name) == NULL)
		return errno != ENXIO && errno != ENODEV;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true;
	if (ioctl(fd, SIOCGIFFLAGS, &request) == 0)
		running = (request.ifr_flags & IFF_RUNNING) != 0;
	close(fd);
	return running;
}

/** net_af_packet and net_af_xdp call their link up as long as they are started. */
static bool is_up(uint16_t port, const struct rte_eth_link *known) {
	struct rte_eth_dev_info dev;

	if (known->link_status != RTE_ETH_LINK_UP)
		return false;
	if (rte_eth_dev_info_get(port, &dev) < 0 || dev.if_index == 0)
		return true;
	return strncmp(dev.driver_name, "net_af_", strlen("net_af_")) != 0 ||
		is_running(dev.if_index);
}

int prt_port_link(uint16_t port, struct prt_port_link *link) {
	struct rte_eth_link known;
	int rc;

	prt_error_begin();
	rc = rte_eth_link_get_nowait(port, &known);
	if (rc < 0)
		return prt_fail(rc, "port: port=%u: link", port);
	*link = (struct prt_port_link){
		.up = is_up(port, &known),
		.speed_mbps = known.link_speed,
		.full_duplex = known.link_duplex == RTE_ETH_LINK_FULL_DUPLEX,
		.autoneg = known.link_autoneg == RTE_ETH_LINK_AUTONEG,
	};
	return 0;
}

int prt_port_stats(uint16_t port, struct prt_port_stats *stats) {
	struct rte_eth_stats known;
	int rc;

	prt_error_begin();
	rc = rte_eth_stats_get(port, &known);
	if (rc < 0)
		return prt_fail(rc, "port: port=%u: statistics", port);
	*stats = (struct prt_port_stats){
		.rx_frames = known.ipackets,
		.tx_frames = known.opackets,
		.rx_bytes = known.ibytes,
		.tx_bytes = known.obytes,
		.rx_missed = known.imissed,
		.rx_errors = known.ierrors,
		.tx_errors = known.oerrors,
		.rx_no_mbuf = known.rx_nombuf,
	};
	return 0;
}

int prt_port_alive(uint16_t port) {
	return rte_eth_dev_is_valid_port(port) && rte_eth_dev_is_removed(port) == 0;
}

int prt_port_list(uint16_t *ids, uint32_t max) {
	uint32_t count = 0;
	uint16_t port;

	RTE_ETH_FOREACH_DEV(port) {
		if (count < max)
			ids[count] = port;
		count++;
	}
	return (int)RTE_MIN(count, max);
}
