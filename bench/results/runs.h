/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs, read from wherever they are kept, and several as one. For other folders. */
#ifndef FAULTLINE_RESULTS_RUNS_H
#define FAULTLINE_RESULTS_RUNS_H

#include <stddef.h>

#include "results/analysis.h"

/**
 * run_read() - read what @name is: the directory of a run, or the file of a baseline.
 * Return: 0, or -1 after complaining.
 */
int run_read(const char *name, struct analysis *analysis);

/**
 * runs_join() - what trials of one boot share, runs do not: where the kernel's memory lies, or
 * what the machine did that day.  So each run has one cost for each cell, and the cost of a cell
 * is one of those, see result_cost().
 * @first: gets the costs of all; what else it knows stays as it is, and stands for all.
 * @more: @n further runs of the same job and mode.
 * A run without a good trial of a cell has no cost there.  Failed trials are added up, and all
 * are complete only if each is.
 * Return: 0, or -1 after complaining that memory is out.
 */
int runs_join(struct analysis *first, const struct analysis *more, size_t n);

#endif
