// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts: one rule where instructions are counted, another where time is measured. */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "complain.h"

const char *const verdict_names[NR_VERDICTS] = {
	[VERDICT_SAME]		= "same",
	[VERDICT_CHANGED]	= "changed",
	[VERDICT_CANNOT_TELL]	= "cannot-tell",
};

int comparisons_add(struct comparisons *set, const struct result *a, const struct result *b)
{
	struct comparison *grown = reallocarray(set->pair, set->n + 1, sizeof(*grown));

	if (!grown)
		return complain("out of memory for comparisons");
	set->pair = grown;
	grown[set->n++] = (struct comparison){ .a = a, .b = b };
	return 0;
}

/* How far a result's even trials are from its odd ones: nothing differs there but chance */
static double own_distance(const struct result *result)
{
	double even = 0, odd = 0;
	unsigned int pairs = result->trials / 2;

	if (!pairs)
		return NAN;
	for (unsigned int i = 0; i < 2 * pairs; i += 2) {
		even += log(result->in_order[i]);
		odd += log(result->in_order[i + 1]);
	}
	return fabs(expm1((odd - even) / pairs));
}

static int find_floor(struct comparisons *set)
{
	double *distance = calloc(2 * set->n + 1, sizeof(*distance));
	size_t n = 0;

	if (!distance)
		return complain("out of memory for the A/A floor");
	for (size_t i = 0; i < 2 * set->n; i++) {
		const struct comparison *pair = &set->pair[i / 2];
		double d = own_distance(i % 2 ? pair->b : pair->a);

		if (isfinite(d))
			distance[n++] = d;
	}
	gsl_sort(distance, 1, n);
	set->aa_floor = n ? gsl_stats_quantile_from_sorted_data(distance, 1, n, 0.95) : NAN;
	free(distance);
	return 0;
}

/*
 * Under icount trials repeat: the cost is the least of them, and the interval
 * is from the least to the largest that any two of them could have given.
 */
static void judge_insn(struct comparison *pair)
{
	const struct result *a = pair->a, *b = pair->b;
	double value;

	if (!a->trials || !b->trials) {
		pair->ratio = (struct ratio){ NAN, NAN, NAN, NAN, 1 };
		pair->verdict = VERDICT_CANNOT_TELL;
		return;
	}
	value = b->per_page[0] / a->per_page[0];
	pair->ratio = (struct ratio){
		.value = value,
		.low = b->per_page[0] / a->per_page[a->trials - 1],
		.high = b->per_page[b->trials - 1] / a->per_page[0],
		.mde = INSN_TOLERANCE,
		.p = fabs(value - 1) > INSN_TOLERANCE ? 0 : 1,
	};
	pair->verdict = pair->ratio.p < 1 ? VERDICT_CHANGED : VERDICT_SAME;
}

static void judge_time(struct comparison *pair, double tolerance)
{
	const struct ratio *ratio = &pair->ratio;

	if (ratio->p <= FALSE_DISCOVERY_RATE)
		pair->verdict = VERDICT_CHANGED;
	else if (ratio->low >= 1 - tolerance && ratio->high <= 1 + tolerance)
		pair->verdict = VERDICT_SAME;
	else
		pair->verdict = VERDICT_CANNOT_TELL;
}

static int measure_time(struct comparisons *set, uint64_t seed)
{
	double *p = calloc(set->n + 1, sizeof(*p));
	int ret = -1;

	if (!p)
		return complain("out of memory for comparisons");
	for (size_t i = 0; i < set->n; i++) {
		struct comparison *pair = &set->pair[i];
		unsigned int n = pair->a->trials < pair->b->trials ? pair->a->trials :
				 pair->b->trials;

		if (ratio_of_pairs(pair->a->in_order, pair->b->in_order, n, seed + i,
				   &pair->ratio))
			goto out;
		p[i] = pair->ratio.p;
	}
	if (adjust_p(p, set->n))
		goto out;
	for (size_t i = 0; i < set->n; i++)
		set->pair[i].ratio.p = p[i];
	ret = 0;
out:
	free(p);
	return ret;
}

int comparisons_judge(struct comparisons *set, enum mode mode, double tolerance, uint64_t seed)
{
	set->tolerance = mode == MODE_INSN ? INSN_TOLERANCE : tolerance;
	if (find_floor(set) || (mode != MODE_INSN && measure_time(set, seed)))
		return -1;
	for (size_t i = 0; i < set->n; i++) {
		if (mode == MODE_INSN)
			judge_insn(&set->pair[i]);
		else
			judge_time(&set->pair[i], set->tolerance);
	}
	return 0;
}

int comparison_grown_part(const struct comparison *comparison, double *growth)
{
	const struct result *a = comparison->a, *b = comparison->b;
	int grown = -1;

	*growth = 0;
	if (!a->has_parts || !b->has_parts)
		return -1;
	for (int i = 0; i < NR_PARTS; i++) {
		double more = b->part[i] / b->pages - a->part[i] / a->pages;

		if (more <= *growth)
			continue;
		*growth = more;
		grown = i;
	}
	return grown;
}

void comparisons_free(struct comparisons *set)
{
	free(set->pair);
	memset(set, 0, sizeof(*set));
}
