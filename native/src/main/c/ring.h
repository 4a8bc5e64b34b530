/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file ring.h
 * The memory layout and protocol of Agrona 2.6's OneToOneRingBuffer: one producer, one consumer,
 * either in any language.
 *
 *   0                                                  capacity            + 768
 *   | records, 8-byte aligned                              | trailer          |
 *   record:  int32 length, header included, negative until committed | int32 type | message
 *   trailer: tail + 128 | head cache + 256 | head + 384 | correlation + 512 | consumer heartbeat +
 * 640
 *
 * The producer zeroes the header behind a record before it commits the record, so the consumer
 * stops there and has nothing to clear. tail and head are byte positions that only grow.
 */
#ifndef PRT_RING_H
#define PRT_RING_H

#include <stdbool.h>
#include <stdint.h>

#define PRT_RING_HEADER 8u
#define PRT_RING_PADDING (-1) // type of a record that fills the end of the buffer, or was aborted
#define PRT_RING_FULL (-2)    // Agrona's INSUFFICIENT_CAPACITY

#define PRT_RING_CAPACITY_MAX (1u << 30) // indices are int32

#define PRT_RING_TAIL 128u // offsets behind capacity
#define PRT_RING_HEAD_CACHE 256u
#define PRT_RING_HEAD 384u
#define PRT_RING_CORRELATION 512u
#define PRT_RING_HEARTBEAT 640u
#define PRT_RING_TRAILER 768u

// A header is stored as two words and zeroed as one.
typedef int32_t __attribute__((may_alias)) prt_ring_word;
typedef int64_t __attribute__((may_alias)) prt_ring_long;

struct prt_ring {
	uint8_t *buffer;
	uint32_t capacity; // power of two, without trailer
};

/** Consumer of one message; @p length without header. */
typedef void (*prt_ring_handler)(void *context, int32_t type, uint8_t *message, uint32_t length);

/**
 * @param memory capacity + PRT_RING_TRAILER bytes, 8-byte aligned, zeroed here
 * @return 0, or -EINVAL where capacity is no power of two in 64..PRT_RING_CAPACITY_MAX
 */
int prt_ring_init(struct prt_ring *ring, void *memory, uint32_t capacity);

/** Longest message: an eighth of the capacity. */
static inline uint32_t prt_ring_message_max(const struct prt_ring *ring) {
	return ring->capacity >> 3;
}

static inline prt_ring_word *prt_ring_word_at(const struct prt_ring *ring, uint32_t index) {
	return (prt_ring_word *)(ring->buffer + index);
}

static inline prt_ring_long *prt_ring_long_at(const struct prt_ring *ring, uint32_t index) {
	return (prt_ring_long *)(ring->buffer + index);
}

static inline void prt_ring_pad(const struct prt_ring *ring, uint32_t index, uint32_t length) {
	*prt_ring_long_at(ring, 0) = 0;
	__atomic_store_n(prt_ring_word_at(ring, index), -(int32_t)length, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	*prt_ring_word_at(ring, index + 4) = PRT_RING_PADDING;
	__atomic_store_n(prt_ring_word_at(ring, index), (int32_t)length, __ATOMIC_RELEASE);
}

/**
 * Room for @p aligned bytes of record in one piece. @return index of the record or PRT_RING_FULL
 */
static inline int32_t prt_ring_reserve(const struct prt_ring *ring, uint32_t aligned) {
	const uint32_t mask = ring->capacity - 1;
	const uint32_t required = aligned + PRT_RING_HEADER;
	prt_ring_long *head_at = prt_ring_long_at(ring, ring->capacity + PRT_RING_HEAD);
	prt_ring_long *cache_at = prt_ring_long_at(ring, ring->capacity + PRT_RING_HEAD_CACHE);
	prt_ring_long *tail_at = prt_ring_long_at(ring, ring->capacity + PRT_RING_TAIL);
	const int64_t tail = *tail_at;
	int64_t head = *cache_at;

	if (required > ring->capacity - (uint32_t)(tail - head)) {
		head = __atomic_load_n(head_at, __ATOMIC_ACQUIRE);
		if (required > ring->capacity - (uint32_t)(tail - head))
			return PRT_RING_FULL;
		*cache_at = head;
	}

	const uint32_t index = (uint32_t)tail & mask;
	const uint32_t to_end = ring->capacity - index;

	if (aligned == to_end) {
		__atomic_store_n(tail_at, tail + aligned, __ATOMIC_RELEASE);
		*prt_ring_long_at(ring, 0) = 0;
		return (int32_t)index;
	}
	if (required <= to_end) {
		__atomic_store_n(tail_at, tail + aligned, __ATOMIC_RELEASE);
		*prt_ring_long_at(ring, index + aligned) = 0;
		return (int32_t)index;
	}

	bool fits = required <= ((uint32_t)head & mask);
	if (!fits) {
		head = __atomic_load_n(head_at, __ATOMIC_ACQUIRE);
		fits = required <= ((uint32_t)head & mask);
		*cache_at = head;
	}
	// As Agrona, pad to the end even where the record does not fit in front of the head: the
	// next try starts at 0.
	__atomic_store_n(tail_at, tail + to_end + (fits ? aligned : 0), __ATOMIC_RELEASE);
	prt_ring_pad(ring, index, to_end);
	if (!fits)
		return PRT_RING_FULL;
	*prt_ring_long_at(ring, aligned) = 0;
	return 0;
}

/**
 * Producer: room for one message, to be filled and committed or aborted before the next claim.
 *
 * @param type   > 0
 * @param length <= prt_ring_message_max()
 * @return index of the message in the buffer, or PRT_RING_FULL
 */
static inline int32_t prt_ring_claim(const struct prt_ring *ring, int32_t type, uint32_t length) {
	const uint32_t record = length + PRT_RING_HEADER;
	const int32_t index = prt_ring_reserve(ring, (record + 7u) & ~7u);

	if (index < 0)
		return PRT_RING_FULL;
	__atomic_store_n(
		prt_ring_word_at(ring, (uint32_t)index), -(int32_t)record, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	*prt_ring_word_at(ring, (uint32_t)index + 4) = type;
	return index + (int32_t)PRT_RING_HEADER;
}

/** Producer: hand the message claimed at @p index to the consumer. */
static inline void prt_ring_commit(const struct prt_ring *ring, int32_t index) {
	prt_ring_word *length = prt_ring_word_at(ring, (uint32_t)index - PRT_RING_HEADER);

	__atomic_store_n(length, -*length, __ATOMIC_RELEASE);
}

/** Producer: give up the message claimed at @p index; the consumer skips it. */
static inline void prt_ring_abort(const struct prt_ring *ring, int32_t index) {
	*prt_ring_word_at(ring, (uint32_t)index - PRT_RING_HEADER + 4) = PRT_RING_PADDING;
	prt_ring_commit(ring, index);
}

/**
 * Consumer: pass up to @p limit messages to @p handler, stopping at the end of the buffer as Agrona
 * does.
 * @return messages passed; 0 also where only padding was skipped
 */
static inline uint32_t prt_ring_read(
	const struct prt_ring *ring, prt_ring_handler handler, void *context, uint32_t limit) {
	prt_ring_long *head_at = prt_ring_long_at(ring, ring->capacity + PRT_RING_HEAD);
	const int64_t head = *head_at;
	const uint32_t start = (uint32_t)head & (ring->capacity - 1);
	const uint32_t block = ring->capacity - start;
	uint32_t bytes = 0, messages = 0;

	while (bytes < block && messages < limit) {
		const uint32_t index = start + bytes;
		const int32_t length =
			__atomic_load_n(prt_ring_word_at(ring, index), __ATOMIC_ACQUIRE);

		if (length <= 0)
			break;
		bytes += ((uint32_t)length + 7u) & ~7u;
		const int32_t type = *prt_ring_word_at(ring, index + 4);
		if (type == PRT_RING_PADDING)
			continue;
		handler(context, type, ring->buffer + index + PRT_RING_HEADER,
			(uint32_t)length - PRT_RING_HEADER);
		messages++;
	}
	if (bytes > 0)
		__atomic_store_n(head_at, head + bytes, __ATOMIC_RELEASE);
	return messages;
}

/** Bytes between head and tail; exact only while neither side moves. */
static inline uint32_t prt_ring_size(const struct prt_ring *ring) {
	const int64_t head = __atomic_load_n(
		prt_ring_long_at(ring, ring->capacity + PRT_RING_HEAD), __ATOMIC_ACQUIRE);
	const int64_t tail = __atomic_load_n(
		prt_ring_long_at(ring, ring->capacity + PRT_RING_TAIL), __ATOMIC_ACQUIRE);

	return (uint32_t)(tail - head);
}

#endif
