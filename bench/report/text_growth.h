/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt: how costs grow along the axes of a run. */
#ifndef FAULTLINE_REPORT_TEXT_GROWTH_H
#define FAULTLINE_REPORT_TEXT_GROWTH_H

#include <stdio.h>

#include "report/report.h"

/** report_growth() - the shape of each curve of costs; nothing where there is no curve. */
void report_growth(const struct report *report, FILE *out);

#endif
