/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "error.h"

#include "porteira.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <rte_log.h>

/** DPDK logs on the thread that failed, so what one thread logs explains that thread's failure. */
static __thread char said[PRT_TEXT_MAX];
static __thread size_t said_len;
static __thread char last_error[PRT_TEXT_MAX];

static FILE *log_file;

/**
 * Append one error line to this thread's text, lines joined by "; ". The first lines name the
 * cause: keep them.
 */
static void keep(const char *text, size_t len) {
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '.' || text[len - 1] == ' '))
		len--;
	if (len == 0 || said_len + len + 3 > sizeof(said))
		return;
	if (said_len > 0) {
		memcpy(said + said_len, "; ", 2);
		said_len += 2;
	}
	memcpy(said + said_len, text, len);
	said_len += len;
	said[said_len] = '\0';
}

static ssize_t log_write(void *cookie, const char *text, size_t len) {
	const int level = rte_log_cur_msg_loglevel();

	if (level > 0 && level <= (int)RTE_LOG_ERR)
		keep(text, len);
	fwrite(text, 1, len, log_file);
	fflush(log_file);
	return (ssize_t)len;
}

int prt_log_open(const char *path) {
	const cookie_io_functions_t io = {.write = log_write};
	FILE *stream;

	log_file = path == NULL ? stderr : fopen(path, "ae");
	if (log_file == NULL)
		return prt_refuse(-errno, "log: path=%s: %s", path, strerror(errno));
	stream = fopencookie(NULL, "w", io);
	if (stream == NULL)
		return prt_refuse(
			-ENOMEM, "log: path=%s: out of memory", path == NULL ? "stderr" : path);
	rte_openlog_stream(stream);
	return 0;
}

void prt_error_begin(void) {
	said_len = 0;
	said[0] = '\0';
}

int prt_fail(int rc, const char *what, ...) {
	const int error = rc < 0 && rc > -4096 ? -rc : EIO;
	va_list args;
	int len;

	va_start(args, what);
	len = vsnprintf(last_error, sizeof(last_error), what, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof(last_error))
		snprintf(last_error + len, sizeof(last_error) - (size_t)len, ": %s",
			said_len > 0 ? said : strerror(error));
	return -error;
}

int prt_refuse(int rc, const char *text, ...) {
	va_list args;

	va_start(args, text);
	vsnprintf(last_error, sizeof(last_error), text, args);
	va_end(args);
	return rc < 0 ? rc : -EINVAL;
}

uint32_t prt_last_error(char *text, uint32_t size) {
	const size_t len = strlen(last_error);

	if (size > 0)
		snprintf(text, size, "%s", last_error);
	return (uint32_t)len;
}
