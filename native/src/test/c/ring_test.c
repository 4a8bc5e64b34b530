/* SPDX-License-Identifier: Apache-2.0 */
#include "ring.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define CAPACITY 1024u
#define TYPE 7

struct fixture {
	struct prt_ring ring;
	uint64_t memory[(CAPACITY + PRT_RING_TRAILER) / 8];
};

/** What a reader has seen. */
struct seen {
	uint32_t messages;
	uint32_t bytes;
	uint64_t next; // value the next message starts with
	uint64_t wrong;
};

static int set_up(void **state) {
	struct fixture *fixture = malloc(sizeof(*fixture));

	memset(fixture->memory, 0xa5, sizeof(fixture->memory));
	*state = fixture;
	return prt_ring_init(&fixture->ring, fixture->memory, CAPACITY);
}

static int tear_down(void **state) {
	free(*state);
	return 0;
}

static const struct prt_ring *ring_of(void **state) {
	return &((struct fixture *)*state)->ring;
}

static int64_t trailer(const struct prt_ring *ring, uint32_t offset) {
	return *prt_ring_long_at(ring, ring->capacity + offset);
}

static int32_t word(const struct prt_ring *ring, uint32_t index) {
	return *prt_ring_word_at(ring, index);
}

/** Write one message of @p length >= 8 bytes that starts with @p value. @return its index */
static int32_t put(const struct prt_ring *ring, uint64_t value, uint32_t length) {
	const int32_t index = prt_ring_claim(ring, TYPE, length);

	if (index >= 0) {
		memset(ring->buffer + index, 0xee, length);
		memcpy(ring->buffer + index, &value, sizeof(value));
		prt_ring_commit(ring, index);
	}
	return index;
}

static void see(void *context, int32_t type, uint8_t *message, uint32_t length) {
	struct seen *seen = context;
	uint64_t value;

	memcpy(&value, message, sizeof(value));
	if (value != seen->next || type != TYPE)
		seen->wrong++;
	seen->next++;
	seen->messages++;
	seen->bytes += length;
}

static void should_refuse_capacity_when_no_power_of_two(void **state) {
	struct fixture *fixture = *state;

	assert_int_equal(prt_ring_init(&fixture->ring, fixture->memory, 1000), -EINVAL);
	assert_int_equal(prt_ring_init(&fixture->ring, fixture->memory, 32), -EINVAL);
	assert_int_equal(prt_ring_init(&fixture->ring, fixture->memory, 0), -EINVAL);
}

static void should_lay_out_record_as_agrona_when_claimed_and_committed(void **state) {
	const struct prt_ring *ring = ring_of(state);

	const int32_t index = prt_ring_claim(ring, TYPE, 13);
	assert_int_equal(index, 8);
	assert_int_equal(word(ring, 0), -21);
	assert_int_equal(word(ring, 4), TYPE);
	assert_int_equal(word(ring, 24), 0);
	assert_int_equal(word(ring, 28), 0);

	prt_ring_commit(ring, index);
	assert_int_equal(word(ring, 0), 21);
	assert_int_equal(trailer(ring, PRT_RING_TAIL), 24);
	assert_int_equal(trailer(ring, PRT_RING_HEAD), 0);
}

static void should_show_nothing_when_claim_is_not_committed(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};

	const int32_t index = prt_ring_claim(ring, TYPE, 8);
	memset(ring->buffer + index, 0, 8);
	assert_int_equal(prt_ring_read(ring, see, &seen, 10), 0);
	prt_ring_commit(ring, index);
	assert_int_equal(prt_ring_read(ring, see, &seen, 10), 1);
	assert_int_equal(seen.wrong, 0);
	assert_int_equal(trailer(ring, PRT_RING_HEAD), 16);
}

static void should_skip_message_when_aborted(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};

	prt_ring_abort(ring, prt_ring_claim(ring, TYPE, 40));
	assert_int_equal(word(ring, 4), PRT_RING_PADDING);
	put(ring, 0, 8);
	assert_int_equal(prt_ring_read(ring, see, &seen, 10), 1);
	assert_int_equal(seen.wrong, 0);
	assert_int_equal(prt_ring_size(ring), 0);
}

static void should_stop_when_limit_is_reached(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};

	for (uint64_t i = 0; i < 5; i++)
		put(ring, i, 16);
	assert_int_equal(prt_ring_read(ring, see, &seen, 3), 3);
	assert_int_equal(prt_ring_read(ring, see, &seen, 3), 2);
	assert_int_equal(seen.wrong, 0);
}

static void should_refuse_claim_when_full_and_take_it_when_read(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};
	uint64_t written = 0;

	while (put(ring, written, 56) >= 0)
		written++;
	// One header's room stays free: 15 records of 64 bytes, the 16th would need 8 bytes more.
	assert_int_equal(written, 15);
	assert_int_equal(prt_ring_claim(ring, TYPE, 56), PRT_RING_FULL);
	assert_int_equal(prt_ring_read(ring, see, &seen, 1), 1);
	assert_true(put(ring, written++, 56) >= 0);
	while (prt_ring_read(ring, see, &seen, 100) > 0)
		;
	assert_int_equal(seen.messages, written);
	assert_int_equal(seen.wrong, 0);
}

static void should_pad_to_the_end_when_record_does_not_fit(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};
	uint64_t value = 0;

	for (uint32_t at = 0; at < 960; at += 120)
		put(ring, value++, 112);
	while (prt_ring_read(ring, see, &seen, 100) > 0)
		;
	assert_int_equal(put(ring, value++, 112), 8);
	assert_int_equal(word(ring, 960), 64);
	assert_int_equal(word(ring, 964), PRT_RING_PADDING);
	// Reading stops at the end of the buffer, behind the padding.
	assert_int_equal(prt_ring_read(ring, see, &seen, 100), 0);
	assert_int_equal(prt_ring_read(ring, see, &seen, 100), 1);
	assert_int_equal(seen.wrong, 0);
}

static void should_zero_first_header_when_record_ends_at_the_end(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};
	uint64_t value = 0;

	for (uint32_t at = 0; at < 896; at += 128)
		put(ring, value++, 120);
	while (prt_ring_read(ring, see, &seen, 100) > 0)
		;
	assert_int_not_equal(word(ring, 0), 0);
	assert_int_equal(put(ring, value++, 120), 904);
	assert_int_equal(word(ring, 0), 0);
	assert_int_equal(prt_ring_read(ring, see, &seen, 100), 1);
	assert_int_equal(prt_ring_read(ring, see, &seen, 100), 0);
	assert_int_equal(seen.wrong, 0);
}

static void should_keep_order_when_lengths_vary_over_many_wraps(void **state) {
	const struct prt_ring *ring = ring_of(state);
	const unsigned int first_seed = 20260101;
	unsigned int seed = first_seed;
	struct seen seen = {0};
	uint64_t written = 0;

	for (int i = 0; i < 200000; i++) {
		if (rand_r(&seed) % 3 != 0)
			written += put(ring, written, 8 + (uint32_t)rand_r(&seed) % 113) >= 0;
		else
			prt_ring_read(ring, see, &seen, 1 + (uint32_t)rand_r(&seed) % 8);
	}
	while (prt_ring_size(ring) > 0)
		prt_ring_read(ring, see, &seen, 100);
	if (seen.wrong != 0 || seen.messages != written)
		fail_msg("seed=%u: wrong=%lu, read=%u, written=%lu", first_seed, seen.wrong,
			seen.messages, written);
	assert_true(trailer(ring, PRT_RING_TAIL) > 1000 * (int64_t)CAPACITY);
}

#define THREADED 2000000u

static void *produce(void *arg) {
	const struct prt_ring *ring = arg;

	for (uint64_t i = 0; i < THREADED;) {
		if (put(ring, i, 8 + (uint32_t)(i % 14) * 8) >= 0)
			i++;
		else
			sched_yield();
	}
	return NULL;
}

static void should_deliver_each_message_once_when_two_threads_share_it(void **state) {
	const struct prt_ring *ring = ring_of(state);
	struct seen seen = {0};
	pthread_t producer;

	assert_int_equal(pthread_create(&producer, NULL, produce, (void *)ring), 0);
	while (seen.messages < THREADED)
		if (prt_ring_read(ring, see, &seen, 64) == 0)
			sched_yield();
	pthread_join(producer, NULL);
	assert_int_equal(seen.wrong, 0);
	assert_int_equal(prt_ring_size(ring), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(should_refuse_capacity_when_no_power_of_two),
		TEST(should_lay_out_record_as_agrona_when_claimed_and_committed),
		TEST(should_show_nothing_when_claim_is_not_committed),
		TEST(should_skip_message_when_aborted),
		TEST(should_stop_when_limit_is_reached),
		TEST(should_refuse_claim_when_full_and_take_it_when_read),
		TEST(should_pad_to_the_end_when_record_does_not_fit),
		TEST(should_zero_first_header_when_record_ends_at_the_end),
		TEST(should_keep_order_when_lengths_vary_over_many_wraps),
		TEST(should_deliver_each_message_once_when_two_threads_share_it),
	};

	return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}
