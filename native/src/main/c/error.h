/* SPDX-License-Identifier: Apache-2.0 */
/** @file error.h  How a control function reports failure: -errno, and a text kept per thread. */
#ifndef PRT_ERROR_H
#define PRT_ERROR_H

/**
 * Open the log, or take stderr where @p path is NULL. DPDK's error lines are kept per thread as
 * they pass.
 */
int prt_log_open(const char *path);

struct prt_diversion {
	int output;
	int error;
};

/**
 * Send what is printed to stdout and stderr to the log, if that is a file: rte_eal_init() prints its
 * usage there, libxdp its doubts.
 */
void prt_log_divert(struct prt_diversion *saved);
void prt_log_restore(const struct prt_diversion *saved);

/**
 * Forget DPDK's lines of this thread, so that only those of the coming call explain its failure.
 */
void prt_error_begin(void);

/**
 * Set this thread's text to "what: DPDK's lines" or, if DPDK said nothing, "what: text of the
 * errno".
 * @param rc -errno, or any negative number that is taken for -EIO
 * @return a value for the caller to return
 */
int prt_fail(int rc, const char *what, ...) __attribute__((format(printf, 2, 3)));

/** As prt_fail(), for failures of our own finding: the text is complete as it is. */
int prt_refuse(int rc, const char *text, ...) __attribute__((format(printf, 2, 3)));

#endif
