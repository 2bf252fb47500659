/* SPDX-License-Identifier: GPL-2.0-only */
/* A run small enough to commit: what compare needs of it, as one JSON file. For other folders. */
#ifndef FAULTLINE_RESULTS_BASELINE_H
#define FAULTLINE_RESULTS_BASELINE_H

#include <stdio.h>

#include "results/analysis.h"

/**
 * baseline_write() - write @analysis of the run in @dir to @out.
 * The same samples give the same bytes.  A run that did not end, or has neither costs nor
 * lock trials, is no baseline.
 * Return: 0, or -1 after complaining.
 */
int baseline_write(const struct analysis *analysis, const char *dir, FILE *out);

/**
 * baseline_read() - what analysis_read() gives for the run that @path was made from,
 * as far as costs, parts and waits go: it knows no faults but those of lock trials, no
 * paths, histograms, waiters, holders or PMU.
 * Return: 0, or -1 after complaining.
 */
int baseline_read(const char *path, struct analysis *analysis);

#endif
