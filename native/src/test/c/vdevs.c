/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "vdevs.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>

/** The first and the last CPU this process may run on; the same one where it has but one. */
static void two_cpus(int *first, int *last) {
	cpu_set_t cpus;

	assert_int_equal(sched_getaffinity(0, sizeof(cpus), &cpus), 0);
	*first = *last = -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &cpus))
			continue;
		if (*first < 0)
			*first = cpu;
		*last = cpu;
	}
}

int vdevs_eal_start(void **state) {
	char prefix[64], lcores[64];
	const char *argv[] = {"porteira-test", "--no-huge", "-m", "96", "--no-pci",
		"--no-telemetry", prefix, lcores};
	int first, last;

	two_cpus(&first, &last);
	snprintf(prefix, sizeof(prefix), "--file-prefix=porteira-test-%d", (int)getpid());
	snprintf(lcores, sizeof(lcores), "--lcores=0@%d,%d@%d", first, WORKER, last);
	return vdevs_ok(prt_eal_init(sizeof(argv) / sizeof(argv[0]), argv, "/dev/null"));
}

int vdevs_eal_stop(void **state) {
	char directory[256];

	snprintf(directory, sizeof(directory), "%s", rte_eal_get_runtime_dir());
	assert_int_equal(access(directory, F_OK), 0);
	vdevs_ok(prt_eal_cleanup());
	assert_int_not_equal(access(directory, F_OK), 0);
	return 0;
}

const char *vdevs_error(void) {
	static __thread char text[PRT_TEXT_MAX];

	prt_last_error(text, sizeof(text));
	return text;
}

int vdevs_ok(int rc) {
	if (rc < 0)
		fail_msg("rc=%d: %s", rc, vdevs_error());
	return rc;
}

void vdevs_refused(int rc, int error, const char *part) {
	if (rc != -error || strstr(vdevs_error(), part) == NULL)
		fail_msg("rc=%d, text=\"%s\"; wanted rc=%d, text with \"%s\"", rc, vdevs_error(),
			-error, part);
}

uint64_t vdevs_pool(const char *name, uint32_t mbufs) {
	uint64_t pool = 0;

	vdevs_ok(prt_pool_create(name, mbufs, 0, 2048 + 128, -1, &pool));
	return pool;
}

struct prt_port_config vdevs_port_config(void) {
	return (struct prt_port_config){.rx_queues = 1, .tx_queues = 1, .mtu = 1500};
}

uint16_t vdevs_port(const char *devargs, uint64_t pool) {
	const struct prt_port_config config = vdevs_port_config();
	const uint16_t port = (uint16_t)vdevs_ok(prt_port_attach(devargs));

	vdevs_ok(prt_port_configure(port, &config, pool));
	vdevs_ok(prt_port_start(port));
	return port;
}

struct prt_lane_config vdevs_lane_config(
	uint32_t ring_bytes, uint16_t port_count, const uint16_t *ports) {
	struct prt_lane_config config = {
		.burst = 32,
		.port_count = port_count,
		.rx_ring_bytes = ring_bytes,
		.tx_ring_bytes = ring_bytes,
		.idle = PRT_IDLE_BACKOFF,
		.idle_max_us = 100,
	};

	memcpy(config.ports, ports, port_count * sizeof(*ports));
	return config;
}
