// SPDX-License-Identifier: GPL-2.0-only
/* Ratios of several hosts: known answers, and promises kept where the truth is known. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/pooled.h"

#define DRAWS 10000
#define MOST 10 /* hosts, and pairs of each */

static void near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%.6f, not %.6f", got, wanted);
}

/* What a run with these log ratios says */
static struct ratio ratio_of(const double *log_ratio, size_t n)
{
	struct ratio ratio = {
		.value = exp(gsl_stats_mean(log_ratio, 1, n)),
		.error = gsl_stats_sd(log_ratio, 1, n) / sqrt((double)n),
		.freedom = (double)n - 1,
	};

	ratio_by_student(&ratio);
	return ratio;
}

/* R's oneway.test(weight ~ group, PlantGrowth): F = 5.181, 2 and 17.128 degrees, p = 0.01739 */
static void heterogeneity_is_that_of_welchs_test(void **unused)
{
	const double weight[3][10] = {
		{ 4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14 },
		{ 4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69 },
		{ 6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26 },
	};
	struct ratio ratio[4];
	struct heterogeneity apart;

	(void)unused;
	for (int i = 0; i < 3; i++)
		ratio[i] = ratio_of(weight[i], 10);
	/* A host without an interval has no part in it */
	ratio[3] = RATIO_UNKNOWN;
	ratio[3].value = 400;
	apart = ratios_heterogeneity(ratio, 4);
	assert_int_equal(apart.n, 3);
	near(apart.q, 10.7652, 1e-4);
	near(apart.p, 0.01739, 5e-6);
}

static void of_two_hosts_it_is_welchs_t(void **unused)
{
	const double a[] = { 100, 101, 103, 99, 97 }, b[] = { 120, 104, 111, 99 };
	double log_a[5], log_b[4];
	struct ratio both[2], wanted;

	(void)unused;
	for (int i = 0; i < 5; i++)
		log_a[i] = log(a[i]);
	for (int i = 0; i < 4; i++)
		log_b[i] = log(b[i]);
	both[0] = ratio_of(log_a, 5);
	both[1] = ratio_of(log_b, 4);
	ratio_of_samples(a, 5, b, 4, &wanted);
	near(ratios_heterogeneity(both, 2).p, wanted.p, 1e-9);
}

static void one_host_is_apart_from_none(void **unused)
{
	const double d[] = { 0.1, 0.2, 0.15 };
	struct ratio ratio[2] = { RATIO_UNKNOWN, ratio_of(d, 3) };

	(void)unused;
	assert_int_equal(ratios_heterogeneity(ratio, 2).n, 1);
	assert_true(isnan(ratios_heterogeneity(ratio, 2).p));
}

/* Logs 0.1, 0.2, 0.3: mean 0.2, sd 0.1; t of 2 degrees is 4.3027 */
static void each_host_counts_once_and_three_have_an_interval(void **unused)
{
	struct ratio ratio[4] = {
		{ .value = exp(0.1), .error = 0.001 },
		RATIO_UNKNOWN,
		{ .value = exp(0.2), .error = 9 },
		{ .value = exp(0.3), .error = NAN },
	};
	struct ratio all;

	(void)unused;
	ratio_over(ratio, 4, &all);
	near(log(all.value), 0.2, 1e-12);
	near(log(all.high), 0.2 + 4.3027 * 0.1 / sqrt(3), 1e-5);
	near(log(all.low), 0.2 - 4.3027 * 0.1 / sqrt(3), 1e-5);
	ratio_over(ratio, 3, &all);
	near(log(all.value), 0.15, 1e-12);
	assert_true(isnan(all.low) && isnan(all.high));
	ratio_over(&ratio[1], 1, &all);
	assert_true(isnan(all.value));
}

static void two_runs_of_a_host_have_its_runs_errors(void **unused)
{
	struct ratio ratio[3] = {
		{ .value = 1.1, .error = 0.03, .freedom = 5 },
		{ .value = 1.3, .error = 0.04, .freedom = 8 },
		{ .value = 1.2, .error = 0.02, .freedom = 6 },
	};
	struct ratio all;

	(void)unused;
	ratio_of_repeats(ratio, 2, &all);
	near(all.value, sqrt(1.1 * 1.3), 1e-12);
	near(all.error, 0.05 / 2, 1e-12);
	near(all.freedom, pow(0.05, 4) / (pow(0.03, 4) / 5 + pow(0.04, 4) / 8), 1e-9);
	/* Three runs say themselves how far runs are apart */
	ratio_of_repeats(ratio, 3, &all);
	near(all.freedom, 2, 0);
	assert_true(all.error > 0.04);
	ratio[1].error = NAN;
	ratio_of_repeats(ratio, 2, &all);
	assert_true(!isnan(all.value) && isnan(all.low) && all.p >= 1);
}

/* @n hosts with @pairs trials each, of which some spread four times as much as others */
static void draw(gsl_rng *rng, size_t n, size_t pairs, double truth, double between,
		 struct ratio *ratio)
{
	for (size_t i = 0; i < n; i++) {
		const double own = truth + gsl_ran_gaussian(rng, between);
		double d[MOST];

		for (size_t j = 0; j < pairs; j++)
			d[j] = own + gsl_ran_gaussian(rng, i % 2 ? 0.04 : 0.01);
		ratio[i] = ratio_of(d, pairs);
	}
}

static void the_interval_over_hosts_holds_the_truth(void **unused)
{
	static const size_t hosts[] = { 3, 5, 10 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	(void)unused;
	for (size_t i = 0; i < 3; i++) {
		int held = 0;

		for (int j = 0; j < DRAWS; j++) {
			struct ratio ratio[MOST], all;

			draw(rng, hosts[i], 6, log(0.9), 0.05, ratio);
			ratio_over(ratio, hosts[i], &all);
			held += all.low <= 0.9 && 0.9 <= all.high;
		}
		print_message("%zu hosts: %d of %d intervals hold the truth\n", hosts[i], held,
			      DRAWS);
		if (held < 9400 || held > 9600)
			fail_msg("%d of %d intervals of %zu hosts hold the truth", held, DRAWS,
				 hosts[i]);
	}
	gsl_rng_free(rng);
}

/* How many of DRAWS sets of hosts that do not differ are said to, by Welch and by chi2 */
static void count_alarms(gsl_rng *rng, size_t hosts, size_t pairs, int *welch, int *chi2)
{
	*welch = *chi2 = 0;
	for (int i = 0; i < DRAWS; i++) {
		struct ratio ratio[MOST];
		struct heterogeneity apart;

		draw(rng, hosts, pairs, log(0.9), 0, ratio);
		apart = ratios_heterogeneity(ratio, hosts);
		*welch += apart.p <= 0.05;
		*chi2 += gsl_cdf_chisq_Q(apart.q, (double)hosts - 1) <= 0.05;
	}
	print_message("%zu hosts, %zu pairs: %d of %d false alarms; by chi2 %d\n", hosts, pairs,
		      *welch, DRAWS, *chi2);
}

static void hosts_that_do_not_differ_are_seldom_said_to(void **unused)
{
	static const size_t hosts[] = { 2, 3, 5, 10 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	int welch, chi2;

	(void)unused;
	for (size_t i = 0; i < 4; i++) {
		count_alarms(rng, hosts[i], 6, &welch, &chi2);
		if (welch < 350 || welch > 800)
			fail_msg("%d of %d, %zu hosts", welch, DRAWS, hosts[i]);
		/* Which is why it is not chi2 */
		assert_true(chi2 > 1.5 * welch);
		count_alarms(rng, hosts[i], 10, &welch, &chi2);
		if (welch < 400 || welch > 600)
			fail_msg("%d of %d, %zu hosts", welch, DRAWS, hosts[i]);
	}
	gsl_rng_free(rng);
}

/* As a report has them: many cells, of which none differs, and one false finding is one too many */
static void of_many_cells_none_is_falsely_found(void **unused)
{
	enum { FAMILIES = 2000, CELLS = 40, HOSTS = 4 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	int alarms = 0;

	(void)unused;
	for (int i = 0; i < FAMILIES; i++) {
		double p[CELLS], least = 1;

		for (int j = 0; j < CELLS; j++) {
			struct ratio ratio[HOSTS];

			draw(rng, HOSTS, 8, log(0.9), 0, ratio);
			p[j] = ratios_heterogeneity(ratio, HOSTS).p;
		}
		assert_int_equal(adjust_p(p, CELLS), 0);
		for (int j = 0; j < CELLS; j++)
			least = fmin(least, p[j]);
		alarms += least <= 0.05;
	}
	gsl_rng_free(rng);
	print_message("%d of %d reports of %d cells have a false finding\n", alarms, FAMILIES,
		      CELLS);
	if (alarms > FAMILIES / 10)
		fail_msg("%d of %d", alarms, FAMILIES);
}

static void hosts_that_differ_are_found(void **unused)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	int found = 0;

	(void)unused;
	for (int i = 0; i < 1000; i++) {
		struct ratio ratio[5];

		draw(rng, 5, 10, log(0.9), 0.05, ratio);
		found += ratios_heterogeneity(ratio, 5).p <= 0.05;
	}
	gsl_rng_free(rng);
	if (found < 900)
		fail_msg("%d of 1000", found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heterogeneity_is_that_of_welchs_test),
		cmocka_unit_test(of_two_hosts_it_is_welchs_t),
		cmocka_unit_test(one_host_is_apart_from_none),
		cmocka_unit_test(each_host_counts_once_and_three_have_an_interval),
		cmocka_unit_test(two_runs_of_a_host_have_its_runs_errors),
		cmocka_unit_test(the_interval_over_hosts_holds_the_truth),
		cmocka_unit_test(hosts_that_do_not_differ_are_seldom_said_to),
		cmocka_unit_test(of_many_cells_none_is_falsely_found),
		cmocka_unit_test(hosts_that_differ_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
