// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "results/comparison.h"
#include "results/outliers.h"

/* What is in line with the other trials of a cell */
struct fences {
	double low, high;
};

static struct fences fences_of(const struct result *result, enum mode mode)
{
	const double *sorted = result->per_page;
	double first, third;

	if (mode == MODE_INSN && result->trials)
		return (struct fences){ 0, sorted[0] * (1 + INSN_TOLERANCE) };
	if (mode != MODE_TIME || result->trials < OUTLIER_TRIALS)
		return (struct fences){ 0, INFINITY };
	first = gsl_stats_quantile_from_sorted_data(sorted, 1, result->trials, 0.25);
	third = gsl_stats_quantile_from_sorted_data(sorted, 1, result->trials, 0.75);
	return (struct fences){ first - 3 * (third - first), third + 3 * (third - first) };
}

/* Return: how many there are; into @found, if that is not NULL */
static size_t find_in(const struct analysis *analysis, const struct result *result,
		      struct outlier *found)
{
	const struct fences fences = fences_of(result, analysis->mode);
	double figure = result_cost(analysis, result);
	size_t n = 0;

	for (unsigned int i = 0; i < result->rounds; i++) {
		double cost = result->in_round[i];

		if (isnan(cost) || (cost >= fences.low && cost <= fences.high))
			continue;
		if (found)
			found[n] = (struct outlier){ result, i, cost, cost / figure - 1,
						     result->waits[i], result->preemptions[i] };
		n++;
	}
	return n;
}

static int farthest_first(const void *a, const void *b)
{
	double x = fabs(((const struct outlier *)a)->off), y = fabs(((const struct outlier *)b)->off);

	return (x < y) - (x > y);
}

struct outlier *outliers_find(const struct analysis *analysis, size_t *n)
{
	struct outlier *found;
	size_t all = 0;

	for (size_t i = 0; i < analysis->n_results; i++)
		all += find_in(analysis, &analysis->result[i], NULL);
	found = calloc(all + 1, sizeof(*found));
	if (!found) {
		complain("out of memory for outliers");
		return NULL;
	}
	*n = 0;
	for (size_t i = 0; i < analysis->n_results; i++)
		*n += find_in(analysis, &analysis->result[i], found + *n);
	qsort(found, *n, sizeof(*found), farthest_first);
	return found;
}

char *outlier_reason(const struct outlier *outlier, char *buf, size_t len)
{
	if (isnan(outlier->waits) || isnan(outlier->preemptions))
		snprintf(buf, len, "sleeps and preemptions unknown");
	else
		snprintf(buf, len, "%.0f sleeps, %.0f preemptions", outlier->waits,
			 outlier->preemptions);
	return buf;
}

const char *outlier_rule(enum mode mode)
{
	return mode == MODE_INSN ? "trials more than 0.1 % above the least of their cell" :
	       "trials three interquartile ranges beyond the quartiles";
}
