// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, from trials with the lock tracers. */
#include <math.h>

#include "report/locks.h"

bool report_any_locks(const struct group *group)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group->result[v][s][f];

				if (result && result->has_waited)
					return true;
			}
	return false;
}

double report_wait_per_page(const struct analysis *analysis, const struct result *result,
			    const struct waited *waited)
{
	return analysis->mode == MODE_COUNT ? NAN : waited->total / result->pages;
}

double report_longest_wait(const struct analysis *analysis, const struct waited *waited)
{
	return analysis->mode == MODE_COUNT ? NAN : waited->longest;
}

const char *report_locks_unit(enum mode mode)
{
	if (mode == MODE_COUNT)
		return "No clock here (emulated processor): only how often.";
	return mode == MODE_INSN ? "Instructions, of all threads together." :
	       "Nanoseconds, of all threads together.";
}
