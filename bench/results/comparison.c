// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts: one rule where instructions are counted, another where time is measured. */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "results/comparison.h"

const char *const verdict_names[NR_VERDICTS] = {
	[VERDICT_SAME]		= "same",
	[VERDICT_CHANGED]	= "changed",
	[VERDICT_CANNOT_TELL]	= "cannot-tell",
};

const char *const where_names[NR_WHERES] = {
	[WHERE_PART] = "part", [WHERE_INSIDE] = "inside page_mkwrite",
	[WHERE_OUTSIDE] = "outside of page_mkwrite",
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

/* |ratio - 1| of costs, every @step-th pair of which a trial is in both; NAN: none is */
static double distance(const double *a, const double *b, size_t n, size_t step)
{
	double sum = 0, pairs = 0;

	for (size_t i = 0; i < n; i += step) {
		double log_ratio = log(b[i] / a[i]);

		if (isnan(log_ratio))
			continue;
		sum += log_ratio;
		pairs++;
	}
	return pairs ? fabs(expm1(sum / pairs)) : NAN;
}

/* Between the second trials of A/A pairs and the first, or even rounds and odd ones */
static double own_distance(const struct result *result, int pairs)
{
	if (pairs)
		return distance(result->in_round, result->again, result->rounds, 1);
	return result->rounds < 2 ? NAN :
	       distance(result->in_round, result->in_round + 1, result->rounds - 1, 2);
}

/* @found: room for @n */
static size_t own_distances(const struct result *const *result, size_t n, int pairs, double *found)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++) {
		double d = own_distance(result[i], pairs);

		if (isfinite(d))
			found[known++] = d;
	}
	return known;
}

static int floor_of(const struct result *const *result, size_t n, double *floor)
{
	double *found = calloc(n + 1, sizeof(*found));
	size_t known;

	if (!found)
		return complain("out of memory for the noise floor");
	known = own_distances(result, n, 1, found);
	if (!known)
		known = own_distances(result, n, 0, found);
	gsl_sort(found, 1, known);
	*floor = known ? gsl_stats_quantile_from_sorted_data(found, 1, known, 0.95) : NAN;
	free(found);
	return 0;
}

static int find_floor(struct comparisons *set)
{
	const struct result **result = calloc(2 * set->n + 1, sizeof(struct result *));
	int ret;

	if (!result)
		return complain("out of memory for the noise floor");
	for (size_t i = 0; i < 2 * set->n; i++)
		result[i] = i % 2 ? set->pair[i / 2].b : set->pair[i / 2].a;
	ret = floor_of(result, 2 * set->n, &set->aa_floor);
	free(result);
	return ret;
}

int analysis_floor(const struct analysis *analysis, double *floor)
{
	const struct result **result = calloc(analysis->n_results + 1, sizeof(struct result *));
	int ret;

	if (!result)
		return complain("out of memory for the noise floor");
	for (size_t i = 0; i < analysis->n_results; i++)
		result[i] = &analysis->result[i];
	ret = floor_of(result, analysis->n_results, floor);
	free(result);
	return ret;
}

/*
 * Under icount trials repeat: the cost is the least of them, and the interval
 * is from the least to the largest that any two of them could have given.  Where
 * they do not repeat, as with several threads, a change is what is larger than that, and
 * nothing shows that they are the same.
 */
static void judge_insn(struct comparison *pair)
{
	const struct result *a = pair->a, *b = pair->b;
	double value, spread, change;

	if (!a->trials || !b->trials) {
		pair->ratio = RATIO_UNKNOWN;
		pair->verdict = VERDICT_CANNOT_TELL;
		return;
	}
	value = b->per_page[0] / a->per_page[0];
	spread = fmax(INSN_TOLERANCE, fmax(result_spread(a), result_spread(b)));
	change = fabs(value - 1);
	pair->ratio = (struct ratio){
		.value = value,
		.low = b->per_page[0] / a->per_page[a->trials - 1],
		.high = b->per_page[b->trials - 1] / a->per_page[0],
		.mde = spread,
		.p = change > spread ? 0 : 1,
	};
	pair->verdict = change > spread ? VERDICT_CHANGED :
			change > INSN_TOLERANCE || spread > INSN_REPEATS ?
				VERDICT_CANNOT_TELL : VERDICT_SAME;
}

enum verdict ratio_verdict(const struct ratio *ratio, double tolerance)
{
	if (ratio->p <= FALSE_DISCOVERY_RATE)
		return VERDICT_CHANGED;
	return ratio->low >= 1 - tolerance && ratio->high <= 1 + tolerance ? VERDICT_SAME :
									     VERDICT_CANNOT_TELL;
}

/*
 * A run says nothing of how far the machine moves from one run to the next, and that is
 * more than what its trials differ by.  But a machine moves most cells, and a change of
 * the kernel few: so any one may have moved, without a change, as far as the others did.
 */
static int allow_for_drift(struct comparisons *set)
{
	/* Standard deviations in a median of distances, and how much of one n of them are worth */
	const double normal = 1.4826, efficiency = 0.37;
	double *moved = calloc(set->n + 1, sizeof(*moved));
	size_t *order = calloc(set->n + 1, sizeof(*order)), n = 0;
	struct comparison **pair = calloc(set->n + 1, sizeof(struct comparison *));
	int ret = -1;

	if (!moved || !order || !pair) {
		complain("out of memory for the drift");
		goto out;
	}
	for (size_t i = 0; i < set->n; i++) {
		if (!isfinite(set->pair[i].ratio.value))
			continue;
		moved[n] = normal * fabs(log(set->pair[i].ratio.value));
		pair[n++] = &set->pair[i];
	}
	gsl_sort_index(order, moved, 1, n);
	for (size_t i = 0; i < n; i++)
		ratio_widen(&pair[order[i]]->ratio,
			    n > DRIFT_CELLS ? median_without(moved, order, n, i) : NAN,
			    efficiency * (double)(n - 1));
	gsl_sort(moved, 1, n);
	set->drift = n > DRIFT_CELLS ? expm1(gsl_stats_median_from_sorted_data(moved, 1, n)) : NAN;
	ret = 0;
out:
	free(moved);
	free(order);
	free(pair);
	return ret;
}

static int measure_time(struct comparisons *set, uint64_t seed)
{
	double *p = calloc(set->n + 1, sizeof(*p));
	int ret = -1;

	if (!p)
		return complain("out of memory for comparisons");
	for (size_t i = 0; i < set->n; i++) {
		struct comparison *pair = &set->pair[i];
		unsigned int n = pair->a->rounds < pair->b->rounds ? pair->a->rounds :
				 pair->b->rounds;

		if (set->joined)
			ratio_of_samples(pair->a->per_page, pair->a->trials, pair->b->per_page,
					 pair->b->trials, &pair->ratio);
		else if (ratio_of_pairs(pair->a->in_round, pair->b->in_round, n, seed,
					&pair->ratio))
			goto out;
	}
	if (set->two_runs && !set->joined && allow_for_drift(set))
		goto out;
	for (size_t i = 0; i < set->n; i++) {
		p[i] = set->pair[i].ratio.p;
		/* Of one that changed, among others that did not, so much is asked below */
		ratio_detectable(&set->pair[i].ratio, FALSE_DISCOVERY_RATE / (double)set->n);
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
			set->pair[i].verdict = ratio_verdict(&set->pair[i].ratio, set->tolerance);
	}
	return 0;
}

enum where comparison_where(const struct comparison *comparison, double change, int *part,
			    double *growth)
{
	const struct result *a = comparison->a, *b = comparison->b;
	double inside, most = 0;

	*part = -1;
	if (!a->has_parts || !b->has_parts || !(change > 0))
		return WHERE_UNKNOWN;
	for (int i = 0; i < NR_PARTS; i++) {
		double more = b->part[i] / b->pages - a->part[i] / a->pages;

		if (more <= most)
			continue;
		most = more;
		*part = i;
	}
	inside = result_mkwrite_cost(b) / b->pages - result_mkwrite_cost(a) / a->pages;
	*growth = most;
	/* Parts may shrink as well: what only moved from one to another explains nothing */
	if (most >= change / 2 && inside >= change / 2)
		return WHERE_PART;
	*part = -1;
	*growth = inside;
	if (inside >= change / 2)
		return WHERE_INSIDE;
	*growth = change - inside;
	return WHERE_OUTSIDE;
}

/* Of all lock trials of a cell, each of which touched its pages */
static double wait_per_page(const struct result *result, const struct waited *waited)
{
	return waited ? waited->time_sum / result->waited.rounds / result->pages : 0;
}

const char *comparison_grown_lock(const struct comparison *comparison, double *growth)
{
	const struct result *a = comparison->a, *b = comparison->b;
	const char *grown = NULL;

	*growth = 0;
	if (!a->waited.rounds || !b->waited.rounds)
		return NULL;
	for (size_t i = 0; i < b->waited.n; i++) {
		const struct waited *now = &b->waited.lock[i];
		double more = wait_per_page(b, now) -
			      wait_per_page(a, waited_find(&a->waited, now->lock));

		if (more <= *growth)
			continue;
		*growth = more;
		grown = now->lock;
	}
	return grown;
}

void comparisons_free(struct comparisons *set)
{
	free(set->pair);
	memset(set, 0, sizeof(*set));
}
