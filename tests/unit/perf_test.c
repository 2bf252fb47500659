// SPDX-License-Identifier: GPL-2.0-only
/* What perf says, and what becomes of it. */
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "perf/tool.h"
#include "results/perf_counts.h"

static const struct cell cell = { .threads = 1 };

/* As perf 6.1 prints it, with what it says of its control */
static char counts[] =
	"Events disabled\nEvents enabled\n"
	"{\"counter-value\" : \"<not supported>\", \"unit\" : \"\", \"event\" : \"cycles\", "
	"\"event-runtime\" : 0, \"pcnt-running\" : 100.00, \"metric-value\" : 0.000000}\n"
	"{\"counter-value\" : \"<not counted>\", \"unit\" : \"\", \"event\" : \"branch-misses\", "
	"\"event-runtime\" : 0, \"pcnt-running\" : 0.00}\n"
	"{\"counter-value\" : \"5000.000000\", \"unit\" : \"\", \"event\" : \"cache-misses\", "
	"\"event-runtime\" : 70, \"pcnt-running\" : 62.50}\n"
	"{\"counter-value\" : \"0.582969\", \"unit\" : \"msec\", \"event\" : \"task-clock\", "
	"\"event-runtime\" : 582969, \"pcnt-running\" : 100.00, \"metric-unit\" : \"CPUs utilized\"}\n"
	"{\"counter-value\" : \"1024.000000\", \"unit\" : \"\", \"event\" : \"minor-faults\", "
	"\"event-runtime\" : 582969, \"pcnt-running\" : 100.00}\n";

/* What samples.jsonl has of a trial; its faults are by getrusage(2) */
static json_t *read_counts(long minflt, char wrong[160])
{
	struct perf perf = { .lacking = 1U << PERF_EVENT_CYCLES };
	const struct perf_trial trial = { .cell = &cell, .minflt = minflt };
	FILE *text = fmemopen(counts, strlen(counts), "r");
	json_t *object = json_pack("{ss}", "tool", "stat");

	*wrong = '\0';
	assert_int_equal(perf_stat.read(&perf, &trial, text, object, wrong), 0);
	fclose(text);
	return object;
}

static void what_the_machine_lacks_is_null_and_what_was_not_counted_is_not_there(void **unused)
{
	char wrong[160];
	json_t *object = read_counts(1024, wrong), *counters = json_object_get(object, "counters");

	(void)unused;
	assert_string_equal(wrong, "");
	assert_true(json_is_null(json_object_get(counters, "cycles")));
	assert_null(json_object_get(counters, "branch-misses"));
	assert_true(json_real_value(json_object_get(counters, "task-clock")) == 582969);
	assert_true(json_real_value(json_object_get(counters, "minor-faults")) == 1024);
	json_decref(object);
}

static void a_counter_that_was_shared_says_for_how_long_it_counted(void **unused)
{
	char wrong[160];
	json_t *object = read_counts(1024, wrong), *running = json_object_get(object, "running");

	(void)unused;
	assert_int_equal(json_object_size(running), 1);
	assert_true(json_real_value(json_object_get(running, "cache-misses")) == 62.5);
	json_decref(object);
}

static void faults_that_the_kernel_did_not_count_are_wrong(void **unused)
{
	char wrong[160];

	(void)unused;
	json_decref(read_counts(1028, wrong));
	assert_string_equal(wrong, "");
	json_decref(read_counts(1029, wrong));
	assert_string_equal(wrong, "perf stat counted 1024 minor faults, getrusage(2) 1029");
}

static void counts_are_medians_per_touched_page(void **unused)
{
	struct perf_counts of = { .trials = 0 };
	const char *wrong;
	char ignored[160];

	(void)unused;
	for (int i = 0; i < 3; i++) {
		json_t *object = read_counts(1024, ignored);

		json_object_set_new(json_object_get(object, "counters"), "task-clock",
				    json_real(102400 + 15000 * i));
		assert_int_equal(perf_counts_add(&of, object, 512, &wrong), 0);
		json_decref(object);
	}
	perf_counts_sort(&of);
	assert_int_equal(of.trials, 3);
	assert_true(perf_count_median(&of.event[PERF_EVENT_MINOR_FAULTS]) == 2);
	assert_false(perf_count_differs(&of.event[PERF_EVENT_MINOR_FAULTS]));
	assert_true(perf_count_median(&of.event[PERF_EVENT_TASK_CLOCK]) == 117400 / 512.0);
	assert_true(perf_count_differs(&of.event[PERF_EVENT_TASK_CLOCK]));
	assert_true(of.event[PERF_EVENT_CACHE_MISSES].shared);
	assert_true(of.event[PERF_EVENT_CYCLES].lacking);
	assert_true(isnan(perf_count_median(&of.event[PERF_EVENT_CYCLES])));
	perf_counts_free(&of);
}

static void a_count_that_is_no_number_is_damage(void **unused)
{
	static const char *const damaged[] = {
		"{}", "{\"tool\": 3}", "{\"tool\": \"stat\", \"counters\": {\"cycles\": \"1\"}}",
		"{\"tool\": \"stat\", \"counters\": {\"cycles\": -1}}",
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
		json_t *object = json_loads(damaged[i], 0, NULL);
		struct perf_counts of = { .trials = 0 };
		const char *wrong = NULL;

		assert_int_equal(perf_counts_add(&of, object, 512, &wrong), -1);
		assert_string_equal(wrong, "a damaged record of perf");
		perf_counts_free(&of);
		json_decref(object);
	}
}

static void counted_instructions_are_no_place_for_perf(void **unused)
{
	struct perf perf;

	(void)unused;
	assert_int_equal(perf_open(&perf, PERF_STAT, MODE_INSN), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_machine_lacks_is_null_and_what_was_not_counted_is_not_there),
		cmocka_unit_test(a_counter_that_was_shared_says_for_how_long_it_counted),
		cmocka_unit_test(faults_that_the_kernel_did_not_count_are_wrong),
		cmocka_unit_test(counts_are_medians_per_touched_page),
		cmocka_unit_test(a_count_that_is_no_number_is_damage),
		cmocka_unit_test(counted_instructions_are_no_place_for_perf),
	};

	return cmocka_run_group_tests_name("perf", tests, NULL, NULL);
}
