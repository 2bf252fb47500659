// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "report/touched_lines.h"

/* What there was no room for may be lines that are not counted */
static double data(const struct profile_summary *profile, double pages)
{
	(void)pages;
	return profile->lost ? NAN : profile->lines.data;
}

static double code(const struct profile_summary *profile, double pages)
{
	(void)pages;
	return profile->lost ? NAN : profile->lines.code;
}

static double shared(const struct profile_summary *profile, double pages)
{
	(void)pages;
	return profile->lost || isnan(profile->faults) ? NAN : profile->lines.shared;
}

static double code_misses(const struct profile_summary *profile, double pages)
{
	return profile->code_misses / pages;
}

static double data_misses(const struct profile_summary *profile, double pages)
{
	return profile->data_misses / pages;
}

static double second_misses(const struct profile_summary *profile, double pages)
{
	return profile->second_misses / pages;
}

const struct lines_row lines_rows[] = {
	{ "data", data }, { "code", code }, { "shared", shared },
	{ "misses, L1 code", code_misses }, { "misses, L1 data", data_misses },
	{ "misses, L2", second_misses }, { 0 }
};
