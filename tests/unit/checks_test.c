// SPDX-License-Identifier: GPL-2.0-only
/* What makes a trial fail: faults and calls that do not go with its cell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/page.h"
#include "trial/checks.h"

enum { PAGES = 64, THREADS = 4 };

static const struct cell one_thread = {
	.variant = VARIANT_EXT4_IOMAP, .state = STATE_REDIRTY, .block_size = 4096, .threads = 1,
	.stride = 1, .size = PAGES * PAGE_BYTES,
};

static struct cell sharing(enum sharing sharing, enum folio folio)
{
	struct cell cell = one_thread;

	cell.threads = THREADS;
	cell.sharing = sharing;
	cell.folio = folio;
	return cell;
}

/* A trial of @cell with so many faults, each with a call of page_mkwrite */
static struct trial a_trial(const struct cell *cell, long faults)
{
	struct trial trial = {
		.pages = cell_touched_pages(cell), .minflt = faults,
		.after = { .cached = PAGES, .dirty = PAGES, .has_extents = 1 },
		.folios = { .pages = PAGES, .folios = PAGES },
		.seen = { .by = WITNESS_COUNTS },
	};

	if (cell->folio == FOLIO_LARGE)
		trial.folios = (struct folio_count){ PAGES, PAGES, PAGES, PAGES, PAGES / 32, { 0 } };
	for (int i = 0; i < NR_POINTS; i++)
		trial.seen.path[i] = 0;
	trial.seen.path[POINT_DO_PAGE_MKWRITE] = trial.seen.path[POINT_EXT4_PAGE_MKWRITE] =
		trial.seen.path[POINT_IOMAP_PAGE_MKWRITE] = (uint64_t)faults;
	return trial;
}

static void good(const struct cell *cell, long faults)
{
	struct trial trial = a_trial(cell, faults);

	trial_check(cell, &trial);
	assert_string_equal(trial.wrong, "");
}

static void bad(const struct cell *cell, long faults)
{
	struct trial trial = a_trial(cell, faults);

	trial_check(cell, &trial);
	assert_string_not_equal(trial.wrong, "");
}

/* In order, @pages are in folios of order 2, and the others in smaller ones */
static const char *folios_wrong(const struct cell *cell, size_t pages)
{
	static struct trial trial;

	trial = a_trial(cell, PAGES);
	trial.folios.order_pages[2] = pages;
	trial_check(cell, &trial);
	return trial.wrong;
}

static void an_order_is_that_of_every_folio(void **unused)
{
	struct cell cell = one_thread;

	(void)unused;
	cell.folio = FOLIO_ORDER2;
	assert_string_equal(folios_wrong(&cell, PAGES), "");
	assert_string_equal(folios_wrong(&cell, PAGES - 4), "only 60 of 64 pages are in folios of order 2");
	/* Readahead has one window of smaller folios before them */
	cell.state = STATE_SPARSE;
	assert_string_equal(folios_wrong(&cell, PAGES - 4), "");
	assert_string_equal(folios_wrong(&cell, PAGES - 8), "only 56 of 64 pages are in folios of order 2");
}

static struct file_facts facts_of(size_t extents, size_t unwritten)
{
	return (struct file_facts){ .extents = extents, .unwritten_bytes = unwritten, .has_extents = 1 };
}

static void a_file_has_as_many_extents_as_its_cell_says(void **unused)
{
	const size_t half = (size_t)PAGES / 2 * PAGE_BYTES;
	struct cell cell = one_thread;
	struct file_facts facts = facts_of(PAGES / 2, half);

	(void)unused;
	cell.state = STATE_PREALLOC;
	cell.extent = PAGE_BYTES;
	assert_null(filestate_wrong(&cell, &facts));
	facts.extents--;
	assert_string_equal(filestate_wrong(&cell, &facts), "it has another number of extents");
	facts = facts_of(PAGES / 2, half - PAGE_BYTES);
	assert_non_null(filestate_wrong(&cell, &facts));
	/* The same file, of which the holes are touched */
	facts = facts_of(PAGES / 2, half);
	cell.state = STATE_SPARSE;
	assert_null(filestate_wrong(&cell, &facts));
	cell.extent = 0;
	assert_string_equal(filestate_wrong(&cell, &facts), "it has extents");
}

static void a_tree_has_the_levels_that_its_blocks_take(void **unused)
{
	(void)unused;
	assert_int_equal(filestate_tree_depth(0, 4096), 0);
	assert_int_equal(filestate_tree_depth(1, 4096), 1);
	assert_int_equal(filestate_tree_depth(4, 4096), 1);
	/* The inode has four entries, so a fifth leaf takes a block above all */
	assert_int_equal(filestate_tree_depth(6, 4096), 2);
	assert_int_equal(filestate_tree_depth(4 + 4 * 340, 4096), 2);
	assert_int_equal(filestate_tree_depth(5 + 4 * 340, 4096), 3);
	assert_int_equal(filestate_tree_depth(5 + 4 * 84, 1024), 3);
}

static void each_touch_takes_one_fault(void **unused)
{
	const struct cell cell = sharing(SHARING_PRIVATE, FOLIO_ORDER0);

	(void)unused;
	good(&one_thread, PAGES);
	bad(&one_thread, PAGES - 1);
	bad(&one_thread, PAGES + 5);
	good(&cell, THREADS * PAGES);
	bad(&cell, THREADS * PAGES - 1);
}

static void of_overlapping_threads_one_at_least_takes_the_fault_of_a_page(void **unused)
{
	const struct cell cell = sharing(SHARING_OVERLAPPING, FOLIO_ORDER0);

	(void)unused;
	assert_int_equal(cell_touched_pages(&cell), THREADS * PAGES);
	good(&cell, PAGES);
	good(&cell, THREADS * PAGES);
	bad(&cell, PAGES - 1);
	bad(&cell, THREADS * PAGES + 11);
}

static void processes_take_a_fault_each(void **unused)
{
	struct cell cell = sharing(SHARING_OVERLAPPING, FOLIO_ORDER0);

	(void)unused;
	cell.tasks = TASKS_PROCESSES;
	good(&cell, THREADS * PAGES);
	bad(&cell, THREADS * PAGES - 1);
	/* Or one for each folio */
	cell.folio = FOLIO_LARGE;
	cell.state = STATE_WRITTEN;
	good(&cell, THREADS * PAGES / 32);
	bad(&cell, THREADS * PAGES / 32 - 1);
}

static void a_folio_takes_one_fault_at_least(void **unused)
{
	struct cell cell = sharing(SHARING_SAME_FOLIO, FOLIO_LARGE);

	(void)unused;
	good(&cell, PAGES);
	bad(&cell, PAGES - 1);
	cell.state = STATE_WRITTEN;
	good(&cell, PAGES / 32);
	bad(&cell, PAGES / 32 - 1);
}

static void the_same_folio_is_large_enough_for_all_threads(void **unused)
{
	const struct cell cell = sharing(SHARING_SAME_FOLIO, FOLIO_LARGE);
	struct trial trial = a_trial(&cell, PAGES);

	(void)unused;
	trial.folios.whole_pages = PAGES / 2;
	trial_check(&cell, &trial);
	assert_string_equal(trial.wrong, "only 32 of 64 pages are in folios of 32 pages or more");
}

static void calls_of_page_mkwrite_go_with_the_faults(void **unused)
{
	const struct cell cell = sharing(SHARING_OVERLAPPING, FOLIO_ORDER0);
	struct trial trial;

	(void)unused;
	/* Spurious faults call nothing */
	for (uint64_t calls = PAGES - 1; calls <= PAGES + 11; calls++) {
		trial = a_trial(&cell, PAGES + 10);
		trial.seen.path[POINT_DO_PAGE_MKWRITE] = trial.seen.path[POINT_EXT4_PAGE_MKWRITE] =
			trial.seen.path[POINT_IOMAP_PAGE_MKWRITE] = calls;
		trial_check(&cell, &trial);
		assert_int_equal(*trial.wrong != 0, calls < PAGES || calls > PAGES + 10);
	}
}

static const char *paced(const struct cell *cell, uint64_t handles)
{
	static struct trial trial;

	trial = a_trial(cell, (long)cell_touched_pages(cell));
	trial.seen.path[POINT_JBD2_HANDLE_START] = handles;
	trial_check(cell, &trial);
	return trial.wrong;
}

static void paced_faults_start_handles_for_their_timestamps(void **unused)
{
	struct cell one_file = sharing(SHARING_SHARED, FOLIO_ORDER0);
	struct cell file_each = sharing(SHARING_PRIVATE, FOLIO_ORDER0);

	(void)unused;
	one_file.pace = file_each.pace = PACE_TICK;
	/* Threads on one file may fault at the same tick */
	assert_string_equal(paced(&one_file, PAGES / THREADS), "");
	assert_string_not_equal(paced(&one_file, PAGES / THREADS - 1), "");
	assert_string_equal(paced(&file_each, THREADS * PAGES), "");
	assert_string_not_equal(paced(&file_each, THREADS * PAGES - 1), "");
	file_each.setup = SETUP_BIT(LAZYTIME);
	assert_string_equal(paced(&file_each, 0), "");
	file_each.setup = 0;
	file_each.pace = PACE_NONE;
	assert_string_equal(paced(&file_each, 0), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_is_that_of_every_folio),
		cmocka_unit_test(a_file_has_as_many_extents_as_its_cell_says),
		cmocka_unit_test(a_tree_has_the_levels_that_its_blocks_take),
		cmocka_unit_test(each_touch_takes_one_fault),
		cmocka_unit_test(of_overlapping_threads_one_at_least_takes_the_fault_of_a_page),
		cmocka_unit_test(processes_take_a_fault_each),
		cmocka_unit_test(a_folio_takes_one_fault_at_least),
		cmocka_unit_test(the_same_folio_is_large_enough_for_all_threads),
		cmocka_unit_test(calls_of_page_mkwrite_go_with_the_faults),
		cmocka_unit_test(paced_faults_start_handles_for_their_timestamps),
	};

	return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}
