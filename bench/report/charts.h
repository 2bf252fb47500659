/* SPDX-License-Identifier: GPL-2.0-only */
/* charts/. */
#ifndef FAULTLINE_REPORT_CHARTS_H
#define FAULTLINE_REPORT_CHARTS_H

#include "report/report.h"

/** report_charts() - charts/ *.tsv, .svg and .png. Return: 0, or -1 after complaining. */
int report_charts(const struct report *report, const char *dir);

#endif
