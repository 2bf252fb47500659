/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt: what perf says. */
#ifndef FAULTLINE_REPORT_TEXT_PERF_H
#define FAULTLINE_REPORT_TEXT_PERF_H

#include <stdio.h>

#include "report/report.h"

/** report_perf() - the counts, samples or locks of perf, if it was there. */
void report_perf(const struct report *report, FILE *out);

#endif
