/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt: what the threads waited for. */
#ifndef FAULTLINE_REPORT_TEXT_LOCKS_H
#define FAULTLINE_REPORT_TEXT_LOCKS_H

#include <stdio.h>

#include "report/group.h"

/** report_locks() - tables of what threads waited for, for report.txt. */
void report_locks(const struct analysis *analysis, const struct group *groups, size_t n,
		  FILE *out);

#endif
