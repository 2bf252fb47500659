/* SPDX-License-Identifier: GPL-2.0-only */
/* The cache lines of a fault, as rows of a table. */
#ifndef FAULTLINE_REPORT_TOUCHED_LINES_H
#define FAULTLINE_REPORT_TOUCHED_LINES_H

#include "profile/summary.h"

struct lines_row {
	const char *name;	/**< at most 18 columns */
	double (*value)(const struct profile_summary *profile, double pages);
};

/** What the rows are, in lines of at most 72 columns. */
#define LINES_ROWS_ARE "data, code: distinct lines in a fault; shared: written by one vCPU and\n" \
	"used by another; misses: of a model of caches, a page, and no time.\n" \
	"-: not counted, or more than the plugin had room for."

/** The last one has no name. */
extern const struct lines_row lines_rows[];

#endif
