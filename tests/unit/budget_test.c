// SPDX-License-Identifier: GPL-2.0-only
/* The time of a run: how it is written, what is needed, when it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/duration.h"
#include "plan/budget.h"
#include "plan/plan.h"

enum { CELLS = 4, ROUND = CELLS + 2 };

static struct cell cells[CELLS];
static const struct budget_behind nothing, everything = { .watched = true, .locks = true };

/* Two blocks of two cells, the first cell of four threads */
static struct job make_job(void)
{
	for (int i = 0; i < CELLS; i++)
		cells[i] = (struct cell){ .variant = i % 2, .pattern = i / 2, .threads = 1 };
	cells[0].threads = cells[1].threads = 4;
	return (struct job){ .path = "x.job", .cells = cells, .n_cells = CELLS, .trials = 2,
			    .trials_max = 1000 };
}

/* Each cell has had a trial of one second */
static void take_a_second_each(struct budget *budget)
{
	for (size_t i = 0; i < CELLS; i++)
		budget_add(budget, i, 1);
}

static void times_are_read_as_people_write_them(void **unused)
{
	static const struct {
		const char *text;
		double seconds;
	} good[] = {
		{ "300", 300 }, { "90s", 90 }, { "5m", 300 }, { "2h", 7200 }, { "1h30m", 5400 },
		{ "1m30s", 90 }, { "720h", DURATION_MOST },
	};
	static const char *const bad[] = {
		"", "0", "0s", "m", "5x", "-5m", "5 m", "1.5m", "30m1h", "5m5m", "1h30", "721h",
		"99999999999999999999", "5M",
	};
	double seconds;

	(void)unused;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(duration_parse(good[i].text, &seconds), 0);
		assert_true(seconds == good[i].seconds);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(duration_parse(bad[i], &seconds), -1);
}

static void times_are_written_short(void **unused)
{
	char text[DURATION_TEXT];

	(void)unused;
	assert_string_equal(duration_text(0.4, text), "0s");
	assert_string_equal(duration_text(59.7, text), "1m");
	assert_string_equal(duration_text(581, text), "9m41s");
	assert_string_equal(duration_text(3600, text), "1h");
	assert_string_equal(duration_text(5432, text), "1h30m");
}

/* Who asks for what is said to be enough must not be refused again */
static void what_is_said_to_be_enough_is_more(void **unused)
{
	(void)unused;
	for (int seconds = 1; seconds < 20000; seconds += 1 + seconds / 3)
		assert_true(duration_enough(seconds) >= 1.1 * seconds &&
			    duration_enough(seconds) <= 1.1 * seconds + 60);
	assert_true(duration_enough(590) == 660);
}

/* Six rounds have an interval; a round has the first cell of each block twice */
static void what_is_needed_is_added_up(void **unused)
{
	struct job job = make_job();
	struct budget budget;

	(void)unused;
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 100, &nothing), 0);
	assert_true(budget_needed(&budget) == 0);
	/* Others are expected to take as long as these */
	budget_add(&budget, 0, 1);
	budget_add(&budget, 1, 3);
	assert_true(budget_needed(&budget) == 6 * (1 + 3 + 2 + 2 + 1 + 2));
	assert_int_equal(budget_lock_trials(&budget), 0);
	budget_close(&budget);

	/* A job may do without intervals */
	job.trials_max = 2;
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 0, &nothing), 0);
	take_a_second_each(&budget);
	assert_true(budget_needed(&budget) == 2 * ROUND);
	budget_close(&budget);

	job.trials_max = 1000;
	job.trials = 10;
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 100, &everything), 0);
	take_a_second_each(&budget);
	/* Traced trials may take a quarter longer */
	assert_true(budget_needed(&budget) == 10 * ROUND + 1.25 * (CELLS + 10 * CELLS));
	/* Of which those that are promised are those of several threads */
	assert_int_equal(budget_lock_trials(&budget), 2 * 10);
	budget_close(&budget);
}

static void a_time_that_is_too_short_is_found_early(void **unused)
{
	struct job job = make_job();
	struct budget budget;

	(void)unused;
	/* Needed are 36 s */
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 35, &nothing), 0);
	take_a_second_each(&budget);
	/* It may be that the first trials were the longest ones */
	assert_false(budget_look_ahead(&budget, 8, 20));
	assert_false(budget.too_short);
	assert_false(budget_look_ahead(&budget, 20, 20));
	assert_true(budget.too_short);
	assert_false(budget_allows(&budget, 0));
	budget_close(&budget);

	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 17, &nothing), 0);
	take_a_second_each(&budget);
	assert_false(budget_look_ahead(&budget, 7, 20));
	assert_false(budget.too_short);
	assert_false(budget_look_ahead(&budget, 8, 20));
	assert_true(budget.too_short);
	budget_close(&budget);

	/* In the first round it is over */
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 3, &nothing), 0);
	budget_add(&budget, 0, 2);
	budget.began -= 2;
	assert_false(budget_allows(&budget, 1));
	assert_true(budget.too_short && !budget.late);
	budget_close(&budget);

	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 36, &nothing), 0);
	take_a_second_each(&budget);
	assert_true(budget_look_ahead(&budget, ROUND, ROUND));
	assert_false(budget.too_short);
	/* That is said once */
	assert_false(budget_look_ahead(&budget, ROUND + 1, ROUND));
	budget_close(&budget);
}

static void the_usual_time_refuses_nothing(void **unused)
{
	struct job job = make_job();
	struct budget budget;

	(void)unused;
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 0, &nothing), 0);
	for (size_t i = 0; i < CELLS; i++)
		budget_add(&budget, i, 1000);
	assert_true(budget_look_ahead(&budget, ROUND, ROUND));
	assert_false(budget.too_short);
	budget.began -= 5000;
	assert_true(budget_allows(&budget, 0));
	/* But it ends when intervals are possible */
	assert_true(budget_has_round(&budget, 5, (char[CELLS]){ 1, 1, 1, 1 }));
	assert_false(budget_has_round(&budget, 6, (char[CELLS]){ 1, 1, 1, 1 }));
	budget_close(&budget);
}

static void a_run_ends_in_the_time_that_was_asked_for(void **unused)
{
	struct job job = make_job();
	struct budget budget;

	(void)unused;
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 100, &nothing), 0);
	take_a_second_each(&budget);
	assert_true(budget_look_ahead(&budget, ROUND, ROUND));
	budget.began -= 93;
	/* 93 s and a round of 6 s, but not two, nor one more that has just begun */
	assert_true(budget_has_round(&budget, 9, (char[CELLS]){ 1, 1, 1, 1 }));
	budget.began -= 2;
	assert_false(budget_has_round(&budget, 9, (char[CELLS]){ 1, 1, 1, 1 }));
	assert_true(budget_has_round(&budget, 9, (char[CELLS]){ 0, 0, 1, 1 }));
	/* Even if intervals are not possible yet */
	assert_false(budget_has_round(&budget, 3, (char[CELLS]){ 1, 1, 1, 1 }));
	assert_true(budget_allows(&budget, 0));
	budget.began -= 4.5;
	assert_false(budget_allows(&budget, 0));
	assert_true(budget.late);
	budget_close(&budget);
}

static void what_comes_behind_has_its_time(void **unused)
{
	struct job job = make_job();
	struct budget budget;
	const char all[CELLS] = { 1, 1, 1, 1 };

	(void)unused;
	/* 36 s, and 5 s of watched trials, and 30 s (two of four cells: 15 s) of lock trials */
	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 72, &everything), 0);
	take_a_second_each(&budget);
	assert_true(budget_look_ahead(&budget, ROUND, ROUND));
	assert_memory_equal(budget.lock_cells, all, CELLS);
	budget.began -= 30;
	assert_true(budget_has_round(&budget, 5, all));
	budget.began -= 3;
	assert_false(budget_has_round(&budget, 5, all));
	budget_close(&budget);

	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 60, &everything), 0);
	take_a_second_each(&budget);
	assert_true(budget_look_ahead(&budget, ROUND, ROUND));
	assert_false(budget.too_short);
	assert_memory_equal(budget.lock_cells, ((char[CELLS]){ 1, 1, 0, 0 }), CELLS);
	budget_close(&budget);

	assert_int_equal(budget_open(&budget, &job, MODE_TIME, 55, &everything), 0);
	take_a_second_each(&budget);
	assert_false(budget_look_ahead(&budget, ROUND, ROUND));
	assert_true(budget.too_short);
	budget_close(&budget);
}

static void other_modes_have_no_time(void **unused)
{
	struct job job = make_job();
	struct budget budget;

	(void)unused;
	assert_int_equal(budget_open(&budget, &job, MODE_COUNT, 0, &everything), 0);
	take_a_second_each(&budget);
	budget.began -= 5000;
	assert_true(budget_allows(&budget, 0));
	assert_false(budget_look_ahead(&budget, ROUND, ROUND));
	assert_true(budget_left(&budget) == 0);
	/* And lock trials only where there is somebody to wait for */
	assert_memory_equal(budget.lock_cells, ((char[CELLS]){ 1, 1, 0, 0 }), CELLS);
	assert_int_equal(budget_lock_trials(&budget), 2 * 3);
	budget_close(&budget);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_read_as_people_write_them),
		cmocka_unit_test(times_are_written_short),
		cmocka_unit_test(what_is_said_to_be_enough_is_more),
		cmocka_unit_test(what_is_needed_is_added_up),
		cmocka_unit_test(a_time_that_is_too_short_is_found_early),
		cmocka_unit_test(the_usual_time_refuses_nothing),
		cmocka_unit_test(a_run_ends_in_the_time_that_was_asked_for),
		cmocka_unit_test(what_comes_behind_has_its_time),
		cmocka_unit_test(other_modes_have_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
