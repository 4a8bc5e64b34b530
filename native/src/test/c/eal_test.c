/* SPDX-License-Identifier: Apache-2.0 */
/** The EAL's failures, and what needs no EAL. */
#include "vdevs.h"

#include <errno.h>
#include <string.h>

static void should_report_every_struct_when_asked_for_the_abi(void **state) {
	uint32_t table[256];
	const uint32_t count = prt_abi_table(table, 256);
	uint32_t end = 0;

	assert_int_equal(prt_abi_version(), PRT_ABI_VERSION);
	// Twelve structs and their members, in the order that abi.c promises.
	const uint32_t members[] = {2, 8, 4, 23, 11, 4, 8, 11, 6, 14, 7, 4};
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const uint32_t size = table[end];

		assert_int_equal(table[end + 1], 0);
		for (uint32_t member = 2; member <= members[i]; member++) {
			assert_true(table[end + member] > table[end + member - 1]);
			assert_true(table[end + member] < size);
		}
		end += 1 + members[i];
	}
	assert_int_equal(end, count);
	assert_int_equal(table[0], sizeof(struct prt_burst));
	assert_int_equal(table[3], sizeof(struct prt_rx_desc));
	assert_int_equal(prt_abi_table(table, 5), 5);
}

static void should_name_dpdk_when_asked_for_its_version(void **state) {
	assert_ptr_equal(strstr(prt_dpdk_version(), "DPDK "), prt_dpdk_version());
}

static void should_cut_the_text_when_buffer_is_short(void **state) {
	char text[8];

	memset(text, 'x', sizeof(text));
	assert_int_equal(prt_thread_pin(100000), -EINVAL);
	const uint32_t length = prt_last_error(text, sizeof(text));
	assert_true(length > sizeof(text));
	assert_int_equal(strlen(text), sizeof(text) - 1);
	assert_int_equal(prt_last_error(text, 0), length);
}

static void should_name_path_when_log_cannot_be_opened(void **state) {
	const char *argv[] = {"porteira-test", "--no-huge"};

	vdevs_refused(
		prt_eal_init(2, argv, "/nonexistent/eal.log"), ENOENT, "/nonexistent/eal.log");
}

static void should_give_dpdk_words_when_arguments_are_bad(void **state) {
	const char *argv[] = {"porteira-test", "--no-huge", "--in-memory", "--no-pci"};
	const int rc = prt_eal_init(4, argv, "/dev/null");

	assert_true(rc < 0);
	assert_non_null(strstr(vdevs_error(), "not compatible with --in-memory"));
}

static void should_refuse_second_start_when_first_failed(void **state) {
	const char *argv[] = {"porteira-test", "--no-huge"};

	vdevs_refused(prt_eal_init(2, argv, "/dev/null"), EALREADY, "once per process");
}

static void should_name_limit_when_cpu_is_absent(void **state) {
	vdevs_refused(prt_thread_pin(1023), EINVAL, "cpu=1023");
	vdevs_refused(prt_thread_pin(1024), EINVAL, "limit=1023");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(should_report_every_struct_when_asked_for_the_abi),
		cmocka_unit_test(should_name_dpdk_when_asked_for_its_version),
		cmocka_unit_test(should_cut_the_text_when_buffer_is_short),
		cmocka_unit_test(should_name_path_when_log_cannot_be_opened),
		cmocka_unit_test(should_give_dpdk_words_when_arguments_are_bad),
		cmocka_unit_test(should_refuse_second_start_when_first_failed),
		cmocka_unit_test(should_name_limit_when_cpu_is_absent),
	};

	return cmocka_run_group_tests_name("eal", tests, NULL, NULL);
}
