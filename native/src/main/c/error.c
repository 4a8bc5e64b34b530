/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "error.h"

#include "porteira.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <rte_log.h>

#define SEPARATOR "; "

/** DPDK logs on the thread that failed, so what one thread logs explains that thread's failure. */
static __thread char said[PRT_TEXT_MAX / 2];
static __thread size_t said_len;
static __thread char last_error[PRT_TEXT_MAX];

static FILE *log_file;

/** Forget the oldest line. */
static void drop_line(void) {
	const char *rest = strstr(said, SEPARATOR);

	said_len = rest == NULL ? 0 : strlen(rest + strlen(SEPARATOR));
	memmove(said, rest == NULL ? "" : rest + strlen(SEPARATOR), said_len + 1);
}

/** Append one error line to this thread's text; the last lines are the ones that name the cause. */
static void keep(const char *text, size_t len) {
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '.' || text[len - 1] == ' '))
		len--;
	if (len == 0 || len + strlen(SEPARATOR) >= sizeof(said))
		return;
	while (said_len + strlen(SEPARATOR) + len >= sizeof(said))
		drop_line();
	said_len += (size_t)snprintf(said + said_len, sizeof(said) - said_len, "%s%.*s",
		said_len == 0 ? "" : SEPARATOR, (int)len, text);
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

void prt_log_divert(struct prt_diversion *saved) {
	*saved = (struct prt_diversion){-1, -1};
	if (log_file == stderr)
		return;
	fflush(NULL);
	saved->output = dup(STDOUT_FILENO);
	saved->error = dup(STDERR_FILENO);
	if (saved->output >= 0)
		dup2(fileno(log_file), STDOUT_FILENO);
	if (saved->error >= 0)
		dup2(fileno(log_file), STDERR_FILENO);
}

static void put_back(int saved, int file) {
	if (saved < 0)
		return;
	dup2(saved, file);
	close(saved);
}

void prt_log_restore(const struct prt_diversion *saved) {
	fflush(NULL);
	put_back(saved->output, STDOUT_FILENO);
	put_back(saved->error, STDERR_FILENO);
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
