/* SPDX-License-Identifier: Apache-2.0 */
/** Memory on huge pages; whether the kernel has any is its own affair. */
#include "vdevs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH (PRT_HUGE_PAGE * 2 + 4096)

static void should_be_zero_and_aligned_when_of_no_file(void **state) {
	uint64_t address = 0;
	const int rc = prt_memory_map(NULL, LENGTH, &address);

	assert_in_range(rc, 0, 1);
	assert_int_equal(address % PRT_HUGE_PAGE, 0);
	uint8_t *memory = (uint8_t *)(uintptr_t)address;
	for (size_t i = 0; i < LENGTH; i++)
		assert_int_equal(memory[i], 0);
	memory[LENGTH - 1] = 1;
	assert_int_equal(prt_memory_unmap(address, LENGTH), 0);
}

static void should_write_the_file_when_it_is_mapped(void **state) {
	char path[] = "/tmp/porteira-memory-XXXXXX";
	const int fd = mkstemp(path);
	uint64_t address = 0;
	char byte = 0;

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, LENGTH), 0);
	assert_in_range(prt_memory_map(path, LENGTH, &address), 0, 1);
	assert_int_equal(address % PRT_HUGE_PAGE, 0);
	((char *)(uintptr_t)address)[LENGTH - 1] = 'x';
	assert_int_equal(prt_memory_unmap(address, LENGTH), 0);
	assert_int_equal(pread(fd, &byte, 1, LENGTH - 1), 1);
	assert_int_equal(byte, 'x');
	close(fd);
	unlink(path);
}

static void should_refuse_when_file_is_too_short_or_missing(void **state) {
	char path[] = "/tmp/porteira-memory-XXXXXX";
	const int fd = mkstemp(path);
	uint64_t address = 0;

	assert_int_equal(ftruncate(fd, LENGTH - 1), 0);
	vdevs_refused(prt_memory_map(path, LENGTH, &address), EINVAL, "shorter than length=");
	close(fd);
	unlink(path);
	vdevs_refused(prt_memory_map(path, LENGTH, &address), ENOENT, path);
	assert_int_equal(address, 0);
}

static void should_refuse_when_length_is_no_multiple_of_pages(void **state) {
	uint64_t address = 0;

	vdevs_refused(prt_memory_map(NULL, 0, &address), EINVAL, "length=0");
	vdevs_refused(prt_memory_map(NULL, 4097, &address), EINVAL, "length=4097");
	vdevs_refused(prt_memory_map(NULL, 1ull << 60, &address), ENOMEM, "length=");
	vdevs_refused(prt_memory_unmap(1, 4096), EINVAL, "address=0x1");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(should_be_zero_and_aligned_when_of_no_file),
		cmocka_unit_test(should_write_the_file_when_it_is_mapped),
		cmocka_unit_test(should_refuse_when_file_is_too_short_or_missing),
		cmocka_unit_test(should_refuse_when_length_is_no_multiple_of_pages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
