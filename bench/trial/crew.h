/* SPDX-License-Identifier: GPL-2.0-only */
/* Processes that touch pages, each in an mm of its own. */
#ifndef FAULTLINE_TRIAL_CREW_H
#define FAULTLINE_TRIAL_CREW_H

#include <stddef.h>
#include <sys/types.h>

#include "trial/touch.h"

struct crew_orders;

struct crew {
	struct crew_orders *orders;	/* in memory that all share */
	pid_t *pid;			/* 0: it has ended */
	size_t n;
};

/**
 * crew_memory() - @size bytes of zeroes that this process and those it forks share.
 * Return: to be given to munmap(2), or NULL after complaining.
 */
void *crew_memory(size_t size);

/**
 * crew_start() - fork a process for each of @n shares, which are in crew_memory().
 * @prepare: is called in each, with @arg and the number of its share; all are done when this
 * returns.
 * Return: 0, or -1 after complaining; crew_end() is due either way.
 */
int crew_start(struct crew *crew, struct touch *share, size_t n,
	       void (*prepare)(void *arg, size_t i), void *arg);

/** crew_touch() - let them touch their shares, and end. Return: 0, or -1 after complaining. */
int crew_touch(struct crew *crew, enum mode mode);

/** crew_end() - end those that are left, if any were started. */
void crew_end(struct crew *crew);

#endif
