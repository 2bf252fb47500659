/* SPDX-License-Identifier: GPL-2.0-only */
/* The sections of report.html, in the files html_*.c. */
#ifndef FAULTLINE_REPORT_HTML_SECTIONS_H
#define FAULTLINE_REPORT_HTML_SECTIONS_H

#include <stdio.h>

#include "report/report.h"

void html_verdicts(const struct report *report, FILE *out);
void html_pairs(const struct report *report, const struct group *group, FILE *out);
void html_group(const struct report *report, const struct group *group, FILE *out);
void html_parts(const struct report *report, const struct group *group, FILE *out);
void html_profiles(const struct report *report, const struct group *group, FILE *out);
/** html_growth() - the shapes of curve @i of the report, and of those beside it. */
void html_growth(const struct report *report, size_t i, FILE *out);
void html_bounds(const struct report *report, const struct group *group, FILE *out);
void html_failed_profiles(const struct report *report, FILE *out);
/** html_flames() - the flame graphs in @dir/charts. Return: 0, or -1 after complaining. */
int html_flames(const struct report *report, const struct group *group, const char *dir, FILE *out);
void html_locks(const struct report *report, const struct group *group, FILE *out);
void html_perf(const struct report *report, const struct group *group, FILE *out);
void html_failures(const struct report *report, FILE *out);
void html_outliers(const struct report *report, FILE *out);
void html_cells(const struct report *report, const struct group *group, FILE *out);

#endif
