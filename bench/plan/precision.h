/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Are there trials enough?  What a run knows of its own costs while it goes on.
 * For other folders.
 */
#ifndef FAULTLINE_PLAN_PRECISION_H
#define FAULTLINE_PLAN_PRECISION_H

#include <stddef.h>

#include "plan/failures.h"
#include "plan/job.h"
#include "plan/plan.h"

struct precision {
	const struct job *job;
	double *cost;		/**< [cell][round], per touched page; NAN: none */
	double *again;		/**< likewise, of the second trials of A/A pairs */
	unsigned int rounds;	/**< at most */
};

/** precision_open() - for job->trials_max rounds. Return: 0, or -1 after complaining. */
int precision_open(struct precision *precision, const struct job *job);

/** precision_add() - the cost of a touched page in the trial of @step, if it was good. */
void precision_add(struct precision *precision, const struct step *step, double cost);

/**
 * precision_unsure() - cells whose comparisons need more trials.
 * @wanted: filled, for plan_more(): all cells of a block in which the interval of a
 * variant against the first, or that of the A/A pairs, is wider than
 * job->precision to either side, or is not there yet.  Not cells of which all trials fail,
 * and their comparisons do not count.
 * Return: how many blocks that are; -1 after complaining.
 */
int precision_unsure(const struct precision *precision, const struct failures *failures,
		     char *wanted);

void precision_close(struct precision *precision);

#endif
