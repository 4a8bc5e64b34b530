/* SPDX-License-Identifier: Apache-2.0 */
/** @file attach.c  From a device's name to a port, and plain words where that fails. */
#define _GNU_SOURCE
#include "error.h"
#include "port.h"
#include "porteira.h"

#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_dev.h>
#include <rte_devargs.h>
#include <rte_ethdev.h>
#include <rte_pci.h>

#define PCI_DEVICES "/sys/bus/pci/devices/"
#define NAME_LEN 256

static bool attached[RTE_MAX_ETHPORTS];

/**
 * Kernel drivers whose PMD works beside them, and the ones that only hand a device to user space.
 */
static const char *const usable_drivers[] = {
	"vfio-pci",
	"uio_pci_generic",
	"igb_uio",
	"mlx4_core",
	"mlx5_core",
	"mana",
};

static bool is_usable(const char *driver) {
	for (size_t i = 0; i < RTE_DIM(usable_drivers); i++)
		if (strcmp(driver, usable_drivers[i]) == 0)
			return true;
	return false;
}

/** Name of the driver the kernel has bound to the device, "" if none. */
static void kernel_driver(const char *address, char *driver, size_t size) {
	char path[NAME_LEN], target[NAME_LEN];
	ssize_t len;
	const char *base;

	snprintf(path, sizeof(path), PCI_DEVICES "%s/driver", address);
	len = readlink(path, target, sizeof(target) - 1);
	target[len < 0 ? 0 : len] = '\0';
	base = strrchr(target, '/');
	snprintf(driver, size, "%s", base == NULL ? "" : base + 1);
}

/**
 * @param name device name; a PCI address is rewritten with its domain, as the kernel and DPDK name
 * it
 */
static int check_pci(char *name, size_t size) {
	struct rte_pci_addr address;
	char driver[NAME_LEN], path[NAME_LEN];

	if (rte_pci_addr_parse(name, &address) != 0)
		return 0;
	rte_pci_device_name(&address, name, size);
	snprintf(path, sizeof(path), PCI_DEVICES "%s", name);
	if (access(path, F_OK) != 0)
		return prt_refuse(-ENODEV,
			"port: device=%s: no such PCI device (see: dpdk-devbind.py --status)",
			name);
	kernel_driver(name, driver, sizeof(driver));
	if (driver[0] == '\0')
		return prt_refuse(-ENODEV,
			"port: device=%s: no driver is bound; bind it: dpdk-devbind.py "
			"--bind=vfio-pci %s",
			name, name);
	if (!is_usable(driver))
		return prt_refuse(-EBUSY,
			"port: device=%s: the kernel's driver %s holds it; bind it to vfio-pci: "
			"dpdk-devbind.py --bind=vfio-pci %s",
			name, driver, name);
	return 0;
}

/**
 * A vdev over an interface that is not there says only "ioctl failed"; net_tap makes its
 * interface.
 */
static int check_interface(const char *name, const char *devargs) {
	static const char *const keys[] = {"iface=", "rx_iface=", "tx_iface="};

	if (strncmp(name, "net_tap", strlen("net_tap")) == 0)
		return 0;
	if (strncmp(name, "net_af_", strlen("net_af_")) == 0 && strstr(devargs, ",iface=") == NULL)
		return prt_refuse(-EINVAL,
			"port: device=%s: iface= is missing, as in %s,iface=eth1", devargs, name);
	for (const char *arg = strchr(devargs, ','); arg != NULL; arg = strchr(arg, ',')) {
		arg++;
		for (size_t i = 0; i < RTE_DIM(keys); i++) {
			char interface[NAME_LEN];

			if (strncmp(arg, keys[i], strlen(keys[i])) != 0)
				continue;
			snprintf(interface, sizeof(interface), "%s", arg + strlen(keys[i]));
			interface[strcspn(interface, ",")] = '\0';
			if (if_nametoindex(interface) == 0)
				return prt_refuse(-ENODEV,
					"port: device=%s, %s%s: no such network interface", name,
					keys[i], interface);
		}
	}
	return 0;
}

/** First port of the device called @p name, or -1. */
static int find(const char *name) {
	uint16_t port;

	RTE_ETH_FOREACH_DEV(port) {
		struct rte_eth_dev_info info;

		if (rte_eth_dev_info_get(port, &info) == 0 && info.device != NULL &&
			strcmp(rte_dev_name(info.device), name) == 0)
			return port;
	}
	return -1;
}

/** Devices that open a kernel interface or make one, which takes privilege. */
static bool is_over_interface(const char *devargs) {
	return strstr(devargs, "iface=") != NULL ||
		strncmp(devargs, "net_tap", strlen("net_tap")) == 0;
}

static int probe(const char *name, const char *devargs) {
	struct rte_devargs parsed = {0};
	struct prt_diversion saved;
	int rc;

	prt_error_begin();
	rc = rte_devargs_parse(&parsed, devargs);
	free(parsed.data);
	if (rc < 0)
		return prt_refuse(-ENODEV,
			"port: device=%s: neither a PCI address nor the name of a driver with a "
			"number behind it, such as net_af_packet0",
			name);
	prt_log_divert(&saved);
	rc = rte_dev_probe(devargs);
	prt_log_restore(&saved);
	if (rc < 0 && geteuid() != 0 && is_over_interface(devargs))
		return prt_fail(-EPERM,
			"port: device=%s: not root, lacking CAP_NET_RAW or CAP_NET_ADMIN", name);
	if (rc < 0)
		return prt_fail(rc, "port: device=%s", name);
	rc = find(name);
	return rc < 0 ? prt_fail(-ENODEV, "port: device=%s: no driver made a port of it", name)
		      : rc;
}

int prt_port_attach(const char *devargs) {
	char name[NAME_LEN], full[2 * NAME_LEN];
	const size_t length = strcspn(devargs, ",");
	int rc;

	if (length == 0 || length >= NAME_LEN || strlen(devargs) >= NAME_LEN)
		return prt_refuse(-EINVAL,
			"port: device=%s: a PCI address or a vdev name is wanted", devargs);
	snprintf(name, sizeof(name), "%.*s", (int)length, devargs);
	rc = check_pci(name, sizeof(name));
	if (rc == 0)
		rc = check_interface(name, devargs);
	if (rc < 0)
		return rc;
	snprintf(full, sizeof(full), "%s%s", name, devargs + length);

	rc = find(name);
	if (rc >= 0 && attached[rc])
		return prt_refuse(-EEXIST, "port: device=%s: is port %d already", name, rc);
	if (rc < 0)
		rc = probe(name, full);
	if (rc >= PRT_PORTS_MAX)
		return prt_refuse(
			-ENOSPC, "port: device=%s: port=%d, limit=%d", name, rc, PRT_PORTS_MAX - 1);
	if (rc >= 0)
		attached[rc] = true;
	return rc;
}

/** The other ports of @p device, which rte_dev_remove() would take along. */
static bool is_shared(const struct rte_device *device, uint16_t port) {
	uint16_t other;

	RTE_ETH_FOREACH_DEV(other) {
		struct rte_eth_dev_info info;

		if (other != port && rte_eth_dev_info_get(other, &info) == 0 &&
			info.device == device)
			return true;
	}
	return false;
}

static int remove_device(uint16_t port) {
	struct rte_eth_dev_info info;
	int rc = rte_eth_dev_info_get(port, &info);

	if (rc == 0)
		rc = rte_eth_dev_close(port);
	if (rc < 0)
		return prt_fail(rc, "port: port=%u: close", port);
	attached[port] = false;
	if (info.device == NULL || is_shared(info.device, port))
		return 0;
	rc = rte_dev_remove(info.device);
	return rc < 0 && rc != -ENOTSUP ? prt_fail(rc, "port: port=%u: remove", port) : 0;
}

int prt_port_detach(uint16_t port) {
	struct prt_diversion saved;
	int rc;

	prt_error_begin();
	prt_log_divert(&saved);
	rc = remove_device(port);
	prt_log_restore(&saved);
	return rc;
}
