/* SPDX-License-Identifier: GPL-2.0-only */
/* One trial: a file made anew, mapped, touched once, checked. */
#ifndef FAULTLINE_TRIAL_TRIAL_H
#define FAULTLINE_TRIAL_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#include "model/cell.h"
#include "model/mode.h"
#include "trial/filestate.h"
#include "trial/filesystem.h"
#include "trial/folio_sizes.h"
#include "trial/witness.h"

struct trial {
	uint64_t elapsed;	/**< the cost, see add_up(); unit of the mode, 0 in MODE_COUNT */
	uint64_t wall;		/**< from the first thread's start to the last one's end */
	uint64_t cpu_time;	/**< that the threads had on a CPU, same unit */
	long waits;		/**< how often a thread slept in the window */
	long preemptions;	/**< how often another took its CPU */
	size_t pages;		/**< touched */
	long minflt, majflt;	/**< faults in the window, all threads */
	unsigned long load_rounds;	/**< how often cell->load was under way in the window */
	uint64_t cycles, insn;	/**< from the PMU, all threads */
	int has_pmu;
	struct file_facts before, after;	/**< of the first file */
	struct folio_count folios;		/**< of the first file, afterwards */
	struct testimony seen;	/**< by whom it was watched, if it was */
	char wrong[160];	/**< why the trial failed, or "" */
};

/**
 * trial_run() - run one trial of @cell on @fs, which is mounted for it.
 * @seed: of the random pattern.
 * @witness: that watches this trial, or NULL for a timed one.
 * A trial that ran but cannot be right says so in trial->wrong.  What it holds is to be
 * given back with testimony_free(&trial->seen) in any case.
 * Return: 0, or -1 after complaining if it could not be run at all.
 */
int trial_run(const struct filesystem *fs, const struct cell *cell, enum mode mode, uint64_t seed,
	      struct witness *witness, struct trial *trial);

#endif
