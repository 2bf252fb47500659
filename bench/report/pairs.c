// SPDX-License-Identifier: GPL-2.0-only
/* Which variants a report compares with each other. */
#include "report/pairs.h"

static bool is_measured(const struct analysis *analysis, const struct variant_facts *variant)
{
	for (size_t i = 0; i < analysis->n_results; i++)
		if (&variants[analysis->result[i].cell.variant] == variant)
			return true;
	return false;
}

enum variant pair_of(const struct analysis *analysis, enum variant variant)
{
	const struct variant_facts *other = variants[variant].compared_with;

	if (!other || !is_measured(analysis, other))
		other = variants[variant].compared_else;
	return other ? (enum variant)(other - variants) : NR_VARIANTS;
}

/* Of @variant with what it is compared with */
static int add_pairs(const struct analysis *analysis, enum variant variant, struct comparisons *set)
{
	const enum variant other = pair_of(analysis, variant);

	for (size_t i = 0; other != NR_VARIANTS && i < analysis->n_results; i++) {
		const struct result *a = &analysis->result[i];
		struct cell cell = a->cell;
		const struct result *b;

		if (cell.variant != variant)
			continue;
		cell.variant = other;
		b = analysis_find(analysis, &cell);
		if (b && comparisons_add(set, a, b))
			return -1;
	}
	return 0;
}

int pairs_make(const struct analysis *analysis, struct comparisons *set)
{
	if (analysis->mode == MODE_COUNT)
		return 0;
	for (int v = 0; v < NR_VARIANTS; v++)
		if (add_pairs(analysis, v, set))
			return -1;
	return comparisons_judge(set, analysis->mode, TIME_TOLERANCE, COMPARISON_SEED) ? -1 : 0;
}

static const struct comparison *find(const struct comparisons *set, const struct result *a,
				     const struct result *b)
{
	for (size_t i = 0; a && b && i < set->n; i++)
		if (set->pair[i].a == a && set->pair[i].b == b)
			return &set->pair[i];
	return NULL;
}

void pairs_fill(const struct analysis *analysis, const struct comparisons *set,
		struct group *group)
{
	for (int a = 0; a < NR_VARIANTS; a++) {
		enum variant b = pair_of(analysis, a);

		for (int s = 0; b != NR_VARIANTS && s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++)
				group->pair[a][s][f] = find(set, group->result[a][s][f],
							    group->result[b][s][f]);
	}
}
