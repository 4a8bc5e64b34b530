/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "error.h"
#include "porteira.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 // Linux 6.1; older ones answer EINVAL
#endif

#define HUGE_PAGE ((uint64_t)PRT_HUGE_PAGE)
#define SMALL_PAGE 4096

/**
 * Addresses that begin on a huge page's boundary: the kernel chooses such ones by itself only for
 * memory that it already knows to be huge.
 */
static void *reserve(uint64_t length) {
	const uint64_t wide = length + HUGE_PAGE;
	void *map = mmap(NULL, wide, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uint64_t start, end;

	if (map == MAP_FAILED)
		return MAP_FAILED;
	start = ((uintptr_t)map + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
	end = (uintptr_t)map + wide;
	if (start > (uintptr_t)map)
		munmap(map, start - (uintptr_t)map);
	if (end > start + length)
		munmap((void *)(uintptr_t)(start + length), end - start - length);
	return (void *)(uintptr_t)start;
}

/** Put memory into the reservation. @param fd -1: of no file. @return 0 or -errno */
static int back(void *at, uint64_t length, int fd) {
	const int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;

	return mmap(at, length, PROT_READ | PROT_WRITE, flags | MAP_FIXED, fd, 0) == MAP_FAILED
		? -errno
		: 0;
}

/** Open a file of at least @p length bytes. @return 0 or -errno, the text set */
static int open_file(const char *path, uint64_t length, int *fd) {
	struct stat status;

	*fd = open(path, O_RDWR | O_CLOEXEC);
	if (*fd < 0)
		return prt_fail(-errno, "memory: path=%s", path);
	if (fstat(*fd, &status) < 0 || (uint64_t)status.st_size < length) {
		close(*fd);
		return prt_refuse(
			-EINVAL, "memory: path=%s: shorter than length=%" PRIu64, path, length);
	}
	return 0;
}

int prt_memory_map(const char *path, uint64_t length, uint64_t *address) {
	int fd = -1;
	void *at;
	int rc;

	if (length == 0 || length % SMALL_PAGE != 0)
		return prt_refuse(
			-EINVAL, "memory: length=%" PRIu64 ", unit=%d", length, SMALL_PAGE);
	prt_error_begin();
	rc = path == NULL ? 0 : open_file(path, length, &fd);
	if (rc < 0)
		return rc;
	at = reserve(length);
	rc = at == MAP_FAILED ? -errno : back(at, length, fd);
	if (fd >= 0)
		close(fd);
	if (rc < 0) {
		if (at != MAP_FAILED)
			munmap(at, length);
		return prt_fail(rc, "memory: length=%" PRIu64, length);
	}

	// Advice, all of it: small pages do the same, slower.
	madvise(at, length, MADV_HUGEPAGE);
	if (path == NULL)
		memset(at, 0, length);
	*address = (uintptr_t)at;
	return length >= HUGE_PAGE && madvise(at, length & ~(HUGE_PAGE - 1), MADV_COLLAPSE) == 0;
}

int prt_memory_unmap(uint64_t address, uint64_t length) {
	prt_error_begin();
	return munmap((void *)(uintptr_t)address, length) < 0
		? prt_fail(-errno, "memory: address=%#" PRIx64 ", length=%" PRIu64, address, length)
		: 0;
}
