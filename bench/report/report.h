/* SPDX-License-Identifier: GPL-2.0-only */
/* What all formats of a report are made from. */
#ifndef FAULTLINE_REPORT_REPORT_H
#define FAULTLINE_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "report/findings.h"
#include "report/group.h"
#include "report/growths.h"
#include "report/perf_samples.h"
#include "report/profiles.h"
#include "results/analysis.h"
#include "results/comparison.h"
#include "results/outliers.h"

/** All that a report is made from. */
struct report {
	const struct analysis *analysis;
	struct group *groups;
	size_t n_groups;
	struct comparisons set;	/**< of the variants with each other, see pairs_make() */
	struct outlier *outlier;	/**< see outliers_find() */
	size_t n_outliers;
	double lock_floor;	/**< of the time that threads waited, see lock_floor() */
	struct growths growths;	/**< along the axes of the run */
	struct profiles profiles;	/**< of the cells that were profiled */
	struct perf_samples samples;	/**< of the cells that perf record sampled */
	struct findings findings;	/**< made from all the others */
};

/**
 * report_make() - work it all out.
 * @dir: of the run, for its profiles; stays the caller's until report_free().
 * Return: 0, or -1 after complaining; report_free() is due either way.
 */
int report_make(const struct analysis *analysis, const char *dir, struct report *report);

void report_free(struct report *report);

/** report_leads_family() - is this group the first of its family, which has one chart? */
bool report_leads_family(const struct report *report, size_t i);

#endif
