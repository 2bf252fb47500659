// SPDX-License-Identifier: GPL-2.0-only
/* Statistics of paired trials, with GSL's numbers. docs/statistics.md has the formulas. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "lib/statistics.h"

#define RESAMPLES 2000

/* Student's t of each resample about the mean of the whole; sorted */
static size_t resample_t(const double *log_ratio, size_t n, double mean, double error,
			 uint64_t seed, double *t)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t n_t = 0;

	if (!rng)
		return 0;
	gsl_rng_set(rng, (unsigned long)seed);
	for (int i = 0; i < RESAMPLES; i++) {
		double sum = 0, squares = 0, m, own;

		/* About the mean of the whole, so that their squares lose nothing */
		for (size_t j = 0; j < n; j++) {
			double d = log_ratio[gsl_rng_uniform_int(rng, n)] - mean;

			sum += d;
			squares += d * d;
		}
		m = sum / (double)n;
		own = sqrt(fmax(squares - sum * m, 0) / (double)(n - 1) / (double)n);
		/* Equal pairs n times over, but for rounding, say nothing of the spread */
		if (own > 1e-6 * error)
			t[n_t++] = m / own;
	}
	gsl_rng_free(rng);
	gsl_sort(t, 1, n_t);
	return n_t;
}

/* Where t, in 95 % of all draws, is; NAN if no resample can tell */
static int t_range(const double *log_ratio, size_t n, double mean, double error, uint64_t seed,
		   double *low, double *high)
{
	double *t;
	size_t n_t;

	*low = *high = NAN;
	if (n >= PAIRS_MANY) {
		*high = gsl_cdf_tdist_Pinv(0.975, (double)n - 1);
		*low = -*high;
		return 0;
	}
	t = calloc(RESAMPLES, sizeof(*t));
	if (!t)
		return complain("out of memory for %zu pairs", n);
	n_t = resample_t(log_ratio, n, mean, error, seed, t);
	if (n_t) {
		*low = gsl_stats_quantile_from_sorted_data(t, 1, n_t, 0.025);
		*high = gsl_stats_quantile_from_sorted_data(t, 1, n_t, 0.975);
	}
	free(t);
	return 0;
}

static void set_test(struct ratio *ratio)
{
	ratio->p = 2 * gsl_cdf_tdist_Q(fabs(log(ratio->value)) / ratio->error, ratio->freedom);
	ratio_detectable(ratio, 0.05);
}

void ratio_by_student(struct ratio *ratio)
{
	double t;

	/* No spread at all: instruction counts */
	if (!(ratio->error > 0)) {
		ratio->low = ratio->high = ratio->value;
		ratio->mde = 0;
		ratio->p = fabs(log(ratio->value)) > 0 ? 0 : 1;
		return;
	}
	t = gsl_cdf_tdist_Pinv(0.975, ratio->freedom);
	ratio->low = ratio->value * exp(-t * ratio->error);
	ratio->high = ratio->value * exp(t * ratio->error);
	set_test(ratio);
}

static int set_interval(const double *log_ratio, size_t n, uint64_t seed, struct ratio *ratio)
{
	double mean = gsl_stats_mean(log_ratio, 1, n);
	double error = gsl_stats_sd_m(log_ratio, 1, n, mean) / sqrt((double)n);
	double low, high;

	ratio->error = error;
	ratio->freedom = (double)n - 1;
	if (!(error > 0)) {
		ratio_by_student(ratio);
		return 0;
	}
	if (t_range(log_ratio, n, mean, error, seed, &low, &high))
		return -1;
	ratio->low = exp(mean - error * high);
	ratio->high = exp(mean - error * low);
	set_test(ratio);
	return 0;
}

int ratio_of_pairs(const double *a, const double *b, size_t n, uint64_t seed,
		   struct ratio *ratio)
{
	size_t n_whole = 0;
	double *log_ratio;
	int ret = 0;

	*ratio = RATIO_UNKNOWN;
	log_ratio = calloc(n + 1, sizeof(*log_ratio));
	if (!log_ratio)
		return complain("out of memory for %zu pairs", n);
	for (size_t i = 0; i < n; i++)
		if (!isnan(a[i]) && !isnan(b[i]))
			log_ratio[n_whole++] = log(b[i] / a[i]);
	if (n_whole)
		ratio->value = exp(gsl_stats_mean(log_ratio, 1, n_whole));
	if (n_whole >= PAIRS_LEAST)
		ret = set_interval(log_ratio, n_whole, seed, ratio);
	free(log_ratio);
	return ret;
}

/* The mean of a sample, and how sure it is: the square of its relative standard error */
struct mean {
	double value, error2;
	double n;
};

static struct mean mean_of(const double *value, size_t n)
{
	double mean = gsl_stats_mean(value, 1, n);
	double variance = n > 1 ? gsl_stats_variance_m(value, 1, n, mean) : NAN;

	return (struct mean){ mean, variance / (double)n / (mean * mean), (double)n };
}

static struct mean mean_of_resample(const double *value, size_t n, gsl_rng *rng, double *room)
{
	for (size_t i = 0; i < n; i++)
		room[i] = value[gsl_rng_uniform_int(rng, n)];
	return mean_of(room, n);
}

/* Student's t of resamples of both, about the ratio of the whole; sorted. Return: how many */
static size_t resample_means(const double *a, size_t n_a, const double *b, size_t n_b,
			     const struct ratio *ratio, uint64_t seed, double *room, double *t)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t n_t = 0;

	if (!rng)
		return 0;
	gsl_rng_set(rng, (unsigned long)seed);
	for (int i = 0; i < RESAMPLES; i++) {
		struct mean of_a = mean_of_resample(a, n_a, rng, room);
		struct mean of_b = mean_of_resample(b, n_b, rng, room);
		double error = sqrt(of_a.error2 + of_b.error2);

		/* One round n times over says nothing; it is NAN without any wait */
		if (error > 1e-6 * ratio->error)
			t[n_t++] = log(of_b.value / of_a.value / ratio->value) / error;
	}
	gsl_rng_free(rng);
	gsl_sort(t, 1, n_t);
	return n_t;
}

int ratio_of_means(const double *a, size_t n_a, const double *b, size_t n_b, uint64_t seed,
		   struct ratio *ratio)
{
	struct mean of_a, of_b;
	double *room, *t;
	size_t n_t;

	*ratio = RATIO_UNKNOWN;
	if (!n_a || !n_b)
		return 0;
	of_a = mean_of(a, n_a);
	of_b = mean_of(b, n_b);
	ratio->value = of_b.value / of_a.value;
	if (n_a < PAIRS_LEAST || n_b < PAIRS_LEAST || !(of_a.value > 0) || !(of_b.value > 0) ||
	    !(of_a.error2 + of_b.error2 > 0))
		return 0;
	ratio->error = sqrt(of_a.error2 + of_b.error2);
	ratio->freedom = pow(ratio->error, 4) / (of_a.error2 * of_a.error2 / (of_a.n - 1) +
						 of_b.error2 * of_b.error2 / (of_b.n - 1));
	room = calloc(n_a > n_b ? n_a : n_b, sizeof(*room));
	t = calloc(RESAMPLES, sizeof(*t));
	if (!room || !t) {
		free(room);
		free(t);
		return complain("out of memory for %zu rounds", n_a + n_b);
	}
	n_t = resample_means(a, n_a, b, n_b, ratio, seed, room, t);
	if (n_t) {
		ratio->low = ratio->value *
			exp(-ratio->error * gsl_stats_quantile_from_sorted_data(t, 1, n_t, 0.975));
		ratio->high = ratio->value *
			exp(-ratio->error * gsl_stats_quantile_from_sorted_data(t, 1, n_t, 0.025));
	}
	free(room);
	free(t);
	set_test(ratio);
	return 0;
}

/* The mean of logs, and the square of its standard error */
static void mean_of_logs(const double *value, size_t n, double *mean, double *error2)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		sum += log(value[i]);
	*mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += pow(log(value[i]) - *mean, 2);
	*error2 = squares / (double)(n - 1) / (double)n;
}

void ratio_of_samples(const double *a, size_t n_a, const double *b, size_t n_b,
		      struct ratio *ratio)
{
	double mean_a, mean_b, error2_a, error2_b;

	*ratio = RATIO_UNKNOWN;
	if (!n_a || !n_b)
		return;
	mean_of_logs(a, n_a, &mean_a, &error2_a);
	mean_of_logs(b, n_b, &mean_b, &error2_b);
	ratio->value = exp(mean_b - mean_a);
	if (n_a < SAMPLES_LEAST || n_b < SAMPLES_LEAST || !(error2_a + error2_b > 0))
		return;
	ratio->error = sqrt(error2_a + error2_b);
	ratio->freedom = pow(ratio->error, 4) / (error2_a * error2_a / (double)(n_a - 1) +
						 error2_b * error2_b / (double)(n_b - 1));
	ratio_by_student(ratio);
}

void ratio_widen(struct ratio *ratio, double drift, double freedom)
{
	double before = ratio->error, own = ratio->freedom, more;

	if (isnan(before) || isnan(drift)) {
		double value = ratio->value;

		*ratio = RATIO_UNKNOWN;
		ratio->value = value;
		return;
	}
	if (!(drift > 0))
		return;
	ratio->error = hypot(before, drift);
	ratio->freedom = pow(ratio->error, 4) /
			 (pow(before, 4) / own + pow(drift, 4) / freedom);
	more = ratio->error * gsl_cdf_tdist_Pinv(0.975, ratio->freedom) -
	       before * gsl_cdf_tdist_Pinv(0.975, own);
	ratio->low *= exp(-more);
	ratio->high *= exp(more);
	set_test(ratio);
}

void ratio_detectable(struct ratio *ratio, double level)
{
	if (isnan(ratio->error))
		return;
	ratio->mde = expm1(ratio->error * (gsl_cdf_tdist_Qinv(level / 2, ratio->freedom) +
					   gsl_cdf_tdist_Pinv(0.8, ratio->freedom)));
}

double median_without(const double *value, const size_t *order, size_t n, size_t rank)
{
	size_t low = (n - 2) / 2, high = (n - 1) / 2;

	return (value[order[low + (low >= rank)]] + value[order[high + (high >= rank)]]) / 2;
}

int adjust_p(double *p, size_t n)
{
	size_t *order = calloc(n + 1, sizeof(*order));
	double least = 1;
	size_t known = 0;

	if (!order)
		return complain("out of memory for %zu comparisons", n);
	/* What is not known is sorted behind all others */
	for (size_t i = 0; i < n; i++) {
		known += !isnan(p[i]);
		p[i] = isnan(p[i]) ? INFINITY : p[i];
	}
	gsl_sort_index(order, p, 1, n);
	for (size_t i = known; i < n; i++)
		p[order[i]] = NAN;
	/* From the largest down, each is at most what those above it came to */
	for (size_t i = known; i > 0; i--) {
		double adjusted = p[order[i - 1]] * (double)known / (double)i;

		least = adjusted < least ? adjusted : least;
		p[order[i - 1]] = least;
	}
	free(order);
	return 0;
}
