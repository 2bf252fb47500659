/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns of report.txt's tables: one for each variant. */
#ifndef FAULTLINE_REPORT_COLUMNS_H
#define FAULTLINE_REPORT_COLUMNS_H

#include <stdbool.h>
#include <stdio.h>

#include "model/cell.h"

/** Width of a variant's column, without the space before it. */
#define TABLE_COLUMN 8

/**
 * table_heads() - two lines of heads, the names of the variants with @shown.
 * @left: width of what stands left of them; @first, @second: its two lines.
 */
void table_heads(FILE *out, const bool shown[NR_VARIANTS], int left, const char *first,
		 const char *second);

#endif
