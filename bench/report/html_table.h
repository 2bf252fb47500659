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

/** html_table_of() - the same of one state, variant and block size, see html_classes(). */
void html_table_of(FILE *out, const char *classes, const char *caption);

/** html_number_of(), html_head_of() - in the column of @variant. */
void html_number_of(FILE *out, enum variant variant, double value);
void html_head_of(FILE *out, enum variant variant);

/** html_row() - begin a row of one state, variant and block size, see html_classes(). */
void html_row(FILE *out, enum state state, enum variant variant, unsigned int block_size);

/** html_head(), html_row_head() - the head of a column, and that of a row of a state and folio. */
void html_head(FILE *out, const char *text);
void html_row_head(FILE *out, enum state state, enum folio folio);

#endif
