/* SPDX-License-Identifier: GPL-2.0-only */
/* Job files: what to measure, in the manner of fio's. See faultline-job(5). For other folders. */
#ifndef FAULTLINE_PLAN_JOB_H
#define FAULTLINE_PLAN_JOB_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "model/cell.h"
#include "model/mode.h"
#include "model/samples.h"

/** What the emulator's plugin has room for. */
#define CPUS_MOST 16

struct job {
	char *path;		/**< as given */
	char *text;		/**< the file's content, for the record */
	uint64_t seed;		/**< of the random pattern and the trial order */
	unsigned int trials;	/**< timed trials of each cell, at least; 1 to TRIALS_MOST */
	unsigned int trials_max;	/**< at most; @trials or more; MODE_TIME only */
	unsigned int cpus;	/**< vCPUs of the guest that `make bench` boots; 1 to CPUS_MOST */
	enum mode mode;		/**< what a run measures unless --mode says; NR_MODES: auto */
	double precision;	/**< as a ratio: intervals that wide to each side are good enough */
	struct cell *cells;
	size_t n_cells;
	size_t n_skipped;	/**< combinations that cannot exist, see cell_impossible() */
};

/**
 * job_leave_out() - drop the cells for which @missing() says why.
 * It is asked once for each variant, and once for its cells with large folios, and what it
 * says is noted.
 * Return: 0, or -1 after complaining if nothing is left.
 */
int job_leave_out(struct job *job, const char *(*missing)(const struct cell *cell));

/**
 * job_load() - read the job file at @path into @job.
 * Complains with file:line about the first thing that is wrong.
 * Return: 0, or -1 with nothing to free.
 */
int job_load(const char *path, struct job *job);

/**
 * job_find() - the job file that somebody means by @name: a file, or else, without a '/', one of
 * those that Faultline brings along ("smoke").
 * Return: @name or @path; @name where there is neither.
 */
const char *job_find(const char *name, char path[PATH_MAX]);

void job_free(struct job *job);

#endif
