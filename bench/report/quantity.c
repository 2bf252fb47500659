// SPDX-License-Identifier: GPL-2.0-only
/* The figure of a cell that is shown first. */
#include <math.h>

#include "lib/table.h"
#include "report/locks.h"
#include "report/quantity.h"

const char *const report_quantity[NR_MODES] = {
	[MODE_INSN] = "instructions per touched page",
	[MODE_TIME] = "nanoseconds per touched page",
	[MODE_COUNT] = "faults per touched page (no clock: emulated processor)",
};

double report_headline(const struct analysis *analysis, const struct result *result)
{
	if (!result)
		return NAN;
	if (analysis->mode == MODE_COUNT)
		return result->faults / result->pages;
	return result_cost(analysis, result);
}

char *report_value(const struct analysis *analysis, const struct result *result,
		   char text[REPORT_VALUE])
{
	char digits[TABLE_DIGITS], rate[LOCKS_RATE];

	if (analysis->mode == MODE_COUNT)
		snprintf(text, REPORT_VALUE, "%s", locks_rate(rate, locks_all(&result->waited).value));
	else
		snprintf(text, REPORT_VALUE, "%.39s",
			 table_digits(digits, result_cost(analysis, result)));
	return text;
}

static bool any_path(const struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->n_results; i++)
		if (analysis->result[i].has_path)
			return true;
	return false;
}

const char *report_unproven(const struct analysis *analysis)
{
	if (any_path(analysis))
		return NULL;
	return analysis->complete ? "this kernel could not count the functions taken" :
				    "the run ended before the trials that show the path";
}
