/* SPDX-License-Identifier: GPL-2.0-only */
/* report.html: its sections. */
#ifndef FAULTLINE_REPORT_HTML_H
#define FAULTLINE_REPORT_HTML_H

#include "report/report.h"

/** page_table() - begin a table in a box that scrolls; page_table_end() - end it. */
void page_table(FILE *out, const char *caption);
void page_table_end(FILE *out);

/** page_number() - a cell of a table with @value, grouped by threes. */
void page_number(FILE *out, double value);

/** The sections. */
void page_run(const struct report *report, FILE *out);
void page_verdicts(const struct report *report, FILE *out);
void page_pairs(const struct report *report, const struct group *group, FILE *out);
void page_group(const struct report *report, const struct group *group, FILE *out);
void page_parts(const struct report *report, const struct group *group, FILE *out);
void page_locks(const struct report *report, const struct group *group, FILE *out);
void page_outliers(const struct report *report, FILE *out);
void page_cells(const struct report *report, const struct group *group, FILE *out);

#endif
