// SPDX-License-Identifier: GPL-2.0-only
/* Known answers, and intervals that keep their promise on data with known truth. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/statistics.h"

static void near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%.6f, not %.6f", got, wanted);
}

/* Student's sleep data (1908), as exp() of the hours: paired t = -4.0621, p = 0.002833 */
static void p_is_that_of_the_paired_t_test(void **unused)
{
	const double first[] = { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2 };
	const double second[] = { 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4 };
	double a[10], b[10];
	struct ratio ratio;

	(void)unused;
	for (int i = 0; i < 10; i++) {
		a[i] = exp(first[i]);
		b[i] = exp(second[i]);
	}
	assert_int_equal(ratio_of_pairs(a, b, 10, 1, &ratio), 0);
	near(log(ratio.value), 1.58, 1e-9);
	near(ratio.p, 0.002833, 1e-6);
	assert_true(ratio.low < ratio.value && ratio.value < ratio.high);
	assert_true(ratio.low > 1);
}

static void the_same_trials_are_no_change(void **unused)
{
	const double cost[] = { 100, 101, 99, 100, 102, 98 };
	struct ratio ratio;

	(void)unused;
	ratio_of_pairs(cost, cost, 6, 1, &ratio);
	near(ratio.value, 1, 0);
	near(ratio.low, 1, 0);
	near(ratio.high, 1, 0);
	near(ratio.p, 1, 0);
}

static void too_few_pairs_have_no_interval(void **unused)
{
	const double a[] = { 100, 100 }, b[] = { 110, 110 };
	struct ratio ratio;

	(void)unused;
	ratio_of_pairs(a, b, 2, 1, &ratio);
	near(ratio.value, 1.1, 1e-12);
	assert_true(isnan(ratio.low) && isnan(ratio.high) && isnan(ratio.mde));
	near(ratio.p, 1, 0);
	ratio_of_pairs(a, b, 0, 1, &ratio);
	assert_true(isnan(ratio.value));
}

static void the_seed_fixes_the_interval(void **unused)
{
	const double a[] = { 100, 104, 98, 103, 99, 101 }, b[] = { 109, 102, 111, 105, 108, 107 };
	struct ratio one, two, other;

	(void)unused;
	ratio_of_pairs(a, b, 6, 7, &one);
	ratio_of_pairs(a, b, 6, 7, &two);
	ratio_of_pairs(a, b, 6, 8, &other);
	near(one.low, two.low, 0);
	near(one.high, two.high, 0);
	assert_true(one.low != other.low);
}

/* Benjamini and Hochberg's own example (1995), table 1: 4 of 15 are found at 0.05 */
static void bh_finds_what_its_authors_found(void **unused)
{
	double p[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
		       0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0 };
	int found = 0;

	(void)unused;
	assert_int_equal(adjust_p(p, 15), 0);
	for (int i = 0; i < 15; i++) {
		found += p[i] <= 0.05;
		assert_true(!i || p[i] >= p[i - 1]);
	}
	assert_int_equal(found, 4);
	near(p[0], 0.0015, 1e-9);
	near(p[14], 1, 0);
}

static void what_was_not_tested_does_not_adjust_the_others(void **unused)
{
	double p[] = { NAN, 0.04, NAN, 0.02, NAN };

	(void)unused;
	assert_int_equal(adjust_p(p, 5), 0);
	near(p[1], 0.04, 1e-12);
	near(p[3], 0.04, 1e-12);
	assert_true(isnan(p[0]) && isnan(p[2]) && isnan(p[4]));
}

/* The log of a cost: its spread is 3 %; @skewed: mostly a little less, at times much more */
static double noise(gsl_rng *rng, int skewed)
{
	return skewed ? 0.03 * (gsl_ran_exponential(rng, 1) - 1) : gsl_ran_gaussian(rng, 0.03);
}

/* 10,000 draws of @n pairs, 2 % change: the interval holds the truth */
static void cover(size_t n, int skewed)
{
	enum { DRAWS = 10000, MOST = PAIRS_MANY };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	const double truth = 1.02;
	int covered = 0;

	gsl_rng_set(rng, 20261122);
	for (int draw = 0; draw < DRAWS; draw++) {
		double a[MOST], b[MOST];
		struct ratio ratio;

		for (size_t i = 0; i < n; i++) {
			/* Noise in one of the two does not cancel its skew */
			a[i] = exp(skewed ? 0 : noise(rng, 0));
			b[i] = truth * exp(noise(rng, skewed));
		}
		ratio_of_pairs(a, b, n, (uint64_t)draw, &ratio);
		covered += ratio.low <= truth && truth <= ratio.high;
	}
	gsl_rng_free(rng);
	if (covered < 9300 || covered > 9700)
		fail_msg("%d of %d intervals hold the truth", covered, DRAWS);
}

static void intervals_cover_the_truth(void **unused)
{
	(void)unused;
	cover(PAIRS_LEAST, 0);
	cover(10, 0);
}

/* @n_a runs and @n_b that are @wide times as far apart, 2 % change, 10,000 draws */
static void cover_samples(size_t n_a, size_t n_b, double wide)
{
	enum { DRAWS = 10000, MOST = 10 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	const double truth = 1.02;
	int covered = 0;

	gsl_rng_set(rng, 20261130);
	for (int draw = 0; draw < DRAWS; draw++) {
		double a[MOST], b[MOST];
		struct ratio ratio;

		for (size_t i = 0; i < n_a; i++)
			a[i] = exp(noise(rng, 0));
		for (size_t i = 0; i < n_b; i++)
			b[i] = truth * exp(wide * noise(rng, 0));
		ratio_of_samples(a, n_a, b, n_b, &ratio);
		assert_true((ratio.p <= 0.05) == (ratio.low > 1 || ratio.high < 1));
		covered += ratio.low <= truth && truth <= ratio.high;
	}
	gsl_rng_free(rng);
	if (covered < 9300 || covered > 9700)
		fail_msg("%d of %d intervals of %zu and %zu runs hold the truth", covered, DRAWS,
			 n_a, n_b);
}

static void intervals_of_runs_cover_the_truth(void **unused)
{
	(void)unused;
	cover_samples(SAMPLES_LEAST, SAMPLES_LEAST, 1);
	cover_samples(SAMPLES_LEAST, SAMPLES_LEAST, 4);
	cover_samples(SAMPLES_LEAST, 10, 1);
	cover_samples(10, 10, 4);
}

static void two_runs_of_a_side_have_no_interval(void **unused)
{
	const double a[] = { 100, 101, 102 }, b[] = { 200, 210 };
	struct ratio ratio;

	(void)unused;
	ratio_of_samples(a, 3, b, 2, &ratio);
	assert_true(ratio.value > 2 && ratio.value < 2.1);
	assert_true(isnan(ratio.low) && isnan(ratio.error) && ratio.p == 1);
	ratio_of_samples(a, 3, b, 0, &ratio);
	assert_true(isnan(ratio.value));
}

static void intervals_of_many_pairs_cover_the_truth(void **unused)
{
	(void)unused;
	cover(PAIRS_MANY, 0);
	cover(PAIRS_MANY, 1);
}

/* Resampled just below PAIRS_MANY, Student's from there on: it must not jump */
static void intervals_of_many_pairs_hardly_differ(void **unused)
{
	double a[PAIRS_MANY], b[PAIRS_MANY];
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct ratio few, many;

	(void)unused;
	for (size_t i = 0; i < PAIRS_MANY; i++) {
		a[i] = exp(noise(rng, 0));
		b[i] = exp(noise(rng, 0));
	}
	gsl_rng_free(rng);
	ratio_of_pairs(a, b, PAIRS_MANY - 1, 1, &few);
	ratio_of_pairs(a, b, PAIRS_MANY, 1, &many);
	near((many.high - many.low) / (few.high - few.low), 1, 0.05);
	near(log(many.high / many.value) / log(many.value / many.low), 1, 1e-9);
}

static void drift_widens_an_interval(void **unused)
{
	static const double a[] = { 100, 101, 99, 100, 102, 98 }, b[] = { 103, 104, 101, 105, 103, 102 };
	struct ratio before, after;

	(void)unused;
	assert_int_equal(ratio_of_pairs(a, b, 6, 1, &before), 0);
	after = before;
	ratio_widen(&after, 0, 5);
	assert_memory_equal(&after, &before, sizeof(after));
	/* Satterthwaite: 2^4 / (1 / 5 + 3^2 / 3) is 5 again */
	ratio_widen(&after, sqrt(3) * before.error, 3);
	near(after.value, before.value, 0);
	near(after.error, 2 * before.error, 1e-12);
	near(log1p(after.mde), 2 * log1p(before.mde), 1e-12);
	/* 2.5706: Student's t, 5 degrees, 97.5 % */
	near(log(before.low / after.low), 2.5706 * before.error, 1e-5);
	near(log(after.high / before.high), 2.5706 * before.error, 1e-5);
	assert_true(before.p < 0.01 && after.p > 5 * before.p && after.p < 1);
	/* 3.8100 and 0.9195: the same t, 99.375 % (a level of 0.05 for four), and 80 % */
	ratio_detectable(&after, 0.05 / 4);
	near(log1p(after.mde), (3.8100 + 0.9195) * after.error, 1e-4);
	ratio_widen(&after, NAN, 5);
	near(after.value, before.value, 0);
	assert_true(isnan(after.low) && isnan(after.high) && isnan(after.mde) && after.p >= 1);
}

/* By Welch's formulas (Biometrika 34, 1947), worked out by hand */
static void the_ratio_of_means_is_told_by_welchs_test(void **unused)
{
	const double a[] = { 90, 110, 95, 105, 100, 100 }, b[] = { 180, 220, 240, 160, 200, 200 };
	struct ratio ratio;

	(void)unused;
	assert_int_equal(ratio_of_means(a, 6, b, 6, 1, &ratio), 0);
	near(ratio.value, 2, 1e-12);
	/* Variances 50 and 800: relative 0.005 / 6 and 0.02 / 6 */
	near(ratio.error, sqrt(0.025 / 6), 1e-12);
	near(ratio.freedom, 0.025 * 0.025 / ((0.005 * 0.005 + 0.02 * 0.02) / 5), 1e-9);
	assert_true(ratio.low > 1.5 && ratio.low < 2 && ratio.high > 2 && ratio.high < 2.6);
	assert_true(ratio.p < 0.001);
}

static void rounds_without_a_wait_count_as_none(void **unused)
{
	const double a[] = { 0, 0, 30, 12, 0, 18 }, none[] = { 0, 0, 0, 0, 0, 0 };
	struct ratio ratio;

	(void)unused;
	assert_int_equal(ratio_of_means(a, 6, a, 6, 1, &ratio), 0);
	near(ratio.value, 1, 1e-12);
	assert_true(ratio.low < 0.5 && ratio.high > 2 && ratio.p > 0.9);
	assert_int_equal(ratio_of_means(none, 6, a, 6, 1, &ratio), 0);
	assert_true(isinf(ratio.value) && isnan(ratio.low) && ratio.p >= 1);
	assert_int_equal(ratio_of_means(a, 5, a, 6, 1, &ratio), 0);
	assert_true(isnan(ratio.low) && ratio.p >= 1);
}

/* Waits of a round, 40 % of spread and skewed as sums of few waits are */
static void intervals_of_means_cover_the_truth(void **unused)
{
	enum { DRAWS = 1000, MOST = 10 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	(void)unused;
	for (size_t n = PAIRS_LEAST; n <= MOST; n += MOST - PAIRS_LEAST) {
		int covered = 0;

		for (int draw = 0; draw < DRAWS; draw++) {
			double a[MOST], b[MOST];
			struct ratio ratio;

			for (size_t i = 0; i < n; i++) {
				a[i] = gsl_ran_gamma(rng, 6, 1);
				b[i] = gsl_ran_gamma(rng, 6, 1.5);
			}
			ratio_of_means(a, n, b, n, (uint64_t)draw, &ratio);
			covered += ratio.low <= 1.5 && 1.5 <= ratio.high;
		}
		if (covered < 930 || covered > 970)
			fail_msg("%d of %d intervals of %zu rounds hold the truth", covered, DRAWS, n);
	}
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p_is_that_of_the_paired_t_test),
		cmocka_unit_test(the_same_trials_are_no_change),
		cmocka_unit_test(too_few_pairs_have_no_interval),
		cmocka_unit_test(the_seed_fixes_the_interval),
		cmocka_unit_test(bh_finds_what_its_authors_found),
		cmocka_unit_test(what_was_not_tested_does_not_adjust_the_others),
		cmocka_unit_test(intervals_cover_the_truth),
		cmocka_unit_test(intervals_of_runs_cover_the_truth),
		cmocka_unit_test(two_runs_of_a_side_have_no_interval),
		cmocka_unit_test(intervals_of_many_pairs_cover_the_truth),
		cmocka_unit_test(intervals_of_many_pairs_hardly_differ),
		cmocka_unit_test(drift_widens_an_interval),
		cmocka_unit_test(the_ratio_of_means_is_told_by_welchs_test),
		cmocka_unit_test(rounds_without_a_wait_count_as_none),
		cmocka_unit_test(intervals_of_means_cover_the_truth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
