/* SPDX-License-Identifier: GPL-2.0-only */
/* Trials that failed, in plain text. */
#ifndef FAULTLINE_REPORT_TEXT_FAILURES_H
#define FAULTLINE_REPORT_TEXT_FAILURES_H

#include <stdio.h>

#include "results/analysis.h"

/** report_failures() - of each cell with failed trials how many, and why the first one failed. */
void report_failures(const struct analysis *analysis, FILE *out);

#endif
