/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file capture.c
 * Capture files through libpcap. Built as an object of its own: offline commands run where no DPDK
 * is installed.
 */
#include "porteira.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#define NANOS_PER_SECOND 1000000000ull
#define SNAPLEN_MAX 262144 // libpcap's own MAXIMUM_SNAPLEN

struct dump {
	pcap_t *format;
	pcap_dumper_t *file;
	char *path;
};

static __thread char last_error[PRT_TEXT_MAX];

static __attribute__((format(printf, 2, 3))) int fail(int error, const char *text, ...) {
	va_list args;

	va_start(args, text);
	vsnprintf(last_error, sizeof(last_error), text, args);
	va_end(args);
	return -error;
}

uint32_t prt_capture_abi_version(void) {
	return PRT_ABI_VERSION;
}

uint32_t prt_capture_last_error(char *text, uint32_t size) {
	if (size > 0)
		snprintf(text, size, "%s", last_error);
	return (uint32_t)strlen(last_error);
}

int prt_capture_open(const char *path, uint64_t *capture) {
	char text[PCAP_ERRBUF_SIZE] = "";
	FILE *file = fopen(path, "rbe");
	pcap_t *pcap;

	if (file == NULL) {
		const int error = errno;
		return fail(error, "capture: path=%s: %s", path, strerror(error));
	}
	pcap = pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, text);
	if (pcap == NULL) {
		fclose(file);
		return fail(EBADMSG, "capture: path=%s: %s", path, text);
	}
	*capture = (uintptr_t)pcap;
	return 0;
}

int prt_capture_link_type(uint64_t capture) {
	return pcap_datalink((pcap_t *)(uintptr_t)capture);
}

int prt_capture_next(uint64_t capture, struct prt_capture_frame *frame) {
	pcap_t *pcap = (pcap_t *)(uintptr_t)capture;
	struct pcap_pkthdr *header;
	const unsigned char *data;
	const int status = pcap_next_ex(pcap, &header, &data);

	if (status == PCAP_ERROR_BREAK)
		return 0;
	if (status != 1)
		return fail(EBADMSG, "capture: %s", pcap_geterr(pcap));
	frame->data = (uintptr_t)data;
	// With nanosecond precision libpcap keeps nanoseconds in tv_usec.
	frame->timestamp_ns =
		(uint64_t)header->ts.tv_sec * NANOS_PER_SECOND + (uint64_t)header->ts.tv_usec;
	frame->captured = header->caplen;
	frame->length = header->len;
	return 1;
}

void prt_capture_close(uint64_t capture) {
	if (capture != 0)
		pcap_close((pcap_t *)(uintptr_t)capture);
}

static void dump_free(struct dump *dump) {
	if (dump->format != NULL)
		pcap_close(dump->format);
	free(dump->path);
	free(dump);
}

int prt_capture_dump_open(const char *path, int link_type, uint64_t *handle) {
	struct dump *dump = calloc(1, sizeof(*dump));

	if (dump == NULL)
		return fail(ENOMEM, "dump: path=%s: out of memory", path);
	dump->path = strdup(path);
	dump->format = pcap_open_dead_with_tstamp_precision(
		link_type, SNAPLEN_MAX, PCAP_TSTAMP_PRECISION_NANO);
	if (dump->path == NULL || dump->format == NULL) {
		dump_free(dump);
		return fail(ENOMEM, "dump: path=%s: out of memory", path);
	}
	errno = 0;
	dump->file = pcap_dump_open(dump->format, path);
	if (dump->file == NULL) {
		const int error = errno == 0 ? EINVAL : errno;
		fail(error, "dump: link_type=%d: %s", link_type, pcap_geterr(dump->format));
		dump_free(dump);
		return -error;
	}
	*handle = (uintptr_t)dump;
	return 0;
}

int prt_capture_dump_write(uint64_t handle, const struct prt_capture_frame *frame) {
	struct dump *dump = (struct dump *)(uintptr_t)handle;
	const struct pcap_pkthdr header = {
		.ts = {.tv_sec = (time_t)(frame->timestamp_ns / NANOS_PER_SECOND),
			.tv_usec = (suseconds_t)(frame->timestamp_ns % NANOS_PER_SECOND)},
		.caplen = frame->captured,
		.len = frame->length,
	};

	errno = 0;
	pcap_dump((unsigned char *)dump->file, &header,
		(const unsigned char *)(uintptr_t)frame->data);
	if (ferror(pcap_dump_file(dump->file))) {
		const int error = errno == 0 ? EIO : errno;
		return fail(error, "dump: path=%s: %s", dump->path, strerror(error));
	}
	return 0;
}

int prt_capture_dump_close(uint64_t handle) {
	struct dump *dump = (struct dump *)(uintptr_t)handle;
	int rc = 0;

	if (dump == NULL)
		return 0;
	errno = 0;
	if (pcap_dump_flush(dump->file) != 0 || ferror(pcap_dump_file(dump->file))) {
		const int error = errno == 0 ? EIO : errno;
		rc = fail(error, "dump: path=%s: %s", dump->path, strerror(error));
	}
	pcap_dump_close(dump->file);
	dump_free(dump);
	return rc;
}
