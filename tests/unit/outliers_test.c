// SPDX-License-Identifier: GPL-2.0-only
/* Which trials are out of line with those of their cell. */
#include <gsl/gsl_sort.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "results/outliers.h"

/* find MODE COST...: the outliers of one cell */
static struct outlier *find(enum mode mode, const double *cost, unsigned int n_costs, size_t *n)
{
	static struct cell cell = { .size = 1 };
	struct analysis *analysis = calloc(1, sizeof(*analysis));
	struct outlier *found;
	struct result *result;

	assert_non_null(analysis);
	analysis->mode = mode;
	result = analysis_result(analysis, &cell);
	assert_non_null(result);
	for (unsigned int i = 0; i < n_costs; i++)
		assert_int_equal(result_add_cost(result, i, false, cost[i]), 0);
	result->waits[0] = 3;
	result->preemptions[0] = 1;
	gsl_sort(result->per_page, 1, result->trials);
	found = outliers_find(analysis, n);
	assert_non_null(found);
	/* What is looked at afterwards is in @found itself */
	analysis_free(analysis);
	free(analysis);
	return found;
}

static void instructions_beyond_the_tolerance(void **unused)
{
	const double cost[] = { 100.2, 100, 100.09, 100.5 };
	struct outlier *found;
	size_t n;

	(void)unused;
	found = find(MODE_INSN, cost, 4, &n);
	assert_int_equal(n, 2);
	assert_int_equal(found[0].round, 3);
	assert_float_equal(found[0].off, 0.005, 1e-9);
	assert_int_equal(found[1].round, 0);
	assert_float_equal(found[1].cost, 100.2, 1e-9);
	free(found);
}

/* Quartiles 12 and 16, so the outer fences are 0 and 28 */
static void times_beyond_the_outer_fences(void **unused)
{
	const double in_line[] = { 28, 10, 12, 14, 16, 11, 12, 16, 16 };
	const double cost[] = { 28.5, 10, 12, 14, 16, 11, 12, 16, 16 };
	char reason[64];
	struct outlier *found;
	size_t n;

	(void)unused;
	found = find(MODE_TIME, in_line, 9, &n);
	assert_int_equal(n, 0);
	free(found);
	found = find(MODE_TIME, cost, 9, &n);
	assert_int_equal(n, 1);
	assert_int_equal(found->round, 0);
	assert_float_equal(found->off, 28.5 / 14 - 1, 1e-9);
	assert_string_equal(outlier_reason(found, reason, sizeof(reason)), "3 sleeps, 1 preemptions");
	free(found);
}

static void none_of_a_few_times_nor_of_counts(void **unused)
{
	const double cost[] = { 10, 10, 10, 1000, 10, 10 };
	struct outlier *found;
	size_t n;

	(void)unused;
	found = find(MODE_TIME, cost, OUTLIER_TRIALS - 1, &n);
	assert_int_equal(n, 0);
	free(found);
	found = find(MODE_COUNT, cost, 6, &n);
	assert_int_equal(n, 0);
	free(found);
}

static void what_samples_do_not_say_is_not_made_up(void **unused)
{
	const double cost[] = { 1, 2 };
	char reason[64];
	struct outlier *found;
	size_t n;

	(void)unused;
	found = find(MODE_INSN, cost, 2, &n);
	assert_int_equal(n, 1);
	assert_true(isnan(found->waits));
	assert_string_equal(outlier_reason(found, reason, sizeof(reason)),
			    "sleeps and preemptions unknown");
	free(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instructions_beyond_the_tolerance),
		cmocka_unit_test(times_beyond_the_outer_fences),
		cmocka_unit_test(none_of_a_few_times_nor_of_counts),
		cmocka_unit_test(what_samples_do_not_say_is_not_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
