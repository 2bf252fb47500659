// SPDX-License-Identifier: GPL-2.0-only
/* How often a comparison of two runs is wrong, of draws with a known truth. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "results/comparison.h"

#define ROUNDS 6
#define CELLS 20
#define NOISE 0.03

struct world {
	struct result a[CELLS], b[CELLS];
	double costs[2][CELLS][ROUNDS], none[ROUNDS];
};

static void draw_run(struct world *world, int run, size_t n, double drift, gsl_rng *rng)
{
	for (size_t cell = 0; cell < n; cell++) {
		double moved = gsl_ran_gaussian(rng, drift);

		for (int round = 0; round < ROUNDS; round++) {
			world->none[round] = NAN;
			world->costs[run][cell][round] =
				1000 * exp(moved + gsl_ran_gaussian(rng, NOISE));
		}
		*(run ? &world->b[cell] : &world->a[cell]) = (struct result){
			.in_round = world->costs[run][cell], .again = world->none,
			.rounds = ROUNDS, .trials = ROUNDS,
		};
	}
}

/*
 * Two runs of @n cells, in which the machine moved each by @drift, and one cell is dearer
 * by @change.  Return: in how many of @draws a cell is called changed that is not, or with
 * @change, that this one is
 */
static int count_changed(int draws, size_t n, double drift, double change)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct world world;
	int found = 0;

	gsl_rng_set(rng, 20261123);
	for (int draw = 0; draw < draws; draw++) {
		struct comparisons set = { .two_runs = true };
		bool any = false;

		draw_run(&world, 0, n, drift, rng);
		draw_run(&world, 1, n, drift, rng);
		for (size_t i = 0; i < n; i++)
			comparisons_add(&set, &world.a[i], &world.b[i]);
		for (int round = 0; round < ROUNDS; round++)
			world.costs[1][0][round] *= 1 + change;
		assert_int_equal(comparisons_judge(&set, MODE_TIME, TIME_TOLERANCE, 1), 0);
		for (size_t i = 0; i < (change > 0 ? 1 : n); i++)
			any |= set.pair[i].verdict == VERDICT_CHANGED;
		found += any;
		comparisons_free(&set);
	}
	gsl_rng_free(rng);
	return found;
}

/* 5 % of 400 are 20; three standard deviations of that are 13 */
static void runs_that_drift_alone_are_no_change(void **unused)
{
	static const size_t cells[] = { 4, CELLS };
	static const double drifts[] = { 0, NOISE, 5 * NOISE };

	(void)unused;
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < 3; j++) {
			int found = count_changed(400, cells[i], drifts[j], 0);

			if (found > 33)
				fail_msg("%d of 400 false alarms, %zu cells, drift of %g", found,
					 cells[i], drifts[j]);
		}
}

static void a_change_beyond_drift_and_noise_is_found(void **unused)
{
	(void)unused;
	assert_true(count_changed(100, CELLS, NOISE, 0.5) >= 95);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_that_drift_alone_are_no_change),
		cmocka_unit_test(a_change_beyond_drift_and_noise_is_found),
	};

	return cmocka_run_group_tests_name("comparison", tests, NULL, NULL);
}
