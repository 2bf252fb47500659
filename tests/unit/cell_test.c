// SPDX-License-Identifier: GPL-2.0-only
/* Cells: their names, their mount options, and their JSON, which older results have less of. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/page.h"
#include "model/cell_json.h"

/* All that is not the usual, and as long as it gets */
static const struct cell unusual = {
	.variant = VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, .state = STATE_PREALLOC,
	.pattern = PATTERN_STRIDE, .sharing = SHARING_PRIVATE, .load = LOAD_WRITEBACK,
	.block_size = 1024, .threads = 1024, .stride = 1 << 20, .size = (1 << 30) - 4096,
	.tasks = TASKS_PROCESSES, .pace = PACE_TICK, .setup = (1U << NR_SETUPS) - 1,
	.load_rate = 1000000, .extent = 1 << 20, .files = 4096,
};

static const struct cell usual = {
	.variant = VARIANT_XFS, .block_size = 4096, .threads = 1, .stride = 1, .size = 4 << 20,
};

static void a_name_has_what_is_unusual(void **unused)
{
	char name[CELL_NAME];

	(void)unused;
	assert_string_equal(cell_name(&usual, ' ', name), "xfs 4k sequential sparse order0 4m");
	assert_string_equal(cell_name(&unusual, ' ', name),
			    "ext4-buffer_head-nodelalloc 1k stride1048576 prealloc order0 1048572k "
			    "extent1024k files4096 x1024 private processes tick writeback 1000000hz lazytime+data-writeback"
			    "+small-journal+near-full+stable-pages+slow-device+aged");
}

static void large_sizes_are_gigabytes(void **unused)
{
	struct cell cell = usual;
	char name[CELL_NAME];

	(void)unused;
	cell.size = 1UL << 30;
	assert_string_equal(cell_name(&cell, ' ', name), "xfs 4k sequential sparse order0 1024m");
	cell.size = 64UL << 30;
	cell.folio = FOLIO_ORDER9;
	assert_string_equal(cell_name(&cell, ' ', name), "xfs 4k sequential sparse order9 64g");
}

static void folios_are_as_large_as_their_order_says(void **unused)
{
	struct cell cell = usual;

	(void)unused;
	assert_int_equal(cell_folio(&cell), PAGE_BYTES);
	cell.folio = FOLIO_ORDER1;
	assert_int_equal(cell_folio(&cell), 2 * PAGE_BYTES);
	assert_int_equal(cell_readahead(&cell), 2 * PAGE_BYTES);
	assert_int_equal(cell_other_folios(&cell), 2);
	cell.folio = FOLIO_ORDER8;
	assert_int_equal(cell_other_folios(&cell), 4 * 256);
	/* Writes make them all of one size, and faults those of order 9 */
	cell.state = STATE_WRITTEN;
	assert_int_equal(cell_readahead(&cell) + cell_other_folios(&cell), 0);
	cell.state = STATE_SPARSE;
	cell.folio = FOLIO_ORDER9;
	assert_int_equal(cell_readahead(&cell) + cell_other_folios(&cell), 0);
	assert_true(cell_hugepages(&cell));
	assert_int_equal(cell_folio(&cell), CELL_HUGE_FOLIO);
}

/* Disks have other readahead, loop devices of Linux 6.18 that of the file below: 2560 KiB */
static void large_folios_are_made_by_the_same_readahead_on_every_disk(void **unused)
{
	struct cell cell = usual;

	(void)unused;
	assert_int_equal(cell_readahead(&cell), 0);
	cell.folio = FOLIO_LARGE;
	assert_int_equal(cell_readahead(&cell), CELL_LARGE_FOLIO);
	assert_int_equal(cell_other_folios(&cell), 0);
	cell.state = STATE_WRITTEN;
	assert_int_equal(cell_readahead(&cell), 0);
	cell.state = STATE_SPARSE;
	cell.pattern = PATTERN_RANDOM;
	assert_int_equal(cell_readahead(&cell), 0);
	cell.pattern = PATTERN_SEQUENTIAL;
	cell.variant = VARIANT_TMPFS;
	assert_int_equal(cell_readahead(&cell), 0);
}

static void touches_are_in_extents_or_in_the_holes_between(void **unused)
{
	struct cell cell = usual;

	(void)unused;
	cell.extent = 2 * PAGE_BYTES;
	cell.state = STATE_PREALLOC;
	assert_int_equal(cell_pages_per_file(&cell), 512);
	assert_int_equal(cell_extents(&cell), 256);
	assert_int_equal(cell_filled(&cell), 2 << 20);
	assert_int_equal(cell_page(&cell, 0), 0);
	assert_int_equal(cell_page(&cell, 1), 1);
	assert_int_equal(cell_page(&cell, 2), 4);
	assert_int_equal(cell_page(&cell, 511), 1021);
	cell.state = STATE_SPARSE;
	assert_int_equal(cell_page(&cell, 0), 2);
	assert_int_equal(cell_page(&cell, 511), 1023);
	cell.pattern = PATTERN_STRIDE;
	cell.stride = 3;
	assert_int_equal(cell_pages_per_file(&cell), 171);
	assert_int_equal(cell_page(&cell, 1), 7);
	/* A file of no more pages has all of them touched */
	cell.pattern = PATTERN_SPREAD;
	assert_int_equal(cell_pages_per_file(&cell), 512);
	assert_int_equal(cell_page(&cell, 511), 1023);
}

static void what_a_trial_takes_of_disk_and_memory(void **unused)
{
	struct cell cell = usual;

	(void)unused;
	cell.size = 64UL << 30;
	cell.pattern = PATTERN_SPREAD;
	assert_int_equal(cell_space(&cell), 16 << 20);
	assert_int_equal(cell_page(&cell, 4095), 4095 * 4096);
	assert_int_equal(cell_cached(&cell), 16 << 20);
	/* Of each touch a huge folio */
	cell.folio = FOLIO_LARGE;
	assert_int_equal(cell_space(&cell), 8UL << 30);
	cell = usual;
	cell.files = 3;
	cell.state = STATE_PREALLOC;
	cell.extent = PAGE_BYTES;
	assert_int_equal(cell_space(&cell), 3 * (2 << 20));
	assert_int_equal(cell_touched_pages(&cell), 3 * 512);
	assert_int_equal(cell_files(&cell), 3);
}

/* Is @what of the reason why @cell cannot be? */
static void impossible(struct cell cell, const char *what)
{
	const char *why = cell_impossible(&cell);

	assert_non_null(why);
	assert_non_null(strstr(why, what));
}

static struct cell of_order(enum folio folio, enum state state)
{
	struct cell cell = usual;

	cell.folio = folio;
	cell.state = state;
	return cell;
}

static void folios_that_nobody_makes_are_impossible(void **unused)
{
	struct cell cell = of_order(FOLIO_ORDER3, STATE_SPARSE);

	(void)unused;
	assert_null(cell_impossible(&cell));
	cell.variant = VARIANT_TMPFS;
	impossible(cell, "tmpfs has no readahead");
	cell.folio = FOLIO_ORDER9;
	assert_null(cell_impossible(&cell));
	cell = of_order(FOLIO_ORDER3, STATE_DELALLOC);
	cell.variant = VARIANT_TMPFS;
	assert_null(cell_impossible(&cell));
	cell = of_order(FOLIO_ORDER3, STATE_PREALLOC);
	cell.pattern = PATTERN_RANDOM;
	impossible(cell, "in order");
	cell = of_order(FOLIO_ORDER7, STATE_PREALLOC);
	impossible(cell, "too small");
	cell.state = STATE_REDIRTY;
	assert_null(cell_impossible(&cell));
	cell.size += PAGE_BYTES;
	impossible(cell, "no whole number");
}

static void extents_and_files_have_their_limits(void **unused)
{
	struct cell cell = of_order(FOLIO_ORDER4, STATE_WRITTEN);

	(void)unused;
	cell.extent = 1 << 16;
	assert_null(cell_impossible(&cell));
	cell.folio = FOLIO_ORDER5;
	impossible(cell, "whole number of folios");
	cell.folio = FOLIO_ORDER4;
	cell.state = STATE_PREALLOC;
	impossible(cell, "folios of one page");
	cell = usual;
	cell.files = 2;
	assert_null(cell_impossible(&cell));
	cell.threads = 2;
	cell.sharing = SHARING_PRIVATE;
	impossible(cell, "each thread has one file");
}

static void mount_options_are_those_of_variant_and_setup(void **unused)
{
	struct cell cell = usual;
	char options[CELL_OPTIONS];

	(void)unused;
	assert_string_equal(cell_mount_options(&cell, options), "nouuid");
	cell.setup = SETUP_BIT(LAZYTIME);
	assert_string_equal(cell_mount_options(&cell, options), "nouuid,lazytime");
	cell_mount_options(&unusual, options);
	assert_non_null(strstr(options, ",nodelalloc,lazytime,data=writeback"));
	assert_true(strlen(options) < CELL_OPTIONS - 1);
}

static void another_setup_needs_another_filesystem(void **unused)
{
	struct cell other = usual;

	(void)unused;
	other.threads = 4;
	assert_int_equal(cell_compare_filesystems(&usual, &other), 0);
	other.setup = SETUP_BIT(LAZYTIME);
	assert_int_not_equal(cell_compare_filesystems(&usual, &other), 0);
	assert_int_equal(cell_compare_filesystems(&usual, &other),
			 -cell_compare_filesystems(&other, &usual));
}

static void json_gives_the_same_cell(void **unused)
{
	const struct cell *const cells[] = { &usual, &unusual };

	(void)unused;
	for (size_t i = 0; i < 2; i++) {
		json_t *object = cell_to_json(cells[i]);
		struct cell read;

		memset(&read, 0xff, sizeof(read));
		assert_int_equal(cell_from_json(object, &read), 0);
		assert_memory_equal(&read, cells[i], sizeof(read));
		json_decref(object);
	}
}

/* Each @key of the usual cell is not written, and may be empty or say that there is none */
static void what_is_usual_may_be_absent(const char *key, const char *usual_text)
{
	json_t *object = cell_to_json(&usual);
	struct cell read;

	assert_null(json_object_get(object, key));
	json_object_set_new(object, key, json_string(usual_text));
	assert_int_equal(cell_from_json(object, &read), 0);
	assert_memory_equal(&read, &usual, sizeof(read));
	json_object_set_new(object, key, json_string("soggy"));
	assert_int_equal(cell_from_json(object, &read), -1);
	json_object_set_new(object, key, json_integer(0));
	assert_int_equal(cell_from_json(object, &read), -1);
	json_decref(object);
}

static void results_of_older_versions_are_read(void **unused)
{
	(void)unused;
	what_is_usual_may_be_absent("setup", "");
	what_is_usual_may_be_absent("setup", "none");
	what_is_usual_may_be_absent("tasks", "threads");
	what_is_usual_may_be_absent("pace", "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_has_what_is_unusual),
		cmocka_unit_test(large_sizes_are_gigabytes),
		cmocka_unit_test(folios_are_as_large_as_their_order_says),
		cmocka_unit_test(large_folios_are_made_by_the_same_readahead_on_every_disk),
		cmocka_unit_test(touches_are_in_extents_or_in_the_holes_between),
		cmocka_unit_test(what_a_trial_takes_of_disk_and_memory),
		cmocka_unit_test(folios_that_nobody_makes_are_impossible),
		cmocka_unit_test(extents_and_files_have_their_limits),
		cmocka_unit_test(mount_options_are_those_of_variant_and_setup),
		cmocka_unit_test(another_setup_needs_another_filesystem),
		cmocka_unit_test(json_gives_the_same_cell),
		cmocka_unit_test(results_of_older_versions_are_read),
	};

	return cmocka_run_group_tests_name("cell", tests, NULL, NULL);
}
