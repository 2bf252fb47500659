/* SPDX-License-Identifier: GPL-2.0-only */
/* Which kernel functions a trial went through, and how often. For other folders. */
#ifndef FAULTLINE_TRIAL_FUNCTION_COUNTS_H
#define FAULTLINE_TRIAL_FUNCTION_COUNTS_H

#include <stdint.h>

#include "model/cell.h"
#include "model/points.h"

/** Perf event fds, one for each point; -1 where the kernel lacks the function. */
struct function_counts {
	int fd[NR_POINTS];
	uint64_t before[NR_POINTS];
};

/** function_counts_possible() - can this kernel count them? Return: 1 or 0. */
int function_counts_possible(void);

/**
 * function_counts_open() - plant counting kprobes for this process and the threads
 * it starts later.  They cost every fault some hundred instructions, so no
 * timed trial runs while they are open.
 * Return: 0, or -1 after complaining if this kernel counts none of them.
 */
int function_counts_open(struct function_counts *counts);

/** function_counts_start() - count from here. */
void function_counts_start(struct function_counts *counts);

/** function_counts_stop() - stop, and read; UINT64_MAX where there is no such point. */
void function_counts_stop(const struct function_counts *counts, uint64_t count[NR_POINTS]);

void function_counts_close(struct function_counts *counts);

/**
 * function_counts_wrong() - did the faults go the way of @cell's variant?
 * Return: NULL if they did, else what speaks against it.
 */
const char *function_counts_wrong(const struct cell *cell, const uint64_t count[NR_POINTS]);

#endif
