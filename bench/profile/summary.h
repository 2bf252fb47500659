/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is shown of a profiled trial. For other folders. */
#ifndef FAULTLINE_PROFILE_SUMMARY_H
#define FAULTLINE_PROFILE_SUMMARY_H

#include "profile/folder.h"
#include "profile/locks.h"
#include "profile/shared_lines.h"

/** Distinct lines of memory. */
struct touched_lines {
	double data, code;	/**< in a fault; NAN where the plugin did not count them */
	double shared;		/**< written by one vCPU and used by another one, in the trial; NAN: there is one vCPU */
};

/** The figures are of the whole trial, but for those of a fault. */
struct profile_summary {
	struct function *function;	/**< see profile_functions() */
	size_t n_functions;
	struct held_lock *lock;		/**< see profile_locks() */
	size_t n_locks;
	struct shared_line *shared;	/**< see profile_shared_lines() */
	size_t n_shared;
	double interrupts;		/**< instructions of them, which functions have, too */
	double broken;			/**< see profile_broken_paths() */
	double faults;			/**< NAN where the plugin did not count them */
	struct touched_lines lines;
	double lost;			/**< accesses that the lines are short of */
	double code_misses, data_misses, second_misses;	/**< of the model; NAN: there is none */
};

/**
 * profile_sum_counts() - sum up @counts, of the profiled trial of @result.
 * Return: 0, to be freed; -1 after complaining that memory is out.
 */
int profile_sum_counts(const struct profile_folder *folder, const struct result *result,
		       const struct counts *counts, struct profile_summary *summary);

/**
 * profile_summarize() - the same of what profile_counts() reads.
 * @wrong: as in profile_counts().
 * Return: 0, to be freed; -1 after complaining, also of one that failed.
 */
int profile_summarize(const struct profile_folder *folder, const struct result *result,
		      struct profile_summary *summary, char wrong[PROFILE_WRONG]);

void profile_summary_free(struct profile_summary *summary);

#endif
