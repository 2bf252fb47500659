// SPDX-License-Identifier: GPL-2.0-only
/* What two runs say of each lock: known answers, and how often equal runs differ. */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "results/contention_changes.h"
#include "results/lock_floor.h"

#define ROUNDS 6
#define LOCKS 8
#define FAULTS 2000

static void near(double got, double wanted, double tolerance)
{
	if (!(fabs(got - wanted) <= tolerance))
		fail_msg("%.7f, not %.7f", got, wanted);
}

/* A run of one cell, or of one for each lock */
struct run {
	struct analysis analysis;
	struct result result, others[LOCKS - 1];
	size_t n_others;
};

static void begin(struct run *run)
{
	memset(run, 0, sizeof(*run));
	run->analysis.result = &run->result;
	run->analysis.n_results = 1;
}

static void add(struct waits *waits, const char *lock, double events, double time)
{
	struct waited *waited = waits_lock(waits, lock);

	assert_non_null(waited);
	waited_add(waits, waited, events, time);
}

/* One lock in all rounds: @events of it, each of which takes @each */
static void fill(struct run *run, const char *lock, const double events[ROUNDS], double each)
{
	begin(run);
	for (int i = 0; i < ROUNDS; i++) {
		assert_int_equal(waits_open_round(&run->result.waited, FAULTS), 0);
		if (events[i] > 0)
			add(&run->result.waited, lock, events[i], events[i] * each);
	}
	waits_sort(&run->result.waited);
}

/* And other locks beside it, each as often */
static void fill_others(struct run *run, const char *const lock[], size_t n,
			const double events[ROUNDS])
{
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < n; i++) {
			struct waited *waited = waits_lock(&run->result.waited, lock[i]);

			assert_non_null(waited);
			waited->events[round] += events[round];
			waited->events_sum += events[round];
		}
}

static struct contention_changes compare(struct run *a, struct run *b, enum mode mode,
				   struct comparisons *cells)
{
	struct contention_changes changes;

	*cells = (struct comparisons){ 0 };
	assert_int_equal(comparisons_add(cells, &a->result, &b->result), 0);
	for (size_t i = 0; i < a->n_others; i++)
		assert_int_equal(comparisons_add(cells, &a->others[i], &b->others[i]), 0);
	assert_int_equal(contention_changes_make(cells, mode, &a->analysis, &b->analysis, &changes), 0);
	return changes;
}

static void end(struct run *a, struct run *b, struct comparisons *cells,
		struct contention_changes *changes)
{
	contention_changes_free(changes);
	comparisons_free(cells);
	waits_free(&a->result.waited);
	waits_free(&b->result.waited);
	for (size_t i = 0; i < a->n_others; i++) {
		waits_free(&a->others[i].waited);
		waits_free(&b->others[i].waited);
	}
}

static const double few[ROUNDS] = { 9, 11, 10, 12, 8, 10 };
static const double many[ROUNDS] = { 41, 38, 40, 44, 36, 41 };
static const double none[ROUNDS];

static void a_lock_is_compared_in_events_and_in_time(void **unused)
{
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	fill(&a, "j_state_lock", few, 100);
	fill(&b, "j_state_lock", many, 50);
	changes = compare(&a, &b, MODE_TIME, &cells);
	assert_int_equal(changes.n, 1);
	assert_string_equal(changes.change[0].lock, "j_state_lock");
	near(changes.change[0].events.value, 4, 1e-12);
	assert_true(changes.change[0].events.low > 1.8 && changes.change[0].events.p < 0.005);
	near(changes.change[0].time.value, 2, 1e-12);
	assert_true(changes.change[0].time.low > 1.5 && changes.change[0].time.p < 0.001);
	assert_true(isnan(changes.events_drift) && isnan(changes.time_drift));
	end(&a, &b, &cells, &changes);
}

/* Rounds of one boot are alike, and of another one, too: nothing else says how far boots are apart */
static void runs_of_one_cell_may_differ_by_what_boots_do(void **unused)
{
	static const double before[ROUNDS] = { 90, 110, 100, 120, 80, 100 };
	static const double more[ROUNDS] = { 140, 160, 150, 180, 120, 150 };
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	fill(&a, "j_state_lock", before, 100);
	fill(&b, "j_state_lock", more, 100);
	changes = compare(&a, &b, MODE_COUNT, &cells);
	assert_true(changes.change[0].events_p_alone < 0.01 && changes.change[0].events.p > 0.05);
	end(&a, &b, &cells, &changes);
	/* What was not there before is no boot's doing */
	fill(&a, "j_state_lock", none, 100);
	fill(&b, "j_state_lock", more, 100);
	changes = compare(&a, &b, MODE_COUNT, &cells);
	near(changes.change[0].events.p, changes.change[0].events_p_alone, 1e-12);
	assert_true(changes.change[0].events.p < 0.001);
	end(&a, &b, &cells, &changes);
}

static void without_a_clock_only_events_are_compared(void **unused)
{
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	fill(&a, "j_state_lock", few, 100);
	fill(&b, "j_state_lock", many, 50);
	changes = compare(&a, &b, MODE_COUNT, &cells);
	near(changes.change[0].events.value, 4, 1e-12);
	assert_true(isnan(changes.change[0].time.value) && isnan(changes.aa_floor));
	end(&a, &b, &cells, &changes);
}

static void locks_of_one_run_alone_are_new_or_gone(void **unused)
{
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	fill(&a, "old", few, 1);
	fill(&b, "new", few, 1);
	changes = compare(&a, &b, MODE_TIME, &cells);
	assert_int_equal(changes.n, 2);
	assert_string_equal(changes.change[0].lock, "new");
	assert_null(changes.change[0].a);
	assert_true(isinf(changes.change[0].events.value) && changes.change[0].events.low > 1 &&
		    changes.change[0].events.p < 0.01);
	assert_string_equal(changes.change[1].lock, "old");
	assert_null(changes.change[1].b);
	near(changes.change[1].events.value, 0, 0);
	assert_true(changes.change[1].events.high < 1 && changes.change[1].events.p < 0.01);
	/* Time has no ratio there; its events tell */
	assert_true(changes.change[0].time.p >= 1 && isnan(changes.change[0].time.low));
	end(&a, &b, &cells, &changes);
}

/* A commit has waits of handles and hazards in its wake: one change, and no other machine */
static void what_goes_with_commits_is_no_drift(void **unused)
{
	static const char *const follow[] = {
		"commit", "commit, open handles", "handle, commit", "handle, folio locked",
		"folio locked for handle",
	};
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	fill(&a, "folio lock", few, 100);
	fill(&b, "folio lock", few, 100);
	fill_others(&b, follow, sizeof(follow) / sizeof(follow[0]), few);
	a.analysis.run = json_pack("{s[ssss]}", "event_kinds", "folio", "hazard", "delayed", "handle");
	json_array_append_new(json_object_get(a.analysis.run, "event_kinds"), json_string("commit"));
	b.analysis.run = json_incref(a.analysis.run);
	changes = compare(&a, &b, MODE_COUNT, &cells);
	assert_int_equal(changes.n, 6);
	assert_true(isnan(changes.events_drift));
	for (size_t i = 0; i < changes.n; i++)
		assert_int_equal(changes.change[i].events.p < 0.05,
				 strcmp(changes.change[i].lock, "folio lock") != 0);
	end(&a, &b, &cells, &changes);
	json_decref(a.analysis.run);
	json_decref(b.analysis.run);
}

static void a_cell_without_lock_trials_in_one_run_is_left_out(void **unused)
{
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	begin(&a);
	fill(&b, "new", few, 1);
	changes = compare(&a, &b, MODE_TIME, &cells);
	assert_int_equal(changes.n, 0);
	end(&a, &b, &cells, &changes);
	/* One with lock trials that saw nothing is not */
	fill(&a, "new", none, 1);
	fill(&b, "new", few, 1);
	changes = compare(&a, &b, MODE_TIME, &cells);
	assert_int_equal(changes.n, 1);
	end(&a, &b, &cells, &changes);
}

/* Odd rounds 11 + 12 + 10, even ones 9 + 10 + 8 */
static void the_floor_is_between_odd_and_even_rounds(void **unused)
{
	const struct analysis *runs[1];
	double floor;
	struct run a;

	(void)unused;
	fill(&a, "j_state_lock", few, 100);
	runs[0] = &a.analysis;
	assert_int_equal(lock_floor(runs, 1, &floor), 0);
	near(floor, 33.0 / 27 - 1, 1e-12);
	waits_free(&a.result.waited);
	fill(&a, "j_state_lock", few, 0);
	assert_int_equal(lock_floor(runs, 1, &floor), 0);
	assert_true(isnan(floor));
	waits_free(&a.result.waited);
}

/*
 * Bursts: a rate of each round's own; @moved: of the run, by which all its locks differ, each in
 * a cell of its own
 */
static void draw(struct run *run, gsl_rng *rng, double moved, double times)
{
	begin(run);
	run->n_others = LOCKS - 1;
	for (int lock = 0; lock < LOCKS; lock++) {
		struct waits *waits = lock ? &run->others[lock - 1].waited : &run->result.waited;
		double mean = (20 + 40 * lock) * moved * (lock ? 1 : times);
		char name[16];

		snprintf(name, sizeof(name), "lock %d", lock);
		for (int i = 0; i < ROUNDS; i++) {
			assert_int_equal(waits_open_round(waits, FAULTS), 0);
			add(waits, name, gsl_ran_poisson(rng, gsl_ran_gamma(rng, mean / 3, 3)), 0);
		}
	}
}

struct found {
	int alarms;	/* comparisons in which a lock is called changed that is not */
	int right;	/* in which the one is that is */
};

/* In place of the locks within it a new one is waited for: the machine is the same */
static void a_lock_around_others_is_named_although_they_moved(void **unused)
{
	static const char *const within[] = { "i_es_lock", "i_data_sem", "i_pages", "j_state_lock",
					      "j_list_lock" };
	struct comparisons cells;
	struct contention_changes changes;
	struct run a, b;

	(void)unused;
	fill(&a, within[0], many, 0);
	fill(&b, "mutex", many, 0);
	fill_others(&a, within + 1, sizeof(within) / sizeof(within[0]) - 1, many);
	changes = compare(&a, &b, MODE_COUNT, &cells);
	assert_string_equal(changes.change[0].lock, "mutex");
	assert_true(changes.change[0].events.p < 0.001);
	end(&a, &b, &cells, &changes);
}

/* Of @draws comparisons, in which lock 0 has so many @times the events */
static struct found try(int draws, double moved, double times)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct found found = { 0, 0 };

	gsl_rng_set(rng, 20261129);
	for (int i = 0; i < draws; i++) {
		struct comparisons cells;
		struct contention_changes changes;
		struct run a, b;
		bool alarm = false;

		draw(&a, rng, 1, 1);
		draw(&b, rng, moved, times);
		changes = compare(&a, &b, MODE_COUNT, &cells);
		for (size_t j = 0; j < changes.n; j++) {
			bool changed = changes.change[j].events.p <= FALSE_DISCOVERY_RATE;

			if (times > 1 && !strcmp(changes.change[j].lock, "lock 0"))
				found.right += changed;
			else
				alarm |= changed;
		}
		found.alarms += alarm;
		end(&a, &b, &cells, &changes);
	}
	gsl_rng_free(rng);
	return found;
}

/* 5 % of 200 are 10; three standard deviations of that are 9 */
static void equal_runs_with_bursts_have_few_false_alarms(void **unused)
{
	struct found found = try(200, 1, 1);

	(void)unused;
	if (found.alarms > 19)
		fail_msg("%d of 200 comparisons have a false alarm", found.alarms);
}

static void runs_of_which_all_locks_moved_have_few_false_alarms(void **unused)
{
	struct found found = try(200, 1.6, 1);

	(void)unused;
	if (found.alarms > 19)
		fail_msg("%d of 200 comparisons have a false alarm", found.alarms);
}

static void one_lock_that_is_contended_more_is_found(void **unused)
{
	struct found found = try(200, 1, 5);

	(void)unused;
	if (found.right < 160)
		fail_msg("of 200 changes %d are found", found.right);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lock_is_compared_in_events_and_in_time),
		cmocka_unit_test(runs_of_one_cell_may_differ_by_what_boots_do),
		cmocka_unit_test(without_a_clock_only_events_are_compared),
		cmocka_unit_test(locks_of_one_run_alone_are_new_or_gone),
		cmocka_unit_test(what_goes_with_commits_is_no_drift),
		cmocka_unit_test(a_lock_around_others_is_named_although_they_moved),
		cmocka_unit_test(a_cell_without_lock_trials_in_one_run_is_left_out),
		cmocka_unit_test(the_floor_is_between_odd_and_even_rounds),
		cmocka_unit_test(equal_runs_with_bursts_have_few_false_alarms),
		cmocka_unit_test(runs_of_which_all_locks_moved_have_few_false_alarms),
		cmocka_unit_test(one_lock_that_is_contended_more_is_found),
	};

	return cmocka_run_group_tests_name("contention changes", tests, NULL, NULL);
}
