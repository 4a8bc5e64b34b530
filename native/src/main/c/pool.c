/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"
#include "porteira.h"

#include <errno.h>

#include <rte_errno.h>
#include <rte_mbuf.h>

int prt_pool_create(const char *name, uint32_t mbufs, uint32_t cache, uint16_t data_room,
	int16_t socket, uint64_t *pool) {
	struct rte_mempool *made;

	if (mbufs == 0)
		return prt_refuse(-EINVAL, "pool: name=%s: mbufs=0, limit=1..", name);
	// The mempool library's own rule, said before it says only "invalid".
	if (cache > RTE_MEMPOOL_CACHE_MAX_SIZE || (uint64_t)cache * 3 / 2 > mbufs)
		return prt_refuse(-EINVAL, "pool: name=%s: cache=%u, limit=%u", name, cache,
			RTE_MIN((uint32_t)RTE_MEMPOOL_CACHE_MAX_SIZE, mbufs * 2 / 3));
	if (data_room <= RTE_PKTMBUF_HEADROOM)
		return prt_refuse(-EINVAL, "pool: name=%s: data_room=%u, limit=%u..", name,
			data_room, RTE_PKTMBUF_HEADROOM + 1);

	prt_error_begin();
	made = rte_pktmbuf_pool_create(name, mbufs, cache, 0, data_room, socket);
	if (made == NULL)
		return prt_fail(-rte_errno, "pool: name=%s, mbufs=%u, data_room=%u, socket=%d",
			name, mbufs, data_room, socket);
	*pool = (uintptr_t)made;
	return 0;
}

uint32_t prt_pool_available(uint64_t pool) {
	return rte_mempool_avail_count((struct rte_mempool *)(uintptr_t)pool);
}

int prt_pool_free(uint64_t pool) {
	struct rte_mempool *mempool = (struct rte_mempool *)(uintptr_t)pool;

	if (mempool == NULL)
		return 0;
	if (!rte_mempool_full(mempool))
		return (int)rte_mempool_in_use_count(mempool);
	rte_mempool_free(mempool);
	return 0;
}
