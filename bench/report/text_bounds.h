/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt: how many threads can fault at once. */
#ifndef FAULTLINE_REPORT_TEXT_BOUNDS_H
#define FAULTLINE_REPORT_TEXT_BOUNDS_H

#include <stdio.h>

#include "report/report.h"

/** report_bounds() - of each profiled cell the lock that bounds it, see bound_find(). */
void report_bounds(const struct report *report, FILE *out);

#endif
