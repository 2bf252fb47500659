/* SPDX-License-Identifier: GPL-2.0-only */
/* Stacks that perf record sampled, folded. */
#ifndef FAULTLINE_PERF_STACKS_H
#define FAULTLINE_PERF_STACKS_H

#include <stddef.h>
#include <stdio.h>

/** A path for each sample, "FUNCTION;FUNCTION" from the kernel's entry on. Begin with zeroes. */
struct perf_stacks {
	char **path;
	size_t n;
};

/** What stands for a sample that was not in the kernel. */
#define PERF_STACKS_USER "(user code)"

/**
 * perf_stacks_add() - take what `perf script -F ip,sym` prints: for each sample its functions,
 * each on a line behind a tab, the innermost first, and then a blank line.
 * Return: 0, or -1 after complaining that memory is out.
 */
int perf_stacks_add(struct perf_stacks *stacks, FILE *script);

/** perf_stacks_write() - "CELL;FUNCTION;FUNCTION SAMPLES", paths in the order of their names. */
void perf_stacks_write(struct perf_stacks *stacks, const char *cell, FILE *out);

void perf_stacks_free(struct perf_stacks *stacks);

#endif
