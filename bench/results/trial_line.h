/* SPDX-License-Identifier: GPL-2.0-only */
/* Trial lines in exactly the form in which they were written, read without a tree. */
#ifndef FAULTLINE_RESULTS_TRIAL_LINE_H
#define FAULTLINE_RESULTS_TRIAL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/cell.h"

/** What analysis needs of the line of a trial, but for its path and trace. */
struct trial_line {
	struct cell cell;
	bool again, failed;
	int64_t round, pages, minflt, majflt, elapsed, folio_pages, folios;
	int64_t waits, preemptions;	/**< -1: not there */
	int64_t load_rounds;		/**< -1: there was no load */
	int64_t load_per_second;	/**< likewise */
	int64_t cycles, insn;	/**< -1: there was no PMU */
};

/**
 * scan_trial() - read the timed, good trial in @text, @len bytes and a NUL.
 * It takes what sample_trial() writes, key for key, and nothing else: a line in any
 * other form, however good, is for a JSON parser.
 * Return: true if @line was filled in.
 */
bool scan_trial(const char *text, size_t len, struct trial_line *line);

#endif
