/* SPDX-License-Identifier: GPL-2.0-only */
/* In which order the trials of a job run. For other folders. */
#ifndef FAULTLINE_PLAN_PLAN_H
#define FAULTLINE_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/mode.h"
#include "plan/job.h"

enum step_kind {
	STEP_TIMED,
	STEP_AGAIN,		/**< likewise, the second of an A/A pair */
	STEP_PROFILED,		/**< likewise, for the emulator's plugin; in no figure */
	STEP_WATCHED,		/**< traced or counted, to prove the path; not timed */
	STEP_LOCKS,		/**< traced, to see what is waited for; not timed */
	STEP_PERF,		/**< with perf beside it; not timed */
};

struct step {
	size_t cell;		/**< index into job->cells */
	unsigned int round;	/**< which trial of that cell */
	enum step_kind kind;
};

struct plan {
	struct step *step;
	size_t n_steps;
	unsigned int rounds;
	uint64_t seed;		/**< of what comes next */
};

/**
 * plan_make() - plan the timed trials of @job that there are in any case.
 *
 * Each round holds every cell once.  Instructions do not drift, so in MODE_INSN a
 * round goes through one filesystem after another, each made once.  Otherwise
 * cells that differ only in the variant stand together as a block, in random
 * order within it, because the machine drifts; and the block's first variant, the
 * one that the job names first, is there twice: an A/A pair.
 * Return: 0, or -1 after complaining.
 */
int plan_make(struct plan *plan, const struct job *job, enum mode mode);

/**
 * plan_more() - one round more, of the cells that are @wanted (of job->n_cells).
 * Return: 0, or -1 after complaining.
 */
int plan_more(struct plan *plan, const struct job *job, enum mode mode, const char *wanted);

/** plan_profiled() - a round of every cell for the emulator's plugin. Return: as above. */
int plan_profiled(struct plan *plan, const struct job *job, enum mode mode);

/** plan_watched() - a last round, of every cell once, to prove the paths. Return: as above. */
int plan_watched(struct plan *plan, const struct job *job, enum mode mode);

/** plan_lock_rounds() - as many as job->trials; but 3 in MODE_COUNT, and 6 in MODE_TIME. */
unsigned int plan_lock_rounds(const struct job *job, enum mode mode);

/**
 * plan_lock_cells() - the cells that may wait for somebody: those of several threads or with a
 * load.
 * @alone: and all others, as the kernel's own threads run beside them; what they wait for is
 * to be seen in MODE_TIME only.
 * @wanted: filled, of job->n_cells.
 * Return: how many that are.
 */
size_t plan_lock_cells(const struct job *job, bool alone, char *wanted);

/**
 * plan_locks() - and plan_lock_rounds() of the cells that are @wanted.  In MODE_TIME and
 * MODE_COUNT the variants stand together as in plan_make(), without A/A pairs: how often
 * threads meet drifts with the machine.
 * Return: as above.
 */
int plan_locks(struct plan *plan, const struct job *job, enum mode mode, const char *wanted);

/** plan_perf() - so many rounds of every cell with perf beside it. Return: as above. */
int plan_perf(struct plan *plan, const struct job *job, enum mode mode, unsigned int rounds);

/** plan_same_block() - do the cells differ in nothing but the variant? Return: 1 or 0. */
int plan_same_block(const struct cell *a, const struct cell *b);

void plan_free(struct plan *plan);

#endif
