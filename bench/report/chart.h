/* SPDX-License-Identifier: GPL-2.0-only */
/* What the charts of a report have in common. */
#ifndef FAULTLINE_REPORT_CHART_H
#define FAULTLINE_REPORT_CHART_H

#include "lib/chart.h"
#include "report/chart_kinds.h"
#include "report/report.h"

/** chart_finish() - chart_commit() with the heading of chart_title(). */
int chart_finish(const struct report *report, const char *dir, const struct chart *chart,
		 struct outfile *out);

/** chart_variant() - one column more, of that variant: its name and its style. */
void chart_variant(struct chart *chart, enum variant variant);

/** chart_title() - the two lines above a chart, with its job and kernel. Return: @title. */
char *chart_title(const struct report *report, const struct chart *chart,
		  char title[CHART_TITLE]);

/** chart_unit() - "instructions" or "nanoseconds". */
const char *chart_unit(const struct report *report);

#endif
