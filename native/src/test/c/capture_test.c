/* SPDX-License-Identifier: Apache-2.0 */
#include "porteira.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define FRAMES 3u
#define PCAP_HEADER 24
#define RECORD_HEADER 16

static char path[64];

static int set_up(void **state) {
	int file;

	snprintf(path, sizeof(path), "/tmp/porteira-capture-XXXXXX");
	file = mkstemp(path);
	return file < 0 ? -1 : close(file);
}

static int tear_down(void **state) {
	return unlink(path);
}

static const char *error_text(void) {
	static char text[PRT_TEXT_MAX];

	prt_capture_last_error(text, sizeof(text));
	return text;
}

/** Frame i has 60 + i bytes of value i, of which the last are not captured, and comes i seconds and 7 ns late. */
static void write_frames(int link_type) {
	uint64_t dump;

	assert_int_equal(prt_capture_dump_open(path, link_type, &dump), 0);
	for (uint32_t i = 0; i < FRAMES; i++) {
		uint8_t bytes[128];
		const struct prt_capture_frame frame = {
			.data = (uintptr_t)bytes,
			.timestamp_ns = i * 1000000000ull + 7,
			.captured = 60 + i,
			.length = 60 + 2 * i,
		};

		memset(bytes, (int)i, sizeof(bytes));
		assert_int_equal(prt_capture_dump_write(dump, &frame), 0);
	}
	assert_int_equal(prt_capture_dump_close(dump), 0);
}

static void should_read_back_frames_when_written(void **state) {
	struct prt_capture_frame frame;
	uint64_t capture;

	write_frames(1);
	assert_int_equal(prt_capture_open(path, &capture), 0);
	assert_int_equal(prt_capture_link_type(capture), 1);
	for (uint32_t i = 0; i < FRAMES; i++) {
		assert_int_equal(prt_capture_next(capture, &frame), 1);
		assert_int_equal(frame.timestamp_ns, i * 1000000000ull + 7);
		assert_int_equal(frame.captured, 60 + i);
		assert_int_equal(frame.length, 60 + 2 * i);
		assert_int_equal(((const uint8_t *)(uintptr_t)frame.data)[59 + i], i);
	}
	assert_int_equal(prt_capture_next(capture, &frame), 0);
	assert_int_equal(prt_capture_next(capture, &frame), 0);
	prt_capture_close(capture);
	assert_int_equal(prt_capture_abi_version(), PRT_ABI_VERSION);
}

static void should_keep_link_type_when_not_ethernet(void **state) {
	uint64_t capture;

	write_frames(12);
	assert_int_equal(prt_capture_open(path, &capture), 0);
	assert_int_equal(prt_capture_link_type(capture), 12);
	prt_capture_close(capture);
}

static void should_give_whole_frames_then_error_when_broken_off(void **state) {
	struct prt_capture_frame frame;
	uint64_t capture;

	write_frames(1);
	assert_int_equal(truncate(path, PCAP_HEADER + RECORD_HEADER + 60 + RECORD_HEADER + 10), 0);
	assert_int_equal(prt_capture_open(path, &capture), 0);
	assert_int_equal(prt_capture_next(capture, &frame), 1);
	assert_int_equal(prt_capture_next(capture, &frame), -EBADMSG);
	assert_non_null(strstr(error_text(), "truncated"));
	prt_capture_close(capture);
}

static void should_name_path_when_file_cannot_be_read(void **state) {
	uint64_t capture;

	assert_int_equal(prt_capture_open("/nonexistent.pcap", &capture), -ENOENT);
	assert_non_null(strstr(error_text(), "path=/nonexistent.pcap: No such file"));
	assert_int_equal(prt_capture_open(path, &capture), -EBADMSG);
	assert_non_null(strstr(error_text(), path));
	assert_int_equal(prt_capture_open("/tmp", &capture), -EBADMSG);
}

static void should_name_path_when_file_cannot_be_written(void **state) {
	uint64_t dump;

	assert_int_equal(prt_capture_dump_open("/nonexistent/a.pcap", 1, &dump), -ENOENT);
	assert_non_null(strstr(error_text(), "/nonexistent/a.pcap"));
}

static void should_report_full_disk_when_closed(void **state) {
	uint8_t bytes[60] = {0};
	const struct prt_capture_frame frame = {
		.data = (uintptr_t)bytes, .captured = sizeof(bytes), .length = sizeof(bytes)};
	uint64_t dump;

	assert_int_equal(prt_capture_dump_open("/dev/full", 1, &dump), 0);
	assert_int_equal(prt_capture_dump_write(dump, &frame), 0);
	assert_int_equal(prt_capture_dump_close(dump), -ENOSPC);
	assert_non_null(strstr(error_text(), "/dev/full"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(should_read_back_frames_when_written),
		TEST(should_keep_link_type_when_not_ethernet),
		TEST(should_give_whole_frames_then_error_when_broken_off),
		TEST(should_name_path_when_file_cannot_be_read),
		TEST(should_name_path_when_file_cannot_be_written),
		TEST(should_report_full_disk_when_closed),
	};

	return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
