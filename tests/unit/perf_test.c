// SPDX-License-Identifier: GPL-2.0-only
/* What perf says, and what becomes of it. */
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "perf/stacks.h"
#include "perf/tool.h"
#include "profile/sampled.h"
#include "report/perf_samples.h"
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
		"{}", "{\"counters\": 3}", "{\"tool\": \"stat\", \"counters\": {\"cycles\": \"1\"}}",
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
	assert_int_equal(perf_open(&perf, PERF_STAT, MODE_INSN, "out", 1), -1);
}

/* As perf 6.1 prints them: a line that is empty, the frames, and a blank one */
static char script[] =
	"\n\tffffffff82009160 exc_page_fault\n\tffffffff82200b32 asm_exc_page_fault\n"
	"\t          401136 touch_pages+0x6\n\n"
	"\n\t          401136 touch_pages\n\n"
	"PERF_RECORD_LOST lost 7\n"
	"\n\tffffffff81571535 bad name;x\n\tffffffff82200b32 asm_exc_page_fault\n\n"
	"\n\tffffffff82009160 exc_page_fault\n\tffffffff82200b32 asm_exc_page_fault\n\n";

static void stacks_are_folded_from_the_entry_of_the_kernel_on(void **unused)
{
	FILE *in = fmemopen(script, strlen(script), "r"), *out;
	struct perf_stacks stacks = { .n = 0 };
	char *text;
	size_t length;

	(void)unused;
	assert_int_equal(perf_stacks_add(&stacks, in), 0);
	assert_int_equal(stacks.n, 4);
	out = open_memstream(&text, &length);
	perf_stacks_write(&stacks, "xfs_4k", out);
	fclose(out);
	assert_string_equal(text, "xfs_4k;(user code) 1\n"
				  "xfs_4k;asm_exc_page_fault;bad?name?x 1\n"
				  "xfs_4k;asm_exc_page_fault;exc_page_fault 2\n");
	free(text);
	fclose(in);
	perf_stacks_free(&stacks);
}

/* A run of one cell, with that for its folded stacks; its samples, or NULL if they are refused */
static struct sampled *read_folded(const char *text, struct result *result)
{
	static struct sampled sampled;
	char dir[] = "/tmp/perf_test.XXXXXX", path[600], name[CELL_NAME];
	FILE *out;
	int ret;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/perf", dir);
	assert_int_equal(mkdir(path, 0777), 0);
	snprintf(path, sizeof(path), "%s/perf/%s.folded", dir, cell_name(&result->cell, '_', name));
	out = fopen(path, "w");
	fputs(text, out);
	fclose(out);
	ret = sampled_read(dir, result, &sampled);
	unlink(path);
	snprintf(path, sizeof(path), "%s/perf", dir);
	rmdir(path);
	rmdir(dir);
	return ret ? NULL : &sampled;
}

static struct result sampled_result(double samples)
{
	return (struct result){
		.cell = { .threads = 1, .block_size = 4096, .size = 4096, .stride = 1 }, .pages = 100,
		.sampled = { "cpu-clock", 50000, samples, 0, 5 },
	};
}

static void folded_stacks_split_the_cost_of_a_page(void **unused)
{
	struct result result = sampled_result(10);
	struct sampled *sampled = read_folded("c;entry;fault 6\nc;entry;fault;lock 3\n"
					      "c;(user code) 1\n", &result);
	struct call_tree tree = { .n = 0 };

	(void)unused;
	assert_non_null(sampled);
	assert_int_equal(sampled_tree(sampled, 1000, &tree, 1), 0);
	assert_true(tree.call[0].all[1] == 1000 && tree.call[0].all[0] == 0);
	assert_int_equal(tree.n, 5);
	for (size_t i = 1; i < tree.n; i++) {
		if (!strcmp(tree.call[i].name, "fault"))
			assert_true(tree.call[i].self[1] == 600 && tree.call[i].all[1] == 900);
		if (!strcmp(tree.call[i].name, "entry"))
			assert_true(tree.call[i].self[1] == 0 && tree.call[i].all[1] == 900);
	}
	call_tree_free(&tree);
	sampled_free(sampled);
}

static void folded_stacks_that_are_not_those_of_the_run_are_refused(void **unused)
{
	static const char *const bad[] = {
		"c;entry 9\n", "c;entry 10", "c;entry\n", "c 10\n", "c;entry -10\n", "c;entry;;x 10\n",
		"c;entry 10x\n", "c;en\033try 10\n", "c; 10\n", "\n", "",
	};
	struct result result = sampled_result(10);

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_null(read_folded(bad[i], &result));
}

static void only_what_samples_can_tell_differs(void **unused)
{
	struct result results[2] = { sampled_result(1000), sampled_result(1000) };
	const struct analysis analysis = { .result = results, .n_results = 2 };
	struct sampled of[2];
	struct perf_samples samples = { .analysis = &analysis, .of = of, .n = 2 };
	const struct comparison pair = { .a = &results[0], .b = &results[1] };
	struct shares shares;

	(void)unused;
	of[0] = *read_folded("c;entry;a 500\nc;entry;b 300\nc;entry;c 197\nc;d 3\n", &results[0]);
	of[1] = *read_folded("c;entry;a 400\nc;other;b 310\nc;entry;c 290\n", &results[1]);
	assert_true(perf_samples_shares(&samples, &pair, &shares));
	assert_int_equal(shares.n, 4);
	assert_int_equal(shares.n_differ, 2);
	assert_string_equal(shares.share[0].name, "a");
	assert_string_equal(shares.share[1].name, "c");
	/* 2.498 standard deviations, for four functions */
	assert_true(shares.share[0].half > 0.0551 && shares.share[0].half < 0.0553);
	assert_true(shares.share[0].here == 0.5 && shares.share[0].there == 0.4);
	free(shares.share);
	sampled_free(&of[0]);
	sampled_free(&of[1]);
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
		cmocka_unit_test(stacks_are_folded_from_the_entry_of_the_kernel_on),
		cmocka_unit_test(folded_stacks_split_the_cost_of_a_page),
		cmocka_unit_test(folded_stacks_that_are_not_those_of_the_run_are_refused),
		cmocka_unit_test(only_what_samples_can_tell_differs),
	};

	return cmocka_run_group_tests_name("perf", tests, NULL, NULL);
}
