// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "profile/check.h"
#include "profile/counts.h"
#include "profile/exact_parts.h"

static bool take_parts(struct result *result, const char *dir)
{
	struct counted_parts parts;
	char path[4200], wrong[PROFILE_WRONG];

	snprintf(path, sizeof(path), "%s/profile/%" PRIu64 ".counts", dir, result->profile);
	if (counts_read_parts(path, &parts) ||
	    profile_wrong(&result->cell, result->profile_wall, (double)parts.sum, wrong))
		return false;
	for (int i = 0; i < NR_PARTS; i++)
		result->part[i] = (double)parts.part[i];
	result->tracing = 0;
	result->has_parts = 1;
	return true;
}

void profile_take_parts(struct analysis *analysis, const char *dir)
{
	if (analysis->mode != MODE_INSN)
		return;
	for (size_t i = 0; i < analysis->n_results; i++)
		if (analysis->result[i].has_profile)
			analysis->exact_parts |= take_parts(&analysis->result[i], dir);
}
