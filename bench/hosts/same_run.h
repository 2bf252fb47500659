/* SPDX-License-Identifier: GPL-2.0-only */
/* Is it the same run, in another directory? */
#ifndef FAULTLINE_HOSTS_SAME_RUN_H
#define FAULTLINE_HOSTS_SAME_RUN_H

/**
 * same_run() - do the samples in directories @a and @b begin with the same bytes, to the end of
 * one of them?  Then they are of one run; the shorter one was copied before it ended.
 * Return: 1 or 0; -1 after complaining.
 */
int same_run(const char *a, const char *b);

#endif
