/* SPDX-License-Identifier: Apache-2.0 */
#include "ring.h"

#include <errno.h>
#include <string.h>

int prt_ring_init(struct prt_ring *ring, void *memory, uint32_t capacity) {
	if (capacity < 64 || capacity > PRT_RING_CAPACITY_MAX || (capacity & (capacity - 1)) != 0)
		return -EINVAL;
	memset(memory, 0, (size_t)capacity + PRT_RING_TRAILER);
	ring->buffer = memory;
	ring->capacity = capacity;
	return 0;
}
