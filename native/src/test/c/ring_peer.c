/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file ring_peer.c
 * The C end of a pair of rings for a Java test: one thread that, as a poller does, writes bursts of numbered descriptors
 * into one ring and checks the answers in the other. The reader answers frame n with egress = answer(n), or with
 * egress 0 where it gave the burst up.
 */
#include "porteira.h"
#include "ring.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

struct peer {
	struct prt_ring rx, tx;
	pthread_t thread;
	uint64_t seed;
	uint64_t frames; // to send
	uint64_t sent;
	uint64_t returned; // read by Java while the thread runs
	uint64_t freed;
	uint64_t
		error; // number of the frame that was expected where the first wrong one came, or UINT64_MAX
};

static uint32_t answer(uint64_t n) {
	return (uint32_t)(n * 2654435761u) | 1u;
}

static uint32_t next_burst(struct peer *peer) {
	peer->seed = peer->seed * 6364136223846793005u + 1442695040888963407u;
	return 32u + (uint32_t)(peer->seed >> 59);
}

static void wrong(struct peer *peer) {
	uint64_t none = UINT64_MAX;

	__atomic_compare_exchange_n(
		&peer->error, &none, peer->returned, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

static void check(void *context, int32_t type, uint8_t *message, uint32_t length) {
	struct peer *peer = context;
	struct prt_burst head;
	struct prt_tx_desc desc;

	memcpy(&head, message, sizeof(head));
	if (type != PRT_RECORD_TYPE_BURST || length != sizeof(head) + head.count * sizeof(desc)) {
		wrong(peer);
		return;
	}
	for (uint32_t i = 0; i < head.count; i++) {
		memcpy(&desc, message + sizeof(head) + i * sizeof(desc), sizeof(desc));
		if (desc.mbuf != peer->returned || desc.data_len != 0 || desc.flags != 0)
			wrong(peer);
		if (desc.egress == 0)
			peer->freed++;
		else if (desc.egress != answer(desc.mbuf))
			wrong(peer);
		__atomic_store_n(&peer->returned, peer->returned + 1, __ATOMIC_RELEASE);
	}
}

static void fill(struct prt_rx_desc *desc, uint64_t n) {
	desc->mbuf = n;
	desc->data = ~n;
	desc->data_len = (uint16_t)n;
	desc->frame_len = (uint16_t)(n >> 16);
	desc->port = (uint16_t)(n % PRT_PORTS_MAX);
	desc->flags = (uint8_t)(n >> 32);
	desc->tail_room = (uint8_t)(n >> 40);
	desc->layout = n << 8;
}

static bool send(struct peer *peer, uint32_t count) {
	const uint32_t length =
		(uint32_t)(sizeof(struct prt_burst) + count * sizeof(struct prt_rx_desc));
	const int32_t index = prt_ring_claim(&peer->rx, PRT_RECORD_TYPE_BURST, length);

	if (index < 0)
		return false;

	struct prt_burst *head = (struct prt_burst *)(peer->rx.buffer + index);
	struct prt_rx_desc *desc = (struct prt_rx_desc *)(head + 1);

	head->count = count;
	head->reserved = 0;
	for (uint32_t i = 0; i < count; i++)
		fill(&desc[i], peer->sent + i);
	prt_ring_commit(&peer->rx, index);
	peer->sent += count;
	return true;
}

static void *run(void *context) {
	struct peer *peer = context;
	uint32_t burst = next_burst(peer);

	while (peer->returned < peer->frames && peer->error == UINT64_MAX) {
		const uint64_t left = peer->frames - peer->sent;
		const uint32_t count = left < burst ? (uint32_t)left : burst;
		const bool sent = count > 0 && send(peer, count);

		if (sent)
			burst = next_burst(peer);
		if (prt_ring_read(&peer->tx, check, peer, 16) == 0 && !sent)
			sched_yield();
	}
	return NULL;
}

static int ring(struct prt_ring *ring, uint32_t capacity) {
	void *memory = NULL;

	return posix_memalign(&memory, 128, capacity + PRT_RING_TRAILER) != 0
		? -1
		: prt_ring_init(ring, memory, capacity);
}

PRT_API uint64_t ring_peer_create(uint32_t capacity, uint64_t frames, uint64_t seed) {
	struct peer *peer = calloc(1, sizeof(*peer));

	if (peer == NULL || ring(&peer->rx, capacity) != 0 || ring(&peer->tx, capacity) != 0)
		abort();
	peer->frames = frames;
	peer->seed = seed;
	peer->error = UINT64_MAX;
	return (uintptr_t)peer;
}

PRT_API uint64_t ring_peer_rx(uint64_t handle) {
	return (uintptr_t)((struct peer *)(uintptr_t)handle)->rx.buffer;
}

PRT_API uint64_t ring_peer_tx(uint64_t handle) {
	return (uintptr_t)((struct peer *)(uintptr_t)handle)->tx.buffer;
}

PRT_API void ring_peer_start(uint64_t handle) {
	struct peer *peer = (struct peer *)(uintptr_t)handle;

	if (pthread_create(&peer->thread, NULL, run, peer) != 0)
		abort();
}

PRT_API uint64_t ring_peer_returned(uint64_t handle) {
	return __atomic_load_n(&((struct peer *)(uintptr_t)handle)->returned, __ATOMIC_ACQUIRE);
}

PRT_API void ring_peer_join(uint64_t handle) {
	pthread_join(((struct peer *)(uintptr_t)handle)->thread, NULL);
}

PRT_API uint64_t ring_peer_freed(uint64_t handle) {
	return ((struct peer *)(uintptr_t)handle)->freed;
}

/** @return number of the frame at which the first wrong answer came, or UINT64_MAX. Any thread. */
PRT_API uint64_t ring_peer_error(uint64_t handle) {
	return __atomic_load_n(&((struct peer *)(uintptr_t)handle)->error, __ATOMIC_ACQUIRE);
}

PRT_API void ring_peer_destroy(uint64_t handle) {
	struct peer *peer = (struct peer *)(uintptr_t)handle;

	free(peer->rx.buffer);
	free(peer->tx.buffer);
	free(peer);
}
