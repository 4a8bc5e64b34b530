/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Runs an XDP program on frames through bpf_prog_test_run and prints for each the verdict, the nanoseconds of one call
 * and those of a call that decides nothing.
 *
 *     xdp_run OBJECT FRAMES REPEAT
 *
 * FRAMES holds, for each frame, its length and port as little-endian 32-bit numbers and its bytes.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FRAME_MAX 4096

static int program(const struct bpf_object *object, const char *name) {
	const struct bpf_program *found = bpf_object__find_program_by_name(object, name);

	return found == NULL ? -1 : bpf_program__fd(found);
}

/** @return nanoseconds of one call, or -1 */
static double run(int program_fd, const uint8_t *frame, uint32_t length, int repeat, uint32_t *verdict) {
	struct timespec start, end;
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame, .data_size_in = length, .repeat = repeat);

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
	if (bpf_prog_test_run_opts(program_fd, &options) != 0)
		return -1;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
	*verdict = options.retval;
	return ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / repeat;
}

int main(int argc, char **argv) {
	uint8_t frame[FRAME_MAX];
	uint32_t head[2];

	if (argc != 4) {
		fprintf(stderr, "xdp_run OBJECT FRAMES REPEAT\n");
		return 2;
	}
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	struct bpf_object *object = bpf_object__open_file(argv[1], NULL);
	FILE *frames = fopen(argv[2], "rb");
	const int repeat = atoi(argv[3]);
	if (object == NULL || frames == NULL || bpf_object__load(object) != 0) {
		fprintf(stderr, "xdp_run: the kernel does not take the program: %s\n", strerror(errno));
		return 1;
	}
	const int sides[] = {program(object, "from_lan"), program(object, "from_wan")};
	const int nothing = program(object, "nothing");
	while (fread(head, sizeof(head), 1, frames) == 1) {
		uint32_t verdict = 0, ignored;

		if (head[0] > sizeof(frame) || head[1] > 1 || fread(frame, 1, head[0], frames) != head[0]) {
			fprintf(stderr, "xdp_run: %s: no such frames\n", argv[2]);
			return 1;
		}
		const double empty = run(nothing, frame, head[0], repeat, &ignored);
		const double whole = run(sides[head[1]], frame, head[0], repeat, &verdict);
		if (empty < 0 || whole < 0) {
			fprintf(stderr, "xdp_run: bpf_prog_test_run: %s\n", strerror(errno));
			return 1;
		}
		printf("xdp %u %.3f %.3f\n", verdict, whole, empty);
	}
	fclose(frames);
	bpf_object__close(object);
	return 0;
}
