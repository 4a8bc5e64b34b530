/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "error.h"
#include "porteira.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include <rte_errno.h>
#include <rte_lcore.h>

int prt_thread_register(void) {
	if (rte_lcore_id() != LCORE_ID_ANY)
		return 0;
	prt_error_begin();
	return rte_thread_register() < 0 ? prt_fail(-rte_errno, "thread: register") : 0;
}

void prt_thread_unregister(void) {
	rte_thread_unregister();
}

int prt_thread_pin(uint32_t cpu) {
	cpu_set_t cpus;
	int rc;

	if (cpu >= CPU_SETSIZE)
		return prt_refuse(-EINVAL, "thread: cpu=%u, limit=%d", cpu, CPU_SETSIZE - 1);
	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	prt_error_begin();
	rc = pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	return rc != 0 ? prt_fail(-rc, "thread: cpu=%u", cpu) : 0;
}
