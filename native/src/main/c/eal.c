/* SPDX-License-Identifier: Apache-2.0 */
#include "error.h"
#include "porteira.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_version.h>

#define HUGEPAGES "/sys/kernel/mm/hugepages"

/** DPDK keeps pointers into its arguments, so they live as long as the EAL. */
static char **eal_argv;
static int eal_argc;

const char *prt_dpdk_version(void) {
	return rte_version();
}

static void free_arguments(void) {
	for (int i = 0; i < eal_argc; i++)
		free(eal_argv[i]);
	free(eal_argv);
	eal_argv = NULL;
	eal_argc = 0;
}

static int copy_arguments(int argc, const char **argv) {
	eal_argv = calloc((size_t)argc + 1, sizeof(*eal_argv));
	if (eal_argv == NULL)
		return -ENOMEM;
	for (eal_argc = 0; eal_argc < argc; eal_argc++) {
		eal_argv[eal_argc] = strdup(argv[eal_argc]);
		if (eal_argv[eal_argc] == NULL) {
			free_arguments();
			return -ENOMEM;
		}
	}
	return 0;
}

static bool argued(int argc, const char *const *argv, const char *wanted) {
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], wanted) == 0)
			return true;
	return false;
}

/** Hugepages of all sizes that nobody has taken yet. */
static unsigned long free_hugepages(void) {
	unsigned long total = 0;
	struct dirent *size;
	DIR *sizes = opendir(HUGEPAGES);

	while (sizes != NULL && (size = readdir(sizes)) != NULL) {
		char path[sizeof(HUGEPAGES) + sizeof(size->d_name) + 32];
		unsigned long pages;
		FILE *file;

		snprintf(path, sizeof(path), HUGEPAGES "/%s/free_hugepages", size->d_name);
		file = fopen(path, "re");
		if (file == NULL)
			continue;
		if (fscanf(file, "%lu", &pages) == 1)
			total += pages;
		fclose(file);
	}
	if (sizes != NULL)
		closedir(sizes);
	return total;
}

/** @return 0 or -errno */
static int start(int argc) {
	// rte_eal_init() permutes the array as getopt does, so it gets one of its own.
	char *shuffled[argc + 1];
	struct prt_diversion saved;
	int rc;

	memcpy(shuffled, eal_argv, sizeof(*shuffled) * ((size_t)argc + 1));
	prt_log_divert(&saved);
	rc = rte_eal_init(argc, shuffled);
	prt_log_restore(&saved);
	if (rc >= 0)
		return 0;
	return rte_errno == 0 ? -EINVAL : -rte_errno;
}

int prt_eal_init(int argc, const char **argv, const char *log_path) {
	int rc;

	if (eal_argv != NULL)
		return prt_refuse(
			-EALREADY, "eal: already initialised; it starts once per process");
	rc = prt_log_open(log_path);
	if (rc < 0)
		return rc;
	if (copy_arguments(argc, argv) < 0)
		return prt_refuse(-ENOMEM, "eal: out of memory");
	prt_error_begin();

	rc = start(argc);
	if (rc >= 0)
		return 0;
	if (!argued(argc, argv, "--no-huge") && free_hugepages() == 0)
		return prt_fail(rc,
			"eal: no free hugepages (as root: sysctl -w vm.nr_hugepages=512; "
			"or run without them)");
	return prt_fail(rc, "eal: log=%s", log_path == NULL ? "stderr" : log_path);
}

/**
 * DPDK leaves its directory and the files for secondary processes behind. Those are ours alone if
 * this EAL shared its configuration: a second primary process of the same prefix cannot start then.
 */
static void remove_runtime_files(void) {
	const char *const *argv = (const char *const *)eal_argv;
	const bool shared =
		!argued(eal_argc, argv, "--in-memory") && !argued(eal_argc, argv, "--no-shconf");
	const char *directory = rte_eal_get_runtime_dir();
	DIR *entries = shared ? opendir(directory) : NULL;
	struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(entries), entry->d_name, 0);
	if (entries != NULL)
		closedir(entries);
	rmdir(directory);
}

int prt_eal_cleanup(void) {
	int rc;

	prt_error_begin();
	rc = rte_eal_cleanup();
	if (rc < 0)
		return prt_fail(rc, "eal: clean-up");
	remove_runtime_files();
	return 0;
}
