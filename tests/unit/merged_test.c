// SPDX-License-Identifier: GPL-2.0-only
/* What several hosts say together, of made-up runs of which all is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hosts/merged.h"
#include "report/pairs.h"

#define RUNS 4

struct made {
	struct host_run run[RUNS];
	struct host host[RUNS];
	struct hosts hosts;
	struct merged merged;
};

static struct cell cell_of(enum variant variant)
{
	return (struct cell){ .variant = variant,
			      .state = STATE_SPARSE,
			      .block_size = 4096,
			      .threads = 1,
			      .stride = 1,
			      .size = 1 << 20 };
}

static void add_cost(struct made *made, size_t run, enum variant variant, unsigned int round,
		     double cost)
{
	const struct cell cell = cell_of(variant);
	struct result *result = analysis_result(&made->run[run].analysis, &cell);

	assert_int_equal(result_add_cost(result, round, false, cost), 0);
}

static void begin(struct made *made, enum mode mode)
{
	memset(made, 0, sizeof(*made));
	made->hosts = (struct hosts){ .run = made->run, .host = made->host, .mode = mode };
}

/* One more run, of @host; iomap costs @ratio of what buffer heads do */
static void add_run(struct made *made, size_t host, double ratio, unsigned int rounds)
{
	const size_t i = made->hosts.n_runs++;
	struct host_run *run = &made->run[i];

	run->host = host;
	run->analysis.mode = made->hosts.mode;
	made->host[host].runs++;
	made->hosts.n = host + 1;
	for (unsigned int j = 0; j < rounds; j++) {
		const double noise =
			made->hosts.mode == MODE_INSN ? 0 : 0.001 * (double)((j * 7 + i * 3) % 5);

		add_cost(made, i, VARIANT_EXT4_BUFFER_HEAD, j, 1000);
		add_cost(made, i, VARIANT_EXT4_IOMAP, j, 1000 * ratio * (1 + noise));
	}
	assert_int_equal(pairs_make(&run->analysis, &run->set), 0);
}

/* @of: the host of each run */
static void merge(struct made *made, enum mode mode, size_t n, const size_t *of,
		  const double *ratio)
{
	begin(made, mode);
	for (size_t i = 0; i < n; i++)
		add_run(made, of[i], ratio[i], PAIRS_LEAST);
	assert_int_equal(merged_make(&made->hosts, &made->merged), 0);
	assert_int_equal(made->merged.n, 1);
}

static void end(struct made *made)
{
	merged_free(&made->merged);
	for (size_t i = 0; i < made->hosts.n_runs; i++) {
		comparisons_free(&made->run[i].set);
		analysis_free(&made->run[i].analysis);
	}
}

static void says(enum mode mode, size_t n, const double *ratio, enum direction wanted)
{
	static const size_t each[RUNS] = { 0, 1, 2, 3 };
	struct made made;

	merge(&made, mode, n, each, ratio);
	if (made.merged.cell[0].direction != wanted)
		fail_msg("%s, not %s", direction_names[made.merged.cell[0].direction],
			 direction_names[wanted]);
	end(&made);
}

static void hosts_agree_or_say_how_they_do_not(void **unused)
{
	(void)unused;
	says(MODE_INSN, 3, (const double[]){ 0.9, 0.8, 0.7 }, DIRECTION_LESS);
	says(MODE_INSN, 3, (const double[]){ 1.1, 1.2, 1.3 }, DIRECTION_MORE);
	says(MODE_INSN, 3, (const double[]){ 1, 1.0005, 0.9995 }, DIRECTION_SAME);
	says(MODE_INSN, 3, (const double[]){ 0.9, 1, 0.9 }, DIRECTION_MIXED);
	says(MODE_INSN, 3, (const double[]){ 0.9, 1, 1.1 }, DIRECTION_CONTRADICT);
	says(MODE_TIME, 3, (const double[]){ 0.9, 0.8, 0.7 }, DIRECTION_LESS);
	says(MODE_TIME, 3, (const double[]){ 0.9, 0.9, 0.9985 }, DIRECTION_MIXED);
}

static void a_host_that_cannot_tell_leaves_all_untold(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_TIME);
	add_run(&made, 0, 0.9, PAIRS_LEAST);
	add_run(&made, 1, 0.9, PAIRS_LEAST - 1);
	assert_int_equal(merged_make(&made.hosts, &made.merged), 0);
	assert_int_equal(made.merged.cell[0].direction, DIRECTION_CANNOT_TELL);
	assert_false(made.merged.cell[0].told);
	end(&made);
}

/* The verdict of one host's runs in mode insn */
static enum verdict verdict_of(const double *ratio, size_t n)
{
	static const size_t one[RUNS] = { 0, 0, 0, 0 };
	struct made made;
	enum verdict verdict;

	merge(&made, MODE_INSN, n, one, ratio);
	verdict = made.merged.cell[0].verdict[0];
	assert_int_equal(made.merged.cell[0].hosts, 1);
	assert_false(made.merged.cell[0].told);
	end(&made);
	return verdict;
}

static void runs_of_a_host_that_disagree_have_no_verdict(void **unused)
{
	(void)unused;
	assert_int_equal(verdict_of((const double[]){ 0.9, 0.8 }, 2), VERDICT_CHANGED);
	assert_int_equal(verdict_of((const double[]){ 1, 1.0005 }, 2), VERDICT_SAME);
	assert_int_equal(verdict_of((const double[]){ 0.9, 1 }, 2), VERDICT_CANNOT_TELL);
	assert_int_equal(verdict_of((const double[]){ 0.9, 0.9, 1.1 }, 3), VERDICT_CANNOT_TELL);
}

/* Three runs of one host, and one of another: the mean of the four would be another */
static void a_host_counts_once_however_many_runs_it_has(void **unused)
{
	static const size_t of[RUNS] = { 0, 0, 0, 1 };
	struct made made;

	(void)unused;
	merge(&made, MODE_INSN, RUNS, of, (const double[]){ 0.4, 0.5, 0.625, 1 });
	assert_true(fabs(made.merged.cell[0].all.value - sqrt(0.5)) < 1e-9);
	assert_true(made.merged.cell[0].differ);
	end(&made);
	merge(&made, MODE_TIME, RUNS, of, (const double[]){ 0.5, 0.51, 0.52, 0.51 });
	assert_int_equal(made.merged.cell[0].verdict[0], VERDICT_CHANGED);
	/* Three runs of a host: how far they are apart is its error, of two degrees */
	assert_true(made.merged.cell[0].ratio[0].freedom > 1.99);
	assert_true(made.merged.cell[0].ratio[0].freedom < 2.01);
	assert_false(made.merged.cell[0].differ);
	end(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_agree_or_say_how_they_do_not),
		cmocka_unit_test(a_host_that_cannot_tell_leaves_all_untold),
		cmocka_unit_test(runs_of_a_host_that_disagree_have_no_verdict),
		cmocka_unit_test(a_host_counts_once_however_many_runs_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
