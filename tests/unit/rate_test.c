// SPDX-License-Identifier: GPL-2.0-only
/* Rates of events: known answers, and intervals that keep their promise on bursts. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/rate.h"

#define MOST 10

static void near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%.7f, not %.7f", got, wanted);
}

static struct event_rounds rounds(const double *events, const double *exposure, size_t n)
{
	return (struct event_rounds){ events, exposure, n };
}

/* Garwood (1936), table 1, for 95 %; 100 is from Ulm, Am. J. Epidemiol. 131 (1990) */
static void the_exact_interval_is_that_of_the_tables(void **unused)
{
	static const double table[][3] = {
		{ 0, 0, 3.689 }, { 1, 0.0253, 5.572 }, { 2, 0.242, 7.225 }, { 5, 1.623, 11.668 },
		{ 10, 4.795, 18.390 }, { 50, 37.111, 65.919 }, { 100, 81.364, 121.627 },
	};
	double low, high;

	(void)unused;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		rate_poisson(table[i][0], &low, &high);
		near(low, table[i][1], 0.001);
		near(high, table[i][2], 0.001);
	}
	rate_poisson(1e15, &low, &high);
	near((high - low) / 2 / sqrt(1e15), 1.96, 0.001);
}

static void a_round_alone_has_the_interval_of_poisson(void **unused)
{
	const double events = 10, faults = 4000;
	const struct event_rounds one = rounds(&events, &faults, 1);
	struct rate rate = rate_of_rounds(&one);

	(void)unused;
	near(rate.value, 0.0025, 1e-12);
	near(rate.low, 4.795 / 4000, 1e-6);
	near(rate.high, 18.390 / 4000, 1e-6);
	assert_true(isnan(rate.dispersion));
}

/* 3 + 9 + 12: mean 8, variance over mean (25 + 1 + 16) / 8 / 2; t of 2 degrees 4.3027 */
static void rounds_that_spread_widen_the_interval(void **unused)
{
	const double events[] = { 3, 9, 12 }, alike[] = { 8, 8, 8 }, faults[] = { 1, 1, 1 };
	const struct event_rounds apart = rounds(events, faults, 3), same = rounds(alike, faults, 3);
	struct rate rate = rate_of_rounds(&apart);
	double low, high, wanted = 2.625 * 4.302653 * 4.302653;

	(void)unused;
	near(rate.dispersion, 2.625, 1e-12);
	near(2 * (24 * log(24 / (3 * rate.low)) - 24 + 3 * rate.low), wanted, 1e-4);
	near(2 * (24 * log(24 / (3 * rate.high)) - 24 + 3 * rate.high), wanted, 1e-4);
	assert_true(rate.low < 8 && rate.high > 8);
	rate = rate_of_rounds(&same);
	rate_poisson(24, &low, &high);
	near(rate.low, low / 3, 1e-9);
	near(rate.high, high / 3, 1e-9);
}

static void no_events_have_a_rate_of_up_to_something(void **unused)
{
	const double events[] = { 0, 0, 0 }, faults[] = { 1000, 1000, 1000 };
	const struct event_rounds none = rounds(events, faults, 3), nothing = rounds(NULL, NULL, 0);
	struct rate rate = rate_of_rounds(&none);

	(void)unused;
	near(rate.value, 0, 0);
	near(rate.low, 0, 0);
	near(rate.high, 3.689 / 3000, 1e-6);
	rate = rate_of_rounds(&nothing);
	assert_true(isnan(rate.value) && isnan(rate.low) && isnan(rate.high));
}

/* Twice the smaller tail of a binomial, summed up term by term */
static double tails(int events, int all, double share)
{
	double below = 0, above = 0;

	for (int i = 0; i <= all; i++) {
		double term = exp(lgamma(all + 1) - lgamma(i + 1) - lgamma(all - i + 1) +
				  i * log(share) + (all - i) * log1p(-share));

		below += i <= events ? term : 0;
		above += i >= events ? term : 0;
	}
	return fmin(1, 2 * fmin(below, above));
}

/* The example of R's poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) has this interval */
static void the_ratio_of_two_rates_is_that_of_r(void **unused)
{
	const double a = 21, b = 11, faults_a = 3011, faults_b = 800;
	const struct event_rounds from = rounds(&a, &faults_a, 1), to = rounds(&b, &faults_b, 1);
	struct ratio ratio = rate_ratio(&from, &to, 1);

	(void)unused;
	near(ratio.value, 1.971488, 1e-6);
	near(ratio.low, 0.8584264, 1e-7);
	near(ratio.high, 4.2772659, 1e-7);
	near(ratio.p, tails(11, 32, 800.0 / 3811), 1e-9);
	ratio = rate_ratio(&to, &from, 1);
	near(ratio.low, 1 / 4.2772659, 1e-7);
	near(ratio.high, 1 / 0.8584264, 1e-7);
	near(ratio.p, tails(11, 32, 800.0 / 3811), 1e-9);
}

static void p_is_the_sum_of_binomial_terms(void **unused)
{
	static const int counts[][2] = { { 0, 5 }, { 5, 0 }, { 1, 9 }, { 30, 41 }, { 400, 470 } };

	(void)unused;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		const double a = counts[i][0], b = counts[i][1], faults_a = 500, faults_b = 700;
		const struct event_rounds from = rounds(&a, &faults_a, 1),
					  to = rounds(&b, &faults_b, 1);

		near(rate_ratio(&from, &to, 1).p,
		     tails(counts[i][1], counts[i][0] + counts[i][1], 700.0 / 1200), 1e-9);
	}
}

/* Pooled spread: 2 / 8 + 8 / 20 of 4 degrees; both are Poisson's, and less */
static void bursts_make_a_difference_less_sure(void **unused)
{
	const double calm_a[] = { 7, 8, 9 }, calm_b[] = { 18, 20, 22 };
	const double wild_a[] = { 0, 4, 20 }, wild_b[] = { 2, 8, 50 }, faults[] = { 100, 100, 100 };
	const struct event_rounds a = rounds(calm_a, faults, 3), b = rounds(calm_b, faults, 3);
	const struct event_rounds c = rounds(wild_a, faults, 3), d = rounds(wild_b, faults, 3);
	struct ratio calm = rate_ratio(&a, &b, 1), wild = rate_ratio(&c, &d, 1);

	(void)unused;
	near(calm.value, 2.5, 1e-12);
	near(wild.value, 2.5, 1e-12);
	assert_true(calm.p < 0.01 && calm.low > 1);
	assert_true(wild.p > 0.2 && wild.low < 0.5 && wild.high > 10);
}

/* With so much more dispersion, t is half of what it was: p of 4 degrees by Student's t */
static void inflation_makes_a_difference_less_sure(void **unused)
{
	const double some[] = { 50, 100, 150 }, more[] = { 250, 300, 350 }, faults[] = { 1, 1, 1 };
	const struct event_rounds a = rounds(some, faults, 3), b = rounds(more, faults, 3);
	struct ratio before = rate_ratio(&a, &b, 1), after = rate_ratio(&a, &b, 4);
	double deviance = 2 * (300 * log(300 / 600.0) + 900 * log(900 / 600.0));
	double t = sqrt(deviance / ((50 + 50.0 / 3) / 4));

	(void)unused;
	near(before.p, 2 * gsl_cdf_tdist_Q(t, 4), 1e-9);
	near(after.p, 2 * gsl_cdf_tdist_Q(t / 2, 4), 1e-9);
	near(after.value, 3, 1e-12);
	near(after.error, 2 * before.error, 1e-12);
	assert_true(after.low < before.low && after.high > before.high);
}

/* Rounds that are alike show less dispersion than Poisson's law has; what else moves, does so */
static void inflation_counts_where_rounds_are_alike_or_alone(void **unused)
{
	const double some[] = { 40, 40, 40 }, more[] = { 64, 64, 64 }, faults[] = { 1, 1, 1 };

	(void)unused;
	for (size_t n = 1; n <= 3; n += 2) {
		const struct event_rounds a = rounds(some, faults, n), b = rounds(more, faults, n);
		struct ratio before = rate_ratio(&a, &b, 1), after = rate_ratio(&a, &b, 9);

		near(gsl_cdf_ugaussian_Qinv(after.p / 2), gsl_cdf_ugaussian_Qinv(before.p / 2) / 3, 1e-9);
		assert_true(before.p < 0.05 && before.low > 1);
		assert_true(after.p > 0.1 && after.low < 1 && after.high > before.high);
	}
}

static void a_lock_that_nobody_waited_for_before_is_told(void **unused)
{
	const double none[] = { 0, 0, 0 }, some[] = { 28, 31, 34 }, once[] = { 0, 0, 3 };
	const double faults[] = { 1000, 1000, 1000 };
	const struct event_rounds before = rounds(none, faults, 3), after = rounds(some, faults, 3),
				  rare = rounds(once, faults, 3);
	struct ratio ratio = rate_ratio(&before, &after, 1);

	(void)unused;
	assert_true(isinf(ratio.value) && isinf(ratio.high));
	assert_true(ratio.low > 1 && isfinite(ratio.low) && ratio.p < 0.01);
	ratio = rate_ratio(&after, &before, 1);
	near(ratio.value, 0, 0);
	near(ratio.low, 0, 0);
	assert_true(ratio.high < 1 && ratio.p < 0.01);
	ratio = rate_ratio(&before, &rare, 1);
	assert_true(isinf(ratio.value) && ratio.low < 1 && ratio.p > 0.05);
	ratio = rate_ratio(&before, &before, 1);
	assert_true(isnan(ratio.value) && ratio.p >= 1);
}

/* Both ends of the interval are where the test is at 0.05: it does not contradict itself */
static void p_and_interval_agree(void **unused)
{
	const double faults[] = { 100, 100, 100, 100 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	(void)unused;
	for (int draw = 0; draw < 2000; draw++) {
		double a[4], b[4];
		const struct event_rounds from = rounds(a, faults, 4), to = rounds(b, faults, 4);
		struct ratio ratio;

		for (int i = 0; i < 4; i++) {
			a[i] = gsl_ran_poisson(rng, 6);
			b[i] = gsl_ran_poisson(rng, gsl_ran_gamma(rng, 3, 4));
		}
		ratio = rate_ratio(&from, &to, 1);
		assert_int_equal(ratio.p <= 0.05, ratio.low >= 1 || ratio.high <= 1);
	}
	gsl_rng_free(rng);
}

static void very_many_events_are_no_trouble(void **unused)
{
	const double a[] = { 1e15, 1.0001e15 }, b[] = { 1.01e15, 1e15 }, faults[] = { 1e3, 1e3 };
	const double few[] = { 1, 0 };
	const struct event_rounds from = rounds(a, faults, 2), to = rounds(b, faults, 2),
				  less = rounds(few, faults, 2);
	struct ratio ratio = rate_ratio(&from, &to, 1);

	(void)unused;
	assert_true(ratio.low < ratio.value && ratio.value < ratio.high && ratio.p > 0.05);
	ratio = rate_ratio(&less, &to, 1);
	assert_true(ratio.low > 1 && ratio.p <= 0.05);
}

/* Beside as many as that, as against any known rate, few are Poisson's own */
static void few_events_against_very_many_have_the_limits_of_poisson(void **unused)
{
	static const double few[] = { 0, 1, 5, 50 }, many[] = { 1e9, 1e12, 9e17 };
	const double faults = 1000;

	(void)unused;
	for (size_t i = 0; i < sizeof(few) / sizeof(*few); i++) {
		double low, high;

		rate_poisson(few[i], &low, &high);
		for (size_t j = 0; j < sizeof(many) / sizeof(*many); j++) {
			const struct event_rounds a = rounds(&few[i], &faults, 1),
						  b = rounds(&many[j], &faults, 1);
			struct ratio up = rate_ratio(&a, &b, 1), down = rate_ratio(&b, &a, 1);

			near(up.low / many[j] * high, 1, 1e-3);
			near(down.high * many[j] / high, 1, 1e-3);
			if (few[i] > 0) {
				near(up.high / many[j] * low, 1, 1e-3);
				near(down.low * many[j] / low, 1, 1e-3);
			}
			assert_true(up.p < 1e-9 && down.p < 1e-9);
		}
	}
}

/* Events of a round: Poisson; with @dispersion above 1 of a rate that is drawn anew */
static double draw_events(gsl_rng *rng, double mean, double dispersion)
{
	if (dispersion > 1)
		mean = gsl_ran_gamma(rng, mean / (dispersion - 1), dispersion - 1);
	return gsl_ran_poisson(rng, mean);
}

/* Return: per cent of 2,000 draws in which the interval of the rate holds the truth */
static double cover(size_t n, double mean, double dispersion)
{
	enum { DRAWS = 2000 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double events[MOST], faults[MOST];
	int covered = 0;

	gsl_rng_set(rng, 20261129);
	for (int draw = 0; draw < DRAWS; draw++) {
		const struct event_rounds all = rounds(events, faults, n);
		struct rate rate;

		for (size_t i = 0; i < n; i++) {
			faults[i] = 1000;
			events[i] = draw_events(rng, mean, dispersion);
		}
		rate = rate_of_rounds(&all);
		covered += rate.low <= mean / 1000 && mean / 1000 <= rate.high;
	}
	gsl_rng_free(rng);
	return 100.0 * covered / DRAWS;
}

/* The same for the ratio of two, the second 1.5 times the first */
static double cover_ratio(size_t n, double mean, double dispersion)
{
	enum { DRAWS = 1000 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double a[MOST], b[MOST], faults[MOST];
	int covered = 0;

	gsl_rng_set(rng, 20261130);
	for (int draw = 0; draw < DRAWS; draw++) {
		const struct event_rounds from = rounds(a, faults, n), to = rounds(b, faults, n);
		struct ratio ratio;

		for (size_t i = 0; i < n; i++) {
			faults[i] = 1000;
			a[i] = draw_events(rng, mean, dispersion);
			b[i] = draw_events(rng, 1.5 * mean, dispersion);
		}
		ratio = rate_ratio(&from, &to, 1);
		covered += ratio.low <= 1.5 && 1.5 <= ratio.high;
	}
	gsl_rng_free(rng);
	return 100.0 * covered / DRAWS;
}

static void within(double got, double least, double most)
{
	if (!(got >= least && got <= most))
		fail_msg("%.2f %% of the intervals hold the truth", got);
}

/* From one round it is Garwood's */
static void exact_intervals_cover_the_truth(void **unused)
{
	(void)unused;
	within(cover(1, 40, 1), 93, 97);
	within(cover(1, 300, 1), 93, 97);
	within(cover_ratio(1, 40, 1), 93, 97);
}

static void intervals_of_bursts_cover_the_truth(void **unused)
{
	static const size_t n[] = { 3, 6, MOST };

	(void)unused;
	for (int i = 0; i < 3; i++) {
		within(cover(n[i], 40, 4), 93, 97);
		within(cover(n[i], 300, 10), 93, 97);
		within(cover_ratio(n[i], 40, 4), 93, 97);
		within(cover_ratio(n[i], 300, 10), 93, 97);
	}
}

/* No narrower than Poisson, nor than Student's t: where it is Poisson, that is both */
static void intervals_of_rounds_without_bursts_cover_more(void **unused)
{
	static const size_t n[] = { 3, 6, MOST };

	(void)unused;
	for (int i = 0; i < 3; i++) {
		within(cover(n[i], 10, 1), 95, 99.5);
		within(cover(n[i], 300, 1), 95, 99.5);
		within(cover_ratio(n[i], 40, 1), 95, 99.5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exact_interval_is_that_of_the_tables),
		cmocka_unit_test(a_round_alone_has_the_interval_of_poisson),
		cmocka_unit_test(rounds_that_spread_widen_the_interval),
		cmocka_unit_test(no_events_have_a_rate_of_up_to_something),
		cmocka_unit_test(the_ratio_of_two_rates_is_that_of_r),
		cmocka_unit_test(p_is_the_sum_of_binomial_terms),
		cmocka_unit_test(bursts_make_a_difference_less_sure),
		cmocka_unit_test(inflation_makes_a_difference_less_sure),
		cmocka_unit_test(inflation_counts_where_rounds_are_alike_or_alone),
		cmocka_unit_test(a_lock_that_nobody_waited_for_before_is_told),
		cmocka_unit_test(p_and_interval_agree),
		cmocka_unit_test(very_many_events_are_no_trouble),
		cmocka_unit_test(few_events_against_very_many_have_the_limits_of_poisson),
		cmocka_unit_test(exact_intervals_cover_the_truth),
		cmocka_unit_test(intervals_of_bursts_cover_the_truth),
		cmocka_unit_test(intervals_of_rounds_without_bursts_cover_more),
	};

	return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
