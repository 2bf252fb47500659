// SPDX-License-Identifier: GPL-2.0-only
/* Which variants a report compares with each other. */
#include "report/report.h"

static const struct {
	enum variant a, b;
} pairs[] = {
	{ VARIANT_EXT4_BUFFER_HEAD, VARIANT_EXT4_IOMAP },
	{ VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, VARIANT_EXT4_IOMAP_NODELALLOC },
	{ VARIANT_XFS, VARIANT_EXT4_IOMAP },
};

static int add_pairs(const struct analysis *analysis, struct comparisons *set)
{
	for (size_t p = 0; p < sizeof(pairs) / sizeof(pairs[0]); p++)
		for (size_t i = 0; i < analysis->n_results; i++) {
			const struct result *a = &analysis->result[i];
			struct cell cell = a->cell;
			const struct result *b;

			if (cell.variant != pairs[p].a)
				continue;
			cell.variant = pairs[p].b;
			b = analysis_find(analysis, &cell);
			if (b && comparisons_add(set, a, b))
				return -1;
		}
	return 0;
}

int report_compare(const struct analysis *analysis, struct comparisons *set)
{
	if (analysis->mode == MODE_COUNT)
		return 0;
	return add_pairs(analysis, set) ||
	       comparisons_judge(set, analysis->mode, TIME_TOLERANCE, COMPARISON_SEED) ? -1 : 0;
}

const struct comparison *report_pair(const struct report *report, const struct group *group,
				     enum variant a, enum variant b, enum state state,
				     enum folio folio)
{
	const struct result *x = group_find(report->analysis, group, a, state, folio);
	const struct result *y = group_find(report->analysis, group, b, state, folio);

	for (size_t i = 0; x && y && i < report->set.n; i++)
		if (report->set.pair[i].a == x && report->set.pair[i].b == y)
			return &report->set.pair[i];
	return NULL;
}

bool report_leads_family(const struct report *report, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (group_same_family(&report->groups[j], &report->groups[i]))
			return false;
	return true;
}
