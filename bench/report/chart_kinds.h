/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of charts, each in a file of its own. */
#ifndef FAULTLINE_REPORT_CHART_KINDS_H
#define FAULTLINE_REPORT_CHART_KINDS_H

#include "report/report.h"

/** The kinds of charts. Each returns 0, or -1 after complaining. */
int chart_cost(const struct report *report, const struct group *group, const char *dir);
int chart_parts(const struct report *report, const struct group *group, const char *dir);
int chart_ccdf(const struct report *report, const struct group *group, const char *dir);
/** Of all groups that are of the family of @group. */
int chart_ratio(const struct report *report, const struct group *group, const char *dir);
/**
 * Flame graphs of the profiled trials; see report/flame_file.h.  What cannot be read, or
 * failed, has none.
 */
int chart_flame(const struct report *report, const struct group *group, const char *dir);

#endif
