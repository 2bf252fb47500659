/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt and the cover letter: what the profiled trials show. */
#ifndef FAULTLINE_REPORT_TEXT_PROFILES_H
#define FAULTLINE_REPORT_TEXT_PROFILES_H

#include <stdio.h>

#include "report/report.h"

/** How long the tables are. */
struct profiles_size {
	size_t functions, locks;	/**< rows of a cell */
	bool one;			/**< locks and lines of the first cell only */
};

/** report_profiles() - tables of functions, locks and cache lines of the first group. */
void report_profiles(const struct report *report, const struct profiles_size *size, FILE *out);

#endif
