/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Good trials that are out of line with the others of their cell: shown, never dropped.
 * For other folders.
 */
#ifndef FAULTLINE_RESULTS_OUTLIERS_H
#define FAULTLINE_RESULTS_OUTLIERS_H

#include <stddef.h>

#include "results/analysis.h"

/** Fewer trials than this have no quartiles to speak of; not in MODE_INSN. */
#define OUTLIER_TRIALS 5

struct outlier {
	const struct result *result;
	unsigned int round;
	double cost;		/**< per touched page, unit of the mode */
	double off;		/**< cost / figure of the cell - 1 */
	double waits, preemptions;	/**< in the trial; NAN: the samples do not say */
};

/**
 * outliers_find() - all of a run, the farthest off first.
 * MODE_INSN: what costs more than INSN_TOLERANCE above the least of its cell.  MODE_TIME:
 * what is outside of the outer fences, three interquartile ranges beyond the quartiles
 * (Tukey, Exploratory Data Analysis, 1977, 2D): of normal trials one in 400,000.
 * MODE_COUNT has none.
 * Return: an array of *n outliers to free(), or NULL after complaining.
 */
struct outlier *outliers_find(const struct analysis *analysis, size_t *n);

/** outlier_reason() - "2 sleeps, 1 preemptions". Return: @buf. */
char *outlier_reason(const struct outlier *outlier, char *buf, size_t len);

/** outlier_rule() - which trials are taken for outliers, in words. */
const char *outlier_rule(enum mode mode);

#endif
