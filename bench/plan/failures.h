/* SPDX-License-Identifier: GPL-2.0-only */
/* The trials of a run that failed, by cell. For other folders. */
#ifndef FAULTLINE_PLAN_FAILURES_H
#define FAULTLINE_PLAN_FAILURES_H

#include <stdbool.h>
#include <stddef.h>

#include "plan/job.h"

struct failures {
	const struct job *job;
	struct cell_failures {
		unsigned int trials;	/**< good ones, too */
		unsigned int failed;
		char *why;		/**< of the first that failed; NULL: none has */
	} *of;			/**< each cell */
};

/** failures_open() - of the cells of @job. Return: 0, or -1 after complaining. */
int failures_open(struct failures *failures, const struct job *job);

/**
 * failures_add() - count a trial of @cell in.
 * @wrong: why it failed; "": it is good.
 * Return: 0, or -1 after complaining that memory is out.
 */
int failures_add(struct failures *failures, size_t cell, const char *wrong);

/** failures_hopeless() - all trials of @cell have failed, and more than one: so will others. */
bool failures_hopeless(const struct failures *failures, size_t cell);

/**
 * failures_print() - a line on stderr for each cell of which trials failed: how many, and why
 * the first did.  Of many cells, only the first ones.
 */
void failures_print(const struct failures *failures);

void failures_close(struct failures *failures);

#endif
