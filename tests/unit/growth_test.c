// SPDX-License-Identifier: GPL-2.0-only
/* Shapes of growth, of costs whose shape is known; and the scalability law, likewise. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/growth.h"
#include "lib/scalability.h"

#define DRAWS 500
#define SIGMA 0.01
#define FLOOR (SIGMA * 1.96 * 1.41421356)	/* of two costs with that deviation each */

static void near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%.9g, not %.9g", got, wanted);
}

/* A cost at each doubling from 1 on; the truth has this slope over a base of 1,000 */
struct truth {
	enum growth_shape shape;
	size_t n;
	double slope;
};

static void make_costs(const struct truth *truth, gsl_rng *rng, double *x, double *cost)
{
	for (size_t i = 0; i < truth->n; i++) {
		x[i] = (double)(1 << i);
		cost[i] = 1000 + truth->slope * (truth->shape == GROWTH_LINEAR ? x[i] : log2(x[i]));
		if (rng)
			cost[i] *= 1 + gsl_ran_gaussian(rng, SIGMA);
	}
}

/* Of DRAWS noisy ones, how many are said to have each shape, and have the truth in the interval */
static void count_shapes(const struct truth *truth, int said[NR_GROWTH_SHAPES], int *covered)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double x[20], cost[20];

	memset(said, 0, NR_GROWTH_SHAPES * sizeof(*said));
	*covered = 0;
	gsl_rng_set(rng, 20261130);
	for (int draw = 0; draw < DRAWS; draw++) {
		struct growth growth;

		make_costs(truth, rng, x, cost);
		growth = growth_fit(x, cost, truth->n, FLOOR);
		said[growth.shape]++;
		*covered += growth.shape == truth->shape && growth.low <= truth->slope &&
			    truth->slope <= growth.high;
	}
	gsl_rng_free(rng);
}

static void exact_shapes_are_found_with_their_slope(void **unused)
{
	static const struct truth truths[] = {
		{ GROWTH_CONSTANT, 4, 0 }, { GROWTH_LOGARITHMIC, 4, 12 }, { GROWTH_LINEAR, 4, 12 },
		{ GROWTH_LOGARITHMIC, 17, -20 }, { GROWTH_LINEAR, 9, -2 },
	};
	double x[20], cost[20];

	(void)unused;
	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		struct growth growth;

		make_costs(&truths[i], NULL, x, cost);
		growth = growth_fit(x, cost, truths[i].n, 0.001);
		assert_int_equal(growth.shape, truths[i].shape);
		near(growth.slope, truths[i].slope, 1e-9);
		near(growth.base, 1000, 1e-6);
		near(growth_at(&growth, x[2]), cost[2], 1e-6);
		if (truths[i].slope != 0)
			assert_true(growth.low < truths[i].slope && truths[i].slope < growth.high);
	}
}

static void noise_is_seldom_called_growth(void **unused)
{
	int said[NR_GROWTH_SHAPES], covered;

	(void)unused;
	for (size_t n = 4; n <= 17; n++) {
		const struct truth truth = { GROWTH_CONSTANT, n, 0 };

		count_shapes(&truth, said, &covered);
		if (said[GROWTH_LOGARITHMIC] + said[GROWTH_LINEAR] > DRAWS / 50)
			fail_msg("n %zu: %d of constant costs grow", n,
				 said[GROWTH_LOGARITHMIC] + said[GROWTH_LINEAR]);
		if (said[GROWTH_CONSTANT] < DRAWS * 9 / 10)
			fail_msg("n %zu: %d are constant", n, said[GROWTH_CONSTANT]);
	}
}

/* What is twice the noise over each doubling */
static void noisy_growth_is_found_and_its_interval_has_the_truth(void **unused)
{
	static const struct truth truths[] = {
		{ GROWTH_LOGARITHMIC, 7, 40 }, { GROWTH_LINEAR, 7, 20 }, { GROWTH_LOGARITHMIC, 12, 40 },
	};
	int said[NR_GROWTH_SHAPES], covered;

	(void)unused;
	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++) {
		int right;

		count_shapes(&truths[i], said, &covered);
		right = said[truths[i].shape];
		if (right < DRAWS * 9 / 10)
			fail_msg("truth %zu: %d right", i, right);
		assert_int_equal(said[GROWTH_CONSTANT], 0);
		/* Wider than need be where the residuals are less than the noise, as they may be */
		if (covered < right * 94 / 100 || covered == right)
			fail_msg("truth %zu: %d of %d intervals have it", i, covered, right);
	}
}

static struct growth four(double a, double b, double c, double d, double floor)
{
	const double x[] = { 1, 2, 4, 8 }, cost[] = { a, b, c, d };

	return growth_fit(x, cost, 4, floor);
}

static void no_fit_is_better_than_the_noise_allows(void **unused)
{
	struct growth growth;

	(void)unused;
	/* Not a residual: errors of 0.1 % each make one of 0.001 / sqrt(5) of the slope; t of two */
	growth = four(1000, 1100, 1200, 1300, 0.001 * 1.95996 * sqrt(2));
	near(growth.high - growth.slope, 4.30265 * 0.5, 0.1);
}

static void what_cannot_be_told_is_not(void **unused)
{
	const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8 }, one_by_one[] = { 10, 20, 30, 40, 50, 60, 70, 81 };
	const double step[] = { 100, 100, 100, 100, 200, 200, 200, 200 };
	struct growth growth;

	(void)unused;
	/* Up and down */
	growth = four(1000, 1100, 1000, 1100, 0.001);
	assert_int_equal(growth.shape, GROWTH_CANNOT_TELL);
	assert_non_null(strstr(growth.why, "is sure"));
	assert_true(isnan(growth_at(&growth, 2)));
	/* Between the two shapes */
	growth = four(1000, 1100, 1260, 1500, 0.04);
	assert_int_equal(growth.shape, GROWTH_CANNOT_TELL);
	assert_non_null(strstr(growth.why, "both shapes"));
	/* A step is neither */
	growth = growth_fit(x, step, 8, 0.001);
	assert_int_equal(growth.shape, GROWTH_CANNOT_TELL);
	assert_non_null(strstr(growth.why, "neither"));
	/* Too few, and noise of which nobody knows */
	assert_non_null(strstr(growth_fit(x, one_by_one, 3, 0.001).why, "fewer than four"));
	assert_non_null(strstr(growth_fit(x, one_by_one, 8, NAN).why, "noisy"));
	assert_int_equal(growth_fit(x, one_by_one, 8, 0.001).shape, GROWTH_LINEAR);
}

/* Costs of a page that becomes dirty again in folios of 1 to 512 pages: the last is mapped as one */
static void one_cost_unlike_all_others_makes_no_line(void **unused)
{
	static const double cost[] = { 2932, 2871, 2736, 2668, 2631, 2616, 2606, 2611, 2629, 20 };
	double x[10];

	(void)unused;
	for (size_t i = 0; i < 10; i++)
		x[i] = (double)(1 << i);
	assert_int_equal(growth_fit(x, cost, 10, 0.001).shape, GROWTH_CANNOT_TELL);
}

static void growth_within_the_noise_floor_is_none(void **unused)
{
	const struct truth truth = { GROWTH_LOGARITHMIC, 17, 0.56 };
	double x[20], cost[20];

	(void)unused;
	/* Many values make a slope sure, however small: by 9 in 1,000 over all; not which shape */
	make_costs(&truth, NULL, x, cost);
	assert_non_null(strstr(growth_fit(x, cost, 17, 0.0085).why, "both shapes"));
	assert_int_equal(growth_fit(x, cost, 17, 0.0095).shape, GROWTH_CONSTANT);
	/* Exactly logarithmic, by 9 in 1,000 */
	assert_int_equal(four(1000, 1003, 1006, 1009, 0.001).shape, GROWTH_LOGARITHMIC);
	assert_int_equal(four(1000, 1003, 1006, 1009, 0.0095).shape, GROWTH_CONSTANT);
}

/* Throughputs by the law, @each of each number of threads; returns how many */
static size_t make_law(double alpha, double beta, size_t numbers, int each, gsl_rng *rng,
		       double *threads, double *x)
{
	size_t n = 0;

	for (size_t i = 0; i < numbers; i++)
		for (int j = 0; j < each; j++, n++) {
			double t = threads[n] = (double)(1 << i);

			x[n] = 5 * t / (1 + alpha * (t - 1) + beta * t * (t - 1));
			if (rng)
				x[n] *= exp(gsl_ran_gaussian(rng, SIGMA));
		}
	return n;
}

static void the_law_is_found_exactly(void **unused)
{
	static const double alphas[] = { 0, 0.001, 0.05, 0.3, 0.9 }, betas[] = { 0, 1e-5, 0.001, 0.05, 0.4 };
	double threads[64], x[64];

	(void)unused;
	for (int a = 0; a < 5; a++)
		for (int b = 0; b < 5; b++) {
			size_t n = make_law(alphas[a], betas[b], 7, 1, NULL, threads, x);
			struct scalability law = scalability_fit(threads, x, n);

			if (law.why)
				fail_msg("alpha %g, beta %g: %s", alphas[a], betas[b], law.why);
			near(law.gamma.value, 5, 1e-6);
			near(law.alpha.value, alphas[a], 1e-6);
			near(law.beta.value, betas[b], 1e-7);
			near(scalability_at(&law, 8), x[3], 1e-6);
			if (betas[b] > 0)
				near(law.peak, fmax(1, sqrt((1 - alphas[a]) / betas[b])),
				     0.01 * law.peak);
		}
}

static void intervals_of_the_law_have_the_truth(void **unused)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	int alphas = 0, betas = 0, refused = 0;
	double threads[64], x[64];

	(void)unused;
	gsl_rng_set(rng, 20261130);
	for (int draw = 0; draw < DRAWS; draw++) {
		size_t n = make_law(0.05, 0.002, 6, 5, rng, threads, x);
		struct scalability law = scalability_fit(threads, x, n);

		refused += law.why != NULL;
		alphas += law.alpha.low <= 0.05 && 0.05 <= law.alpha.high;
		betas += law.beta.low <= 0.002 && 0.002 <= law.beta.high;
	}
	gsl_rng_free(rng);
	if (alphas < DRAWS * 92 / 100 || alphas > DRAWS * 98 / 100)
		fail_msg("%d of %d intervals have alpha", alphas, DRAWS);
	if (betas < DRAWS * 92 / 100 || betas > DRAWS * 98 / 100)
		fail_msg("%d of %d intervals have beta", betas, DRAWS);
	if (refused > DRAWS * 3 / 100)
		fail_msg("%d of %d are said not to follow the law", refused, DRAWS);
}

static void what_the_law_cannot_say_it_does_not(void **unused)
{
	double threads[64], x[64];
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct scalability law;
	size_t n;

	(void)unused;
	gsl_rng_set(rng, 1);
	/* Three numbers of threads, however often */
	n = make_law(0.05, 0.002, 3, 10, rng, threads, x);
	assert_non_null(strstr(scalability_fit(threads, x, n).why, "fewer than four"));
	/* No end is in sight where nothing is coherency's */
	n = make_law(0.05, 0, 6, 5, rng, threads, x);
	law = scalability_fit(threads, x, n);
	assert_null(law.why);
	assert_true(isnan(law.peak));
	/* Half of the throughput is gone from 8 threads on: a wall, no law */
	n = make_law(0.05, 0.002, 6, 5, rng, threads, x);
	for (size_t i = 0; i < n; i++)
		x[i] /= threads[i] >= 8 ? 2 : 1;
	assert_non_null(strstr(scalability_fit(threads, x, n).why, "do not follow"));
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_shapes_are_found_with_their_slope),
		cmocka_unit_test(noise_is_seldom_called_growth),
		cmocka_unit_test(noisy_growth_is_found_and_its_interval_has_the_truth),
		cmocka_unit_test(no_fit_is_better_than_the_noise_allows),
		cmocka_unit_test(what_cannot_be_told_is_not),
		cmocka_unit_test(one_cost_unlike_all_others_makes_no_line),
		cmocka_unit_test(growth_within_the_noise_floor_is_none),
		cmocka_unit_test(the_law_is_found_exactly),
		cmocka_unit_test(intervals_of_the_law_have_the_truth),
		cmocka_unit_test(what_the_law_cannot_say_it_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
