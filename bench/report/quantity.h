/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tables to read are of. */
#ifndef FAULTLINE_REPORT_QUANTITY_H
#define FAULTLINE_REPORT_QUANTITY_H

#include <stdbool.h>

#include "results/analysis.h"

/** What the tables are of: "instructions per touched page". */
extern const char *const report_quantity[NR_MODES];

/** report_headline() - the figure of @result in the tables to read; NAN for NULL. */
double report_headline(const struct analysis *analysis, const struct result *result);

#define REPORT_VALUE 40

/** report_value() - the same, but rates of waits in MODE_COUNT: "12,345". Return: @text. */
char *report_value(const struct analysis *analysis, const struct result *result,
		   char text[REPORT_VALUE]);

/** report_unproven() - why no trial shows a path; NULL if one does. */
const char *report_unproven(const struct analysis *analysis);

#endif
