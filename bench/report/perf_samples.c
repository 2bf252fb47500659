// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/table.h"
#include "report/perf_samples.h"

#define ERROR 0.05	/* that any function is said to differ, and none does */

int perf_samples_open(struct perf_samples *samples, const struct analysis *analysis,
		      const char *dir)
{
	*samples = (struct perf_samples){
		.analysis = analysis, .of = calloc(analysis->n_results + 1, sizeof(*samples->of)),
	};
	if (!samples->of)
		return complain("out of memory for the samples of a run");
	for (size_t i = 0; i < analysis->n_results; i++)
		if (analysis->result[i].sampled.trials &&
		    !sampled_read(dir, &analysis->result[i], &samples->of[i]))
			samples->n++;
	return 0;
}

void perf_samples_close(struct perf_samples *samples)
{
	for (size_t i = 0; samples->of && i < samples->analysis->n_results; i++)
		sampled_free(&samples->of[i]);
	free(samples->of);
	*samples = (struct perf_samples){ .n = 0 };
}

const struct sampled *perf_samples_find(const struct perf_samples *samples,
					const struct result *result)
{
	const struct sampled *of = &samples->of[result - samples->analysis->result];

	return of->text ? of : NULL;
}

/*
 * The interval of Agresti and Caffo: two proportions, with a sample more that has it and one
 * that has not on each side, so that none of few is not taken for never.
 */
static double deviation(double here, double n_here, double there, double n_there)
{
	const double p = (here + 1) / (n_here + 2), q = (there + 1) / (n_there + 2);

	return sqrt(p * (1 - p) / (n_here + 2) + q * (1 - q) / (n_there + 2));
}

static double difference(const struct share *share)
{
	return fabs(share->there - share->here);
}

static bool differs(const struct share *share)
{
	return difference(share) > share->half;
}

static int by_difference(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (differs(x) != differs(y))
		return differs(x) ? -1 : 1;
	if (difference(x) != difference(y))
		return difference(x) < difference(y) ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Both are in the order of names. Return: how many shares that makes */
static size_t merge(const struct sampled_function *a, size_t n_a, double all_a,
		    const struct sampled_function *b, size_t n_b, double all_b,
		    struct share *share)
{
	size_t n = 0;

	for (size_t i = 0, k = 0; i < n_a || k < n_b; n++) {
		const int order = i == n_a ? 1 : k == n_b ? -1 : strcmp(a[i].name, b[k].name);
		const double here = order <= 0 ? a[i].samples : 0;
		const double there = order >= 0 ? b[k].samples : 0;

		share[n] = (struct share){
			.name = order <= 0 ? a[i].name : b[k].name,
			.here = here / all_a, .there = there / all_b,
			.half = deviation(here, all_a, there, all_b),
		};
		i += order <= 0;
		k += order >= 0;
	}
	return n;
}

/* Of so many functions one in twenty would seem to differ if each had an interval of its own */
static void judge(struct shares *shares)
{
	const double width = gsl_cdf_ugaussian_Qinv(ERROR / 2 / (double)shares->n);

	for (size_t i = 0; i < shares->n; i++) {
		shares->share[i].half *= width;
		shares->n_differ += differs(&shares->share[i]);
	}
	qsort(shares->share, shares->n, sizeof(*shares->share), by_difference);
}

bool perf_samples_shares(const struct perf_samples *samples, const struct comparison *pair,
			 struct shares *shares)
{
	const struct sampled *here = perf_samples_find(samples, pair->a);
	const struct sampled *there = perf_samples_find(samples, pair->b);
	struct sampled_function *a = NULL, *b = NULL;
	size_t n_a = 0, n_b = 0;

	*shares = (struct shares){ .n = 0 };
	if (!here || !there || !here->n || !there->n)
		return false;
	a = sampled_functions(here, &n_a);
	b = sampled_functions(there, &n_b);
	if (a && b)
		shares->share = calloc(n_a + n_b, sizeof(*shares->share));
	if (a && b && shares->share) {
		shares->n = merge(a, n_a, pair->a->sampled.samples, b, n_b, pair->b->sampled.samples,
				  shares->share);
		judge(shares);
	}
	free(a);
	free(b);
	return shares->share;
}

char *perf_samples_how(const struct perf_samples *samples, char text[320])
{
	const struct perf_sampled *of = NULL;
	char period[TABLE_DIGITS];
	double lost = 0;
	bool timer;
	int at;

	*text = '\0';
	for (size_t i = 0; samples->n && i < samples->analysis->n_results; i++) {
		const struct perf_sampled *one = &samples->analysis->result[i].sampled;

		of = one->trials ? one : of;
		lost += one->lost;
	}
	if (!of)
		return text;
	timer = !strcmp(of->event, "cpu-clock");
	at = snprintf(text, 320, "perf record: a sample each %.20s %s%s, in %u trials of each cell "
		      "that are in no figure.", table_digits(period, of->period),
		      timer ? "ns of CPU time" : of->event,
		      timer ? " (cpu-clock; what runs with interrupts off is seen at their end)" : "",
		      of->trials);
	if (lost > 0)
		snprintf(text + at, (size_t)(320 - at), " %.0f samples were lost.", lost);
	return text;
}

char *perf_samples_many(const struct comparison *pair, const struct shares *shares, char text[320])
{
	const double here = pair->a->sampled.samples, there = pair->b->sampled.samples;
	int at = snprintf(text, 320, "%.0f and %.0f samples, each %.2g and %.2g %% of them; ", here,
			  there, 100 / here, 100 / there);

	if (shares->n_differ)
		snprintf(text + at, (size_t)(320 - at), "%zu of %zu functions differ, of the others "
			 "there are too few samples to tell", shares->n_differ, shares->n);
	else
		snprintf(text + at, (size_t)(320 - at), "too few to tell whether any of %zu "
			 "functions differs", shares->n);
	return text;
}
