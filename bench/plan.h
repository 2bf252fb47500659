/* SPDX-License-Identifier: GPL-2.0-only */
/* In which order the trials of a job run. */
#ifndef FAULTLINE_PLAN_H
#define FAULTLINE_PLAN_H

#include <stddef.h>

#include "job.h"
#include "stopwatch.h"

struct step {
	size_t cell;		/**< index into job->cells */
	unsigned int round;	/**< which trial of that cell; job->trials: the counted one */
};

struct plan {
	struct step *step;
	size_t n_steps;
};

/**
 * plan_make() - order every trial of @job, by its seed.
 *
 * Each round holds every cell once.  With @counted there is one round more, the
 * last, whose trials prove the paths.  Instructions do not drift, so in MODE_INSN a round goes
 * through one filesystem after another, each made once.  Otherwise cells that
 * differ only in the variant stand together as a block, in random order within
 * it, because the machine drifts.
 * Return: 0, or -1 after complaining.
 */
int plan_make(struct plan *plan, const struct job *job, enum mode mode, int counted);

void plan_free(struct plan *plan);

#endif
