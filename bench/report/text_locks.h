/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt and the cover letter: what the threads waited for. */
#ifndef FAULTLINE_REPORT_TEXT_LOCKS_H
#define FAULTLINE_REPORT_TEXT_LOCKS_H

#include <stdio.h>

#include "report/report.h"

/** How long the tables are. */
struct locks_size {
	size_t most;		/**< locks of a cell */
	bool contended;		/**< only cells of several threads, or with a load */
};

/** report_locks() - tables of events, and with a clock those of time, at most 72 columns. */
void report_locks(const struct report *report, const struct locks_size *size, FILE *out);

#endif
