/* SPDX-License-Identifier: GPL-2.0-only */
/* What one trial measured, and whether that can be right. */
#ifndef FAULTLINE_TRIAL_MEASURED_H
#define FAULTLINE_TRIAL_MEASURED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/objects.h"
#include "trial/delay.h"
#include "trial/filestate.h"
#include "trial/folio_sizes.h"
#include "trial/free_space.h"
#include "trial/witness.h"

/** What the load of a trial has done. */
struct load_work {
	unsigned long rounds;	/**< how often it was under way in the window */
	double seconds;		/**< of the window */
	long long effect;	/**< what it came to from then on to its end, see load_effect() */
};

/** load_per_second() - the rate that @work has reached, rounded. */
static inline unsigned long load_per_second(const struct load_work *work)
{
	return work->seconds > 0 ? (unsigned long)((double)work->rounds / work->seconds + 0.5) : 0;
}

struct trial {
	uint64_t elapsed;	/**< the cost, see add_up() in trial.c; unit of the mode, 0 in MODE_COUNT */
	uint64_t wall;		/**< from the first thread's start to the last one's end */
	uint64_t cpu_time;	/**< that the threads had on a CPU, same unit */
	long waits;		/**< how often a thread slept in the window */
	long preemptions;	/**< how often another took its CPU */
	size_t pages;		/**< touched */
	long minflt, majflt;	/**< faults in the window, all threads */
	unsigned long refused;	/**< stores that ended in SIGBUS */
	struct free_space free_space;	/**< before the window, in a filesystem that is aged */
	long long space_left;	/**< bytes, in a filesystem that is nearly full */
	struct load_work load;	/**< where the cell has one */
	uint64_t cycles, insn;	/**< from the PMU, all threads */
	int has_pmu;
	struct file_facts before, after;	/**< of the first file */
	struct folio_count folios;		/**< of the first file, afterwards */
	struct observation seen;	/**< by whom it was watched, if it was */
	struct delayed delayed;		/**< what the delays of the run did in the window */
	struct object_addresses objects;	/**< of the first file, in a profiled trial */
	bool perf_failed;	/**< perf was not there for the whole window */
	bool not_begun;		/**< the file was not in its state, so nothing was measured */
	char wrong[160];	/**< why the trial failed, or "" */
};

#endif
