// SPDX-License-Identifier: GPL-2.0-only
/* Trial order and page order: complete, reproducible, blocked as promised. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/page.h"
#include "lib/random.h"
#include "plan/plan.h"
#include "plan/precision.h"

enum { CELLS = NR_VARIANTS * 4 };

static struct cell cells[CELLS];

static struct job make_job(void)
{
	for (int i = 0; i < CELLS; i++)
		cells[i] = (struct cell){
			.variant = i % NR_VARIANTS,
			.state = STATE_SPARSE,
			.pattern = i / NR_VARIANTS % 2,
			.folio = i / NR_VARIANTS / 2,
			.block_size = 4096, .threads = 1, .stride = 1, .size = 1 << 20,
		};
	return (struct job){ .seed = 7, .trials = 3, .cells = cells, .n_cells = CELLS };
}

static void every_round_holds_every_cell_once(void **unused)
{
	struct job job = make_job();

	(void)unused;
	for (int mode = 0; mode < NR_MODES; mode++) {
		unsigned int seen[4][CELLS] = { 0 };
		struct plan plan;

		assert_int_equal(plan_make(&plan, &job, mode), 0);
		assert_int_equal(plan_watched(&plan, &job, mode), 0);
		for (size_t i = 0; i < plan.n_steps; i++) {
			const struct step *step = &plan.step[i];

			assert_int_equal(step->kind == STEP_WATCHED, step->round == 3);
			seen[step->round][step->cell] += step->kind != STEP_AGAIN;
		}
		for (int round = 0; round < 4; round++)
			for (int cell = 0; cell < CELLS; cell++)
				assert_int_equal(seen[round][cell], 1);
		plan_free(&plan);
	}
}

static void time_has_a_pair_of_the_baseline_in_every_block(void **unused)
{
	struct job job = make_job();
	unsigned int again[3][CELLS] = { 0 };
	struct plan plan;

	(void)unused;
	assert_int_equal(plan_make(&plan, &job, MODE_TIME), 0);
	assert_int_equal(plan.n_steps, 3 * (CELLS + CELLS / NR_VARIANTS));
	for (size_t i = 0; i < plan.n_steps; i++)
		again[plan.step[i].round][plan.step[i].cell] += plan.step[i].kind == STEP_AGAIN;
	for (int round = 0; round < 3; round++)
		for (int cell = 0; cell < CELLS; cell++)
			assert_int_equal(again[round][cell], cells[cell].variant == 0);
	plan_free(&plan);
	assert_int_equal(plan_make(&plan, &job, MODE_INSN), 0);
	assert_int_equal(plan.n_steps, 3 * CELLS);
	plan_free(&plan);
}

static void more_rounds_hold_what_is_wanted(void **unused)
{
	struct job job = make_job();
	char wanted[CELLS] = { 0 };
	struct plan plan;
	size_t before;

	(void)unused;
	memset(wanted + NR_VARIANTS, 1, NR_VARIANTS);
	assert_int_equal(plan_make(&plan, &job, MODE_TIME), 0);
	before = plan.n_steps;
	assert_int_equal(plan_more(&plan, &job, MODE_TIME, wanted), 0);
	assert_int_equal(plan.n_steps, before + NR_VARIANTS + 1);
	for (size_t i = before; i < plan.n_steps; i++) {
		assert_int_equal(plan.step[i].round, 3);
		assert_int_equal(plan.step[i].cell / NR_VARIANTS, 1);
	}
	plan_free(&plan);
}

static void instructions_make_each_filesystem_once_a_round(void **unused)
{
	struct job job = make_job();
	struct plan plan;
	unsigned int changes = 0;

	(void)unused;
	assert_int_equal(plan_make(&plan, &job, MODE_INSN), 0);
	for (size_t i = 1; i < CELLS; i++)
		changes += job.cells[plan.step[i].cell].variant !=
			   job.cells[plan.step[i - 1].cell].variant;
	assert_int_equal(changes, NR_VARIANTS - 1);
	plan_free(&plan);
}

static void time_keeps_variants_together_in_changing_order(void **unused)
{
	struct job job = make_job();
	struct plan plan;
	int differs = 0;

	(void)unused;
	assert_int_equal(plan_make(&plan, &job, MODE_TIME), 0);
	for (size_t i = 0; i < plan.n_steps; i += NR_VARIANTS + 1) {
		for (size_t j = 1; j < NR_VARIANTS + 1; j++) {
			assert_int_equal(cells[plan.step[i].cell].folio,
					 cells[plan.step[i + j].cell].folio);
			assert_int_equal(cells[plan.step[i].cell].pattern,
					 cells[plan.step[i + j].cell].pattern);
		}
		differs |= cells[plan.step[i].cell].variant != cells[plan.step[0].cell].variant;
	}
	assert_true(differs);
	plan_free(&plan);
}

static void same_seed_same_plan(void **unused)
{
	struct job job = make_job();
	struct plan a, b;

	(void)unused;
	assert_int_equal(plan_make(&a, &job, MODE_TIME), 0);
	assert_int_equal(plan_make(&b, &job, MODE_TIME), 0);
	assert_memory_equal(a.step, b.step, a.n_steps * sizeof(*a.step));
	plan_free(&b);
	job.seed++;
	assert_int_equal(plan_make(&b, &job, MODE_TIME), 0);
	assert_memory_not_equal(a.step, b.step, a.n_steps * sizeof(*a.step));
	plan_free(&a);
	plan_free(&b);
}

/* Variant 0 against 1 in two blocks; @noise: as a ratio, in the second one */
static void feed(struct precision *precision, unsigned int round, double noise)
{
	static uint64_t seed = 11;

	for (size_t cell = 0; cell < 4; cell++) {
		double off = ((double)(random_next(&seed) % 2001) / 1000 - 1) *
			     (cell < 2 ? 0.001 : noise);
		struct step step = { .cell = cell, .round = round };

		precision_add(precision, &step, 100 * (1 + off));
		step.kind = STEP_AGAIN;
		precision_add(precision, &step, 100 * (1 - off));
	}
}

static void cells_are_wanted_until_their_block_is_precise(void **unused)
{
	static struct cell pair[4];
	struct job job = { .cells = pair, .n_cells = 4, .trials_max = 100, .precision = 0.01 };
	struct precision precision;
	struct failures failures;
	unsigned int round = 0;
	char wanted[4];

	(void)unused;
	for (int i = 0; i < 4; i++)
		pair[i] = (struct cell){ .variant = i % 2, .pattern = i / 2, .size = 1 << 20 };
	assert_int_equal(precision_open(&precision, &job), 0);
	assert_int_equal(failures_open(&failures, &job), 0);
	assert_int_equal(precision_unsure(&precision, &failures, wanted), 2);
	for (; round < 10; round++)
		feed(&precision, round, 0.05);
	assert_int_equal(precision_unsure(&precision, &failures, wanted), 1);
	assert_int_equal(wanted[0] || wanted[1], 0);
	assert_int_equal(wanted[2] && wanted[3], 1);
	for (; round < 100; round++)
		feed(&precision, round, 0.02);
	assert_int_equal(precision_unsure(&precision, &failures, wanted), 0);
	assert_int_equal(wanted[0] || wanted[1] || wanted[2] || wanted[3], 0);
	failures_close(&failures);
	precision_close(&precision);
}

/* Or a run goes on to trials_max with trials that fail */
static void cells_of_which_all_trials_fail_get_no_more(void **unused)
{
	static struct cell cell[4];
	struct job job = { .cells = cell, .n_cells = 4, .trials_max = 100, .precision = 0.01 };
	struct precision precision;
	struct failures failures;
	char wanted[4];

	(void)unused;
	for (int i = 0; i < 4; i++)
		cell[i] = (struct cell){ .variant = i % 2, .pattern = i / 2, .size = 1 << 20 };
	assert_int_equal(precision_open(&precision, &job), 0);
	assert_int_equal(failures_open(&failures, &job), 0);
	/* The first of one block, the other one of the next; and one that fails now and then */
	for (int round = 0; round < 2; round++) {
		assert_int_equal(failures_add(&failures, 0, "no folios"), 0);
		assert_int_equal(failures_add(&failures, 3, "no folios"), 0);
		assert_int_equal(failures_add(&failures, 2, round ? "no luck" : ""), 0);
	}
	assert_true(failures_hopeless(&failures, 0) && failures_hopeless(&failures, 3));
	assert_false(failures_hopeless(&failures, 1) || failures_hopeless(&failures, 2));
	assert_int_equal(precision_unsure(&precision, &failures, wanted), 1);
	assert_int_equal(wanted[0] || wanted[1] || wanted[3], 0);
	assert_true(wanted[2]);
	failures_close(&failures);
	precision_close(&precision);
}

/* Locks are looked at where there may be somebody to wait for */
static void locks_are_watched_where_several_run(void **unused)
{
	struct job job = make_job();
	char wanted[CELLS];
	struct plan plan;
	size_t before;

	(void)unused;
	cells[1].threads = 4;
	job.trials = 2;
	assert_int_equal(plan_lock_cells(&job, false, wanted), 1);
	assert_int_equal(plan_make(&plan, &job, MODE_INSN), 0);
	before = plan.n_steps;
	assert_int_equal(plan_locks(&plan, &job, MODE_INSN, wanted), 0);
	assert_int_equal(plan.n_steps, before + 2);
	for (size_t i = before; i < plan.n_steps; i++) {
		assert_int_equal(plan.step[i].cell, 1);
		assert_int_equal(plan.step[i].kind, STEP_LOCKS);
	}
	plan_free(&plan);
}

static void locks_have_rounds_enough_for_an_interval(void **unused)
{
	struct job job = make_job();
	char wanted[CELLS];

	(void)unused;
	cells[1].threads = cells[2].threads = 4;
	assert_int_equal(plan_lock_cells(&job, false, wanted), 2);
	assert_true(wanted[1] && wanted[2] && !wanted[3]);
	assert_int_equal(plan_lock_cells(&job, true, wanted), CELLS);
	assert_true(wanted[3]);
	job.trials = 1;
	assert_int_equal(plan_lock_rounds(&job, MODE_COUNT), 3);
	assert_int_equal(plan_lock_rounds(&job, MODE_TIME), 6);
	job.trials = 8;
	assert_int_equal(plan_lock_rounds(&job, MODE_COUNT), 8);
	assert_int_equal(plan_lock_rounds(&job, MODE_TIME), 8);
}

/* Each round has each cell once, its variants side by side, in an order that changes */
static void perf_is_beside_every_cell_and_none_is_paired_with_itself(void **unused)
{
	struct job job = make_job();
	struct plan plan;
	size_t before;

	(void)unused;
	assert_int_equal(plan_make(&plan, &job, MODE_TIME), 0);
	before = plan.n_steps;
	assert_int_equal(plan_perf(&plan, &job, MODE_TIME, 2), 0);
	assert_int_equal(plan.n_steps, before + 2 * CELLS);
	for (size_t i = before; i < plan.n_steps; i++)
		assert_int_equal(plan.step[i].kind, STEP_PERF);
	plan_free(&plan);
}

static void lock_trials_interleave_the_cells(void **unused)
{
	static const enum mode modes[] = { MODE_COUNT, MODE_TIME };
	struct job job = make_job();
	char wanted[CELLS];

	(void)unused;
	for (int i = 0; i < CELLS; i++)
		cells[i].threads = 2;
	plan_lock_cells(&job, false, wanted);
	for (int m = 0; m < 2; m++) {
		unsigned int seen[6][CELLS] = { 0 }, rounds = plan_lock_rounds(&job, modes[m]);
		struct plan plan = { .seed = 7 };
		bool differs = false;

		assert_int_equal(plan_locks(&plan, &job, modes[m], wanted), 0);
		assert_int_equal(plan.n_steps, rounds * CELLS);
		for (size_t i = 0; i < plan.n_steps; i++) {
			const struct step *step = &plan.step[i];

			assert_int_equal(step->kind, STEP_LOCKS);
			assert_int_equal(step->round, i / CELLS);
			assert_true(plan_same_block(&cells[step->cell],
				    &cells[plan.step[i - i % NR_VARIANTS].cell]));
			differs |= step->cell != plan.step[i % CELLS].cell;
			seen[step->round][step->cell]++;
		}
		for (unsigned int round = 0; round < rounds; round++)
			for (int cell = 0; cell < CELLS; cell++)
				assert_int_equal(seen[round][cell], 1);
		assert_true(differs);
		plan_free(&plan);
	}
}

/* The first outputs for seed 1234567, as published with the algorithm's tests */
static void splitmix_gives_the_published_numbers(void **unused)
{
	uint64_t state = 1234567;

	(void)unused;
	assert_true(random_next(&state) == 6457827717110365317U);
	assert_true(random_next(&state) == 3203168211198807973U);
	assert_true(random_next(&state) == 9817491932198370423U);
}

static void shuffles_are_permutations(void **unused)
{
	size_t item[1000], seen[1000] = { 0 };
	uint64_t seed = 3;
	int moved = 0;

	(void)unused;
	for (size_t i = 0; i < 1000; i++)
		item[i] = i;
	random_shuffle(item, 1000, sizeof(*item), &seed);
	for (size_t i = 0; i < 1000; i++) {
		assert_true(item[i] < 1000);
		seen[item[i]]++;
		moved += item[i] != i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(seen[i], 1);
	assert_true(moved > 900);
}

static void touched_pages_follow_pattern_and_files(void **unused)
{
	struct cell cell = { .size = 100 * PAGE_BYTES, .threads = 4, .stride = 8 };

	(void)unused;
	assert_int_equal(cell_touched_pages(&cell), 100);
	cell.sharing = SHARING_PRIVATE;
	assert_int_equal(cell_touched_pages(&cell), 400);
	cell.pattern = PATTERN_STRIDE;
	assert_int_equal(cell_touched_pages(&cell), 52);
	cell.sharing = SHARING_OVERLAPPING;
	assert_int_equal(cell_pages_per_file(&cell), 13);
	assert_int_equal(cell_touched_pages(&cell), 52);
	/* Three whole folios, of each as many pages for each thread */
	cell.pattern = PATTERN_SEQUENTIAL;
	cell.sharing = SHARING_SAME_FOLIO;
	assert_int_equal(cell_touched_pages(&cell), 96);
	cell.threads = 5;
	assert_int_equal(cell_touched_pages(&cell), 90);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_round_holds_every_cell_once),
		cmocka_unit_test(time_has_a_pair_of_the_baseline_in_every_block),
		cmocka_unit_test(more_rounds_hold_what_is_wanted),
		cmocka_unit_test(cells_are_wanted_until_their_block_is_precise),
		cmocka_unit_test(cells_of_which_all_trials_fail_get_no_more),
		cmocka_unit_test(instructions_make_each_filesystem_once_a_round),
		cmocka_unit_test(time_keeps_variants_together_in_changing_order),
		cmocka_unit_test(same_seed_same_plan),
		cmocka_unit_test(locks_are_watched_where_several_run),
		cmocka_unit_test(locks_have_rounds_enough_for_an_interval),
		cmocka_unit_test(perf_is_beside_every_cell_and_none_is_paired_with_itself),
		cmocka_unit_test(lock_trials_interleave_the_cells),
		cmocka_unit_test(splitmix_gives_the_published_numbers),
		cmocka_unit_test(shuffles_are_permutations),
		cmocka_unit_test(touched_pages_follow_pattern_and_files),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
