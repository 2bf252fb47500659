// SPDX-License-Identifier: GPL-2.0-only
/* The sentences that a report begins with, of made-up runs of which all is known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/cover_letter.h"
#include "report/report.h"

#define MIB 1048576UL
#define PAGES 4096
#define BH VARIANT_EXT4_BUFFER_HEAD
#define IOMAP VARIANT_EXT4_IOMAP

/* A run, to which cells are added before it is reported */
struct made {
	struct analysis analysis;
	struct report report;
};

static void begin(struct made *made, enum mode mode)
{
	memset(made, 0, sizeof(*made));
	made->analysis.mode = mode;
	made->analysis.complete = 1;
	made->analysis.run = json_pack("{s{ss}}", "environment", "kernel", "7.3");
}

static struct cell cell_of(enum variant variant, enum state state, enum folio folio)
{
	return (struct cell){ .variant = variant, .state = state, .folio = folio,
			      .block_size = 4096, .threads = 1, .stride = 1, .size = 16 * MIB };
}

/* Two trials of @cell, so much a page.  Return: the cell, until there is another */
static struct result *add_cell(struct made *made, struct cell cell, double cost)
{
	struct result *result = analysis_result(&made->analysis, &cell);

	result->pages = result->faults = PAGES;
	result->has_path = 1;
	for (unsigned int i = 0; i < 2 && !isnan(cost); i++)
		assert_int_equal(result_add_cost(result, i, false, cost), 0);
	return result;
}

/* One cell of both variants */
static void add_pair(struct made *made, enum state state, enum folio folio, double a, double b)
{
	add_cell(made, cell_of(BH, state, folio), a);
	add_cell(made, cell_of(IOMAP, state, folio), b);
}

static void report(struct made *made)
{
	assert_int_equal(report_make(&made->analysis, "nowhere", &made->report), 0);
}

/* Once more, as something was changed by hand */
static void find_again(struct made *made)
{
	findings_free(&made->report.findings);
	assert_int_equal(findings_make(&made->analysis, &made->report.set, &made->report.profiles,
				       &made->report.findings), 0);
}

static void end(struct made *made)
{
	report_free(&made->report);
	analysis_free(&made->analysis);
}

static void says(const struct made *made, size_t i, const char *want)
{
	if (i >= made->report.findings.n)
		fail_msg("there are %zu sentences", made->report.findings.n);
	assert_string_equal(made->report.findings.sentence[i], want);
}

static void last_says(const struct made *made, const char *want)
{
	says(made, made->report.findings.n - 1, want);
}

static void cells_are_counted_by_the_verdicts(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 900);
	add_pair(&made, STATE_PREALLOC, FOLIO_ORDER0, 1000, 1080);
	add_pair(&made, STATE_PREALLOC, FOLIO_LARGE, 1000, 1000.5);
	/* The trial failed */
	add_pair(&made, STATE_WRITTEN, FOLIO_LARGE, 1000, NAN);
	report(&made);
	says(&made, 0, "On Linux 7.3 ext4-iomap costs less than ext4-buffer_head in 2 of 5 cells, "
	     "more in 1, the same in 1, and in 1 it cannot be told.");
	says(&made, 1, "The change goes from -60.0 % in sparse order0 (1,000 to 400 instructions a "
	     "page) to +8.0 % in prealloc order0 (1,000 to 1,080).");
	says(&made, 2, "By state: sparse order0 -60 %, large -10 %; prealloc order0 +8.0 %, large "
	     "0.0 %.");
	end(&made);
}

static void one_cell_and_all_cells_are_called_that(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 1000);
	report(&made);
	says(&made, 0, "On Linux 7.3 ext4-iomap costs the same as ext4-buffer_head in the one cell "
	     "that has both.");
	says(&made, 1, "The change is 0.0 % in sparse order0 (1,000 to 1,000 instructions a page).");
	assert_int_equal(made.report.findings.n, 3);
	end(&made);

	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 1100);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 1100);
	report(&made);
	says(&made, 0, "On Linux 7.3 ext4-iomap costs more than ext4-buffer_head in all 2 cells.");
	end(&made);
}

static void what_cannot_be_told_is_not_called_a_change(void **unused)
{
	struct made made;

	(void)unused;
	/* Two pairs have no interval in MODE_TIME */
	begin(&made, MODE_TIME);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 900);
	report(&made);
	says(&made, 0, "On Linux 7.3 whether ext4-iomap costs less or more than ext4-buffer_head "
	     "cannot be told in any of 2 cells.");
	says(&made, 1, "What was seen goes from -60.0 % in sparse order0 (1,000 to 400 ns a page) to "
	     "-10.0 % in sparse large (1,000 to 900), none of it sure.");
	last_says(&made, "Not measured: contention, as each cell has one thread; fsync, read and "
		  "write.");
	assert_int_equal(made.report.findings.n, 3);
	end(&made);

	/* Nor is what has no figure */
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, NAN, 900);
	report(&made);
	says(&made, 0, "On Linux 7.3 whether ext4-iomap costs less or more than ext4-buffer_head "
	     "cannot be told in the one cell that has both.");
	last_says(&made, "Not measured: 1 cell without a good trial; caches, contention and time, as "
		  "instructions are counted; fsync, read and write.");
	assert_int_equal(made.report.findings.n, 2);
	end(&made);
}

static void a_cell_s_name_has_what_tells_it_from_the_others(void **unused)
{
	struct cell threads = cell_of(BH, STATE_SPARSE, FOLIO_ORDER0);
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	threads.threads = 8;
	threads.load = LOAD_FSYNC;
	add_cell(&made, threads, 1000);
	threads.variant = IOMAP;
	add_cell(&made, threads, 1300);
	report(&made);
	says(&made, 1, "The change goes from -60.0 % in sparse order0 (1,000 to 400 instructions a "
	     "page) to +30.0 % in sparse order0 x8 fsync (1,000 to 1,300).");
	/* They are of one state and folio, so there is no more to say of that */
	last_says(&made, "Not measured: caches, contention and time, as instructions are counted; what "
		  "makes the difference, as nothing was profiled or traced; fsync, read and write.");
	assert_int_equal(made.report.findings.n, 3);
	end(&made);
}

static void of_many_folio_sizes_a_state_has_one_range(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_REDIRTY, FOLIO_ORDER1, 1000, 1050);
	add_pair(&made, STATE_REDIRTY, FOLIO_ORDER2, 1000, 980);
	add_pair(&made, STATE_REDIRTY, FOLIO_ORDER9, 1000, 950);
	report(&made);
	says(&made, 2, "By state: redirty -5.0 to +5.0 %.");
	end(&made);
}

static void a_range_does_not_mix_block_sizes(void **unused)
{
	struct cell small = cell_of(BH, STATE_SPARSE, FOLIO_LARGE);
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 600);
	small.block_size = 1024;
	add_cell(&made, small, 1000);
	small.variant = IOMAP;
	add_cell(&made, small, 2000);
	report(&made);
	says(&made, 2, "By state, with 4k blocks: sparse order0 -60 %, large -40 %.");
	end(&made);
}

static void a_change_beyond_any_reading_is_no_long_number(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1, 1e300);
	report(&made);
	assert_non_null(strstr(made.report.findings.sentence[1], "The change is >+999 % in"));
	assert_true(strlen(made.report.findings.sentence[1]) < 160);
	end(&made);
}

static void without_a_pair_the_costs_stand_for_themselves(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_TIME);
	add_cell(&made, cell_of(VARIANT_XFS, STATE_SPARSE, FOLIO_ORDER0), 9000);
	add_cell(&made, cell_of(VARIANT_TMPFS, STATE_SPARSE, FOLIO_ORDER0), 800);
	report(&made);
	says(&made, 0, "On Linux 7.3 no variants are compared, as the run has cells of xfs and tmpfs "
	     "only.");
	says(&made, 1, "A touched page costs from 800 ns (tmpfs 4k sequential sparse order0 16m) to "
	     "9,000 (xfs 4k sequential sparse order0 16m).");
	assert_int_equal(made.report.findings.n, 3);
	end(&made);

	begin(&made, MODE_INSN);
	add_cell(&made, cell_of(VARIANT_XFS, STATE_SPARSE, FOLIO_ORDER0), 9000);
	report(&made);
	says(&made, 0, "On Linux 7.3 no variants are compared, as the run has cells of xfs only.");
	says(&made, 1, "A touched page costs 9,000 instructions (xfs 4k sequential sparse order0 16m).");
	end(&made);

	begin(&made, MODE_INSN);
	report(&made);
	says(&made, 0, "On Linux 7.3 no cell has a trial.");
	assert_int_equal(made.report.findings.n, 2);
	end(&made);
}

/* ext4's buffer heads need not be among what is compared */
static void the_first_two_variants_that_are_compared_are_told_of(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_cell(&made, cell_of(VARIANT_XFS, STATE_SPARSE, FOLIO_ORDER0), 1000);
	add_cell(&made, cell_of(IOMAP, STATE_SPARSE, FOLIO_ORDER0), 900);
	report(&made);
	says(&made, 0, "On Linux 7.3 ext4-iomap costs less than xfs in the one cell that has both.");
	end(&made);

	begin(&made, MODE_INSN);
	add_cell(&made, cell_of(VARIANT_XFS, STATE_SPARSE, FOLIO_ORDER0), 1000);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 1200);
	report(&made);
	says(&made, 0, "On Linux 7.3 ext4-iomap costs more than ext4-buffer_head in the one cell that "
	     "has both.");
	end(&made);
}

/* Functions of both variants, instructions a page; up to an end without a name */
struct costs {
	const char *name;
	double a, b;
};

static void put_profile(struct made *made, size_t i, const struct costs *costs, bool second)
{
	struct profile_summary *summary = &made->report.profiles.of[i].summary;
	size_t n = 0;

	profile_summary_free(summary);
	summary->function = calloc(16, sizeof(*summary->function));
	assert_non_null(summary->function);
	for (; costs[n].name; n++) {
		summary->function[n].name = costs[n].name;
		summary->function[n].self = PAGES * (second ? costs[n].b : costs[n].a);
	}
	summary->n_functions = n;
	summary->faults = NAN;
	made->report.profiles.of[i].known = true;
}

/* A cell that costs 1,000 and then 600, with these profiles */
static void begin_profiled(struct made *made, const struct costs *costs)
{
	begin(made, MODE_INSN);
	add_pair(made, STATE_SPARSE, FOLIO_LARGE, 1000, 600);
	report(made);
	put_profile(made, 0, costs, false);
	put_profile(made, 1, costs, true);
	find_again(made);
}

static void functions_that_make_half_of_the_change_are_named(void **unused)
{
	static const struct costs one[] = { { "bh", 300, 90 }, { "other", 100, 90 }, { NULL, 0, 0 } };
	static const struct costs two[] = { { "a", 120, 0 }, { "b", 150, 0 }, { "c", 20, 0 },
					    { NULL, 0, 0 } };
	struct made made;

	(void)unused;
	begin_profiled(&made, one);
	says(&made, 2, "What makes the difference, in instructions a page: bh -210 (52 % of the change "
	     "in sparse large).");
	last_says(&made, "Not measured: caches, contention and time, as instructions are counted; "
		  "fsync, read and write.");
	end(&made);
	begin_profiled(&made, two);
	says(&made, 2, "What makes the difference, in instructions a page: b -150 and a -120 (68 % of "
	     "the change in sparse large).");
	end(&made);
}

static void a_cause_of_less_than_half_is_not_named(void **unused)
{
	static const struct costs little[] = { { "bh", 190, 0 }, { "x", 4, 1 }, { NULL, 0, 0 } };
	/* Four make it together, and no three of them */
	static const struct costs many[] = { { "a", 66, 0 }, { "b", 66, 0 }, { "c", 66, 0 },
					     { "d", 66, 0 }, { NULL, 0, 0 } };
	/* What only moved makes nothing */
	static const struct costs moved[] = { { "bh_walk", 900, 0 }, { "iomap_walk", 0, 900 },
					      { "x", 30, 0 }, { NULL, 0, 0 } };
	/* Nor does what is dearer make a cell cheaper */
	static const struct costs against[] = { { "a", 0, 390 }, { NULL, 0, 0 } };
	static const struct costs *const all[] = { little, many, moved, against };
	struct made made;

	(void)unused;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		begin_profiled(&made, all[i]);
		says(&made, 2, "No three functions or parts of page_mkwrite make half of any change.");
		end(&made);
	}
}

static void what_became_part_of_another_function_is_named_with_it(void **unused)
{
	static const struct costs costs[] = { { "whole", 0, 500 }, { "half", 900, 0 }, { "x", 1, 0 },
					      { NULL, 0, 0 } };
	struct made made;

	(void)unused;
	begin_profiled(&made, costs);
	says(&made, 2, "What makes the difference, in instructions a page: half -900 and whole +500 "
	     "(100 % of the change in sparse large).");
	end(&made);
}

static void each_direction_has_its_cause(void **unused)
{
	static const struct costs less[] = { { "bh", 400, 0 }, { NULL, 0, 0 } };
	static const struct costs more[] = { { "iomap_iter", 0, 90 }, { NULL, 0, 0 } };
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 600);
	add_pair(&made, STATE_REDIRTY, FOLIO_ORDER0, 1000, 1100);
	report(&made);
	for (size_t i = 0; i < 4; i++)
		put_profile(&made, i, i < 2 ? less : more, i % 2);
	find_again(&made);
	says(&made, 3, "What makes the difference, in instructions a page: bh -400 (100 % of the change "
	     "in sparse large); iomap_iter +90 (90 % of the change in redirty order0).");
	end(&made);
}

static void parts_are_named_where_there_is_no_profile(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_TIME);
	for (int v = 0; v < 2; v++) {
		struct result *result = add_cell(&made, cell_of(v ? IOMAP : BH, STATE_SPARSE,
								FOLIO_LARGE), NAN);

		result->has_parts = 1;
		result->part[PART_BH_WALK] = v ? 0 : 300.0 * PAGES;
		for (unsigned int i = 0; i < 8; i++)
			result_add_cost(result, i, false, (v ? 600 : 1000) + i);
	}
	report(&made);
	says(&made, 0, "On Linux 7.3 ext4-iomap costs less than ext4-buffer_head in the one cell that "
	     "has both.");
	says(&made, 2, "What makes the difference, in ns a page: the part \"buffer-head walks\" -300 (75 % of "
	     "the change in sparse large).");
	end(&made);
}

/* Of 100 instructions a fault, so many under the one lock */
static void put_lock(struct made *made, size_t i, const char *name, double held)
{
	static const struct costs costs[] = { { "f", 100, 100 }, { NULL, 0, 0 } };
	struct profile_summary *summary = &made->report.profiles.of[i].summary;

	put_profile(made, i, costs, false);
	summary->lock = calloc(1, sizeof(*summary->lock));
	assert_non_null(summary->lock);
	snprintf(summary->lock->name, sizeof(summary->lock->name), "%s", name);
	snprintf(summary->lock->kind, sizeof(summary->lock->kind), "spin");
	summary->lock->most = held * PAGES;
	summary->n_locks = 1;
	summary->faults = PAGES;
}

static void without_lock_trials_it_is_the_lock_that_bounds_the_threads(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 1000);
	/* What is not compared does not count */
	add_cell(&made, cell_of(VARIANT_TMPFS, STATE_SPARSE, FOLIO_LARGE), 100);
	report(&made);
	put_lock(&made, 0, "j_state_lock", 50);
	put_lock(&made, 1, "i_pages", 10);
	put_lock(&made, 2, "tmpfs_lock", 99);
	find_again(&made);
	says(&made, 2, "The lock that stops threads first is j_state_lock (spin), which lets 2.0 threads "
	     "at most fault at a time in ext4-buffer_head 4k sequential sparse large 16m; with ext4-iomap 10.0, by "
	     "i_pages (spin).");
	put_lock(&made, 1, "j_state_lock", 25);
	find_again(&made);
	says(&made, 2, "The lock that stops threads first is j_state_lock (spin), which lets 2.0 threads "
	     "at most fault at a time in ext4-buffer_head 4k sequential sparse large 16m; with ext4-iomap 4.0.");
	end(&made);
}

static void add_waits(struct result *result, const char *name, double events)
{
	struct waited *waited;

	assert_int_equal(waits_open_round(&result->waited, 1000), 0);
	if (!events)
		return;
	waited = waits_lock(&result->waited, name);
	waited_add(&result->waited, waited, events, 0);
	waited->holder = (struct party){ "jbd2 (57)", "kjournald2" };
}

static void in_mode_count_it_is_how_often_threads_wait(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_COUNT);
	for (int v = 0; v < 2; v++)
		for (int f = 0; f < 2; f++) {
			struct cell cell = cell_of(v ? IOMAP : BH, STATE_SPARSE, f);

			cell.threads = 4;
			add_waits(add_cell(&made, cell, NAN), "j_state_lock", v && f ? 30 : 300);
		}
	report(&made);
	says(&made, 0, "On Linux 7.3 threads in ext4-iomap wait less often than in ext4-buffer_head in "
	     "1 of 2 cells, and in 1 it cannot be told.");
	says(&made, 1, "The change is -90.0 % in sparse large (300 to 30.0 waits in 1,000 faults).");
	says(&made, 2, "Threads wait most often for j_state_lock, 300 times in 1,000 faults of "
	     "ext4-buffer_head 4k sequential sparse order0 16m x4, held by jbd2 (57) in kjournald2; "
	     "with ext4-iomap 300 times.");
	end(&made);
}

static void without_a_clock_or_locks_there_are_the_faults(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_COUNT);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 0, 0);
	add_cell(&made, cell_of(IOMAP, STATE_SPARSE, FOLIO_LARGE), 0)->faults = PAGES / 32.0;
	report(&made);
	says(&made, 0, "On Linux 7.3 events were counted, without a clock, so no costs are compared; "
	     "the run has ext4-buffer_head and ext4-iomap.");
	says(&made, 1, "A touched page takes from 0.031 faults (ext4-iomap 4k sequential sparse large "
	     "16m) to 1.000 (ext4-buffer_head 4k sequential sparse order0 16m).");
	says(&made, 2, "Not measured: costs and time, as there is no clock; what threads wait for; "
	     "fsync, read and write.");
	end(&made);
}

static void what_was_not_measured_is_all_in_one_sentence(void **unused)
{
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, NAN);
	made.analysis.complete = 0;
	made.analysis.planned = 9;
	made.analysis.seen = 6;
	made.analysis.failed = 2;
	add_cell(&made, cell_of(IOMAP, STATE_WRITTEN, FOLIO_LARGE), 1000);
	json_object_set_new(json_object_get(made.analysis.run, "environment"), "command_line",
			    json_string("quiet faultline.disk_cache=unsafe x"));
	for (size_t i = 0; i < made.analysis.n_results; i++)
		made.analysis.result[i].has_path = 0;
	report(&made);
	last_says(&made, "Not measured: 3 of 9 trials, which are missing as the run did not end; 2 "
		  "trials that failed; 1 cell without a good trial; 1 cell that only one of the two "
		  "variants has; the path of the faults, as the run ended before the trials that show the path; caches, contention and time, as "
		  "instructions are counted; what makes the difference, as nothing was profiled or "
		  "traced; flushes, as QEMU drops them (cache=unsafe); fsync, read and write.");
	made.analysis.failed = 1;
	made.analysis.seen = 12;
	made.analysis.complete = 1;
	made.report.profiles.missing = 1;
	json_object_set_new(json_object_get(made.analysis.run, "environment"), "command_line",
			    json_string("faultline.disk_cache=writeback"));
	find_again(&made);
	last_says(&made, "Not measured: 1 trial that failed; 1 cell without a good trial; 1 cell that only "
		  "one of the two variants has; the path of the faults, as this kernel could not count the functions taken; caches, contention and "
		  "time, as instructions are counted; the functions of 1 cell, whose profile is bad or "
		  "missing; fsync, read and write.");
	end(&made);
}

static void names_of_anybody_are_plain_and_short(void **unused)
{
	static const char evil[] = "7\x1b[31m\n\xc3\xb6 <b>kernelkernelkernelkernelkernelkernelkernel";
	struct made made;

	(void)unused;
	begin(&made, MODE_INSN);
	json_object_set_new(json_object_get(made.analysis.run, "environment"), "kernel",
			    json_string(evil));
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	report(&made);
	says(&made, 0, "On Linux 7?[31m??? <b>kernelkernelkernelkernelker ext4-iomap costs less than "
	     "ext4-buffer_head in the one cell that has both.");
	end(&made);
}

/* Text of @len bytes in words; to be freed */
static char *long_text(size_t len)
{
	char *text = malloc(len + 1);

	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = i % 9 ? 'x' : ' ';
	text[len] = '\0';
	return text;
}

static void a_letter_with_no_room_for_all_sentences_keeps_the_first_and_the_last(void **unused)
{
	char *text = NULL;
	struct made made;
	size_t size, lines = 0;
	FILE *out = open_memstream(&text, &size);

	(void)unused;
	begin(&made, MODE_INSN);
	add_pair(&made, STATE_SPARSE, FOLIO_ORDER0, 1000, 400);
	add_pair(&made, STATE_SPARSE, FOLIO_LARGE, 1000, 400);
	report(&made);
	free(made.report.findings.sentence[2]);
	made.report.findings.sentence[2] = long_text(4000);
	assert_int_equal(report_cover_letter(&made.report, LETTER_AS_text, false, out), 0);
	fclose(out);
	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	assert_in_range(lines, 10, 40);
	assert_non_null(strstr(text, "\n- On Linux 7.3 "));
	assert_non_null(strstr(text, "\n- The change is "));
	assert_non_null(strstr(text, "\n- Not measured: "));
	assert_null(strstr(text, "xxx"));
	assert_non_null(strstr(text, "\nsparse   large "));
	assert_non_null(strstr(text, "\nLeft out (--full): 1 sentence, chart\n"));
	free(text);
	end(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_counted_by_the_verdicts),
		cmocka_unit_test(one_cell_and_all_cells_are_called_that),
		cmocka_unit_test(what_cannot_be_told_is_not_called_a_change),
		cmocka_unit_test(a_cell_s_name_has_what_tells_it_from_the_others),
		cmocka_unit_test(of_many_folio_sizes_a_state_has_one_range),
		cmocka_unit_test(a_range_does_not_mix_block_sizes),
		cmocka_unit_test(a_change_beyond_any_reading_is_no_long_number),
		cmocka_unit_test(without_a_pair_the_costs_stand_for_themselves),
		cmocka_unit_test(the_first_two_variants_that_are_compared_are_told_of),
		cmocka_unit_test(functions_that_make_half_of_the_change_are_named),
		cmocka_unit_test(a_cause_of_less_than_half_is_not_named),
		cmocka_unit_test(what_became_part_of_another_function_is_named_with_it),
		cmocka_unit_test(each_direction_has_its_cause),
		cmocka_unit_test(parts_are_named_where_there_is_no_profile),
		cmocka_unit_test(without_lock_trials_it_is_the_lock_that_bounds_the_threads),
		cmocka_unit_test(in_mode_count_it_is_how_often_threads_wait),
		cmocka_unit_test(without_a_clock_or_locks_there_are_the_faults),
		cmocka_unit_test(what_was_not_measured_is_all_in_one_sentence),
		cmocka_unit_test(a_letter_with_no_room_for_all_sentences_keeps_the_first_and_the_last),
		cmocka_unit_test(names_of_anybody_are_plain_and_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
