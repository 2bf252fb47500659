// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>

#include "profile/check.h"

const char *profile_wrong(const struct cell *cell, double wall, double sum,
			  char wrong[PROFILE_WRONG])
{
	if (!(wall > 0) || cell_may_wait(cell) || cell->tasks != TASKS_THREADS ||
	    cell->pace != PACE_NONE ||
	    fabs(sum - (wall + PROFILE_OUTSIDE_CLOCK)) <= PROFILE_TOLERANCE)
		return NULL;
	snprintf(wrong, PROFILE_WRONG, "its functions have %.0f instructions, its trial %.0f", sum,
		 wall + PROFILE_OUTSIDE_CLOCK);
	return wrong;
}
