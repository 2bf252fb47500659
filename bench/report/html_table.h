/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of report.html. */
#ifndef FAULTLINE_REPORT_HTML_TABLE_H
#define FAULTLINE_REPORT_HTML_TABLE_H

#include <stdio.h>

#include "model/cell.h"

/** html_table() - begin a table in a box that scrolls; html_table_end() - end it. */
void html_table(FILE *out, const char *caption);
void html_table_end(FILE *out);

/** html_number() - a cell of a table with @value, grouped by threes. */
void html_number(FILE *out, double value);

/** html_head(), html_row_head() - the head of a column, and that of a row of a state and folio. */
void html_head(FILE *out, const char *text);
void html_row_head(FILE *out, enum state state, enum folio folio);

#endif
