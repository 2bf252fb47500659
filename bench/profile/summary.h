/* SPDX-License-Identifier: GPL-2.0-only */
/* All that is shown of a profiled trial, and whether it can be true. For other folders. */
#ifndef FAULTLINE_PROFILE_SUMMARY_H
#define FAULTLINE_PROFILE_SUMMARY_H

#include "model/cell.h"
#include "profile/folder.h"
#include "profile/locks.h"
#include "profile/shared_lines.h"

/** Distinct lines of memory. */
struct touched_lines {
	double data, code;	/**< in a fault; NAN where the plugin did not count them */
	double shared;		/**< written by one vCPU and used by another one, in the trial */
};

/** The figures are of the whole trial, but for those of a fault. */
struct profile_summary {
	struct function *function;	/**< see profile_functions() */
	size_t n_functions;
	struct held_lock *lock;		/**< see profile_locks() */
	size_t n_locks;
	struct shared_line *shared;	/**< see profile_shared_lines() */
	size_t n_shared;
	double sum;			/**< instructions of all functions */
	double interrupts;		/**< instructions of them, which functions have, too */
	double faults;			/**< NAN where the plugin did not count them */
	struct touched_lines lines;
	double lost;			/**< accesses that the lines are short of */
	double code_misses, data_misses, second_misses;	/**< of the model; NAN: there is none */
};

/**
 * profile_summarize() - sum up what trial @index counted.
 * @where: its objects.
 * Return: 0, to be freed; -1 after complaining.
 */
int profile_summarize(const struct profile_folder *folder, uint64_t index,
		      const struct object_addresses *where, struct profile_summary *summary);

void profile_summary_free(struct profile_summary *summary);

/** What a thread executes between the marks and its clock. */
#define PROFILE_OUTSIDE_CLOCK 7

/** So far a single thread's clock and the functions may be apart. */
#define PROFILE_TOLERANCE 20

#define PROFILE_WRONG 128	/**< bytes that say so */

/**
 * profile_wrong() - are there as many instructions in the functions as in the trial?
 * Where other threads run beside the one with the clock, that cannot be told.
 * @wall: what the trial's clock counted; @sum: what its functions add up to.
 * @wrong: gets both figures if they are not the same.
 * Return: @wrong, or NULL.
 */
const char *profile_wrong(const struct cell *cell, double wall, double sum,
			  char wrong[PROFILE_WRONG]);

#endif
