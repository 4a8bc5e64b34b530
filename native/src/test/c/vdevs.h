/* SPDX-License-Identifier: Apache-2.0 */
/** @file vdevs.h  An EAL without hugepages, PCI or privilege, and ports on virtual devices. */
#ifndef PRT_VDEVS_H
#define PRT_VDEVS_H

#include "porteira.h"

// cmocka wants these before itself.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define WORKER 1 // the lcore beside the main one

/** cmocka group set-up and tear-down: an EAL with lcores 0 and WORKER on the CPUs we may use. */
int vdevs_eal_start(void **state);
int vdevs_eal_stop(void **state);

/** prt_last_error() of this thread. Static storage per thread. */
const char *vdevs_error(void);

/** Fail with the library's own text unless @p rc >= 0. @return rc */
int vdevs_ok(int rc);

/** Fail unless @p rc is the failure @p error and its text contains @p part. */
void vdevs_refused(int rc, int error, const char *part);

uint64_t vdevs_pool(const char *name, uint32_t mbufs);

/** A config that every vdev takes: one queue, MTU 1500. */
struct prt_port_config vdevs_port_config(void);

/** Attach, configure and start. @return port id */
uint16_t vdevs_port(const char *devargs, uint64_t pool);

/** A config for lane 0 on these ports; rings of @p ring_bytes, 0: inline. */
struct prt_lane_config vdevs_lane_config(
	uint32_t ring_bytes, uint16_t port_count, const uint16_t *ports);

#endif
