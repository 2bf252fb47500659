// SPDX-License-Identifier: GPL-2.0-only
/* What makes a trial fail: a file in the wrong state, a fault on the wrong path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/page.h"
#include "trial/checks.h"
#include "trial/filestate.h"
#include "trial/function_counts.h"

enum { PAGES = 16, BYTES = PAGES * PAGE_BYTES };

static struct cell cell_of(enum variant variant, enum state state)
{
	return (struct cell){ .variant = variant, .state = state, .block_size = 4096,
			      .threads = 1, .stride = 1, .size = BYTES };
}

#define right(variant, state, ...) do { \
	struct cell cell_ = cell_of(variant, state); \
	struct file_facts facts_ = { .has_extents = 1, __VA_ARGS__ }; \
	assert_null(filestate_wrong(&cell_, &facts_)); \
} while (0)

#define wrong(variant, state, ...) do { \
	struct cell cell_ = cell_of(variant, state); \
	struct file_facts facts_ = { .has_extents = 1, __VA_ARGS__ }; \
	assert_non_null(filestate_wrong(&cell_, &facts_)); \
} while (0)

static void fresh_states_have_an_empty_cache(void **unused)
{
	(void)unused;
	right(VARIANT_XFS, STATE_SPARSE, .cached = 0);
	wrong(VARIANT_XFS, STATE_SPARSE, .cached = 1);
	wrong(VARIANT_XFS, STATE_SPARSE, .extents = 1);
	right(VARIANT_XFS, STATE_PREALLOC, .extents = 1, .unwritten_bytes = BYTES);
	wrong(VARIANT_XFS, STATE_PREALLOC, .extents = 1, .unwritten_bytes = BYTES - 4096);
	wrong(VARIANT_XFS, STATE_PREALLOC, .extents = 1, .unwritten_bytes = BYTES, .cached = 2);
}

static void delalloc_means_delayed_only_where_delalloc_is_on(void **unused)
{
	(void)unused;
	right(VARIANT_EXT4_BUFFER_HEAD, STATE_DELALLOC, .cached = PAGES, .dirty = PAGES,
	      .delalloc_bytes = BYTES);
	wrong(VARIANT_EXT4_BUFFER_HEAD, STATE_DELALLOC, .cached = PAGES, .dirty = PAGES,
	      .written_bytes = BYTES);
	wrong(VARIANT_EXT4_BUFFER_HEAD, STATE_DELALLOC, .cached = PAGES, .dirty = PAGES - 1,
	      .delalloc_bytes = BYTES);
	right(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, STATE_DELALLOC, .cached = PAGES,
	      .dirty = PAGES, .written_bytes = BYTES);
	wrong(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, STATE_DELALLOC, .cached = PAGES,
	      .dirty = PAGES, .delalloc_bytes = BYTES);
	right(VARIANT_EXT4_IOMAP, STATE_DELALLOC, .cached = PAGES, .dirty = PAGES,
	      .delalloc_bytes = BYTES);
	right(VARIANT_EXT4_IOMAP_NODELALLOC, STATE_DELALLOC, .cached = PAGES, .dirty = PAGES,
	      .unwritten_bytes = BYTES);
}

static void written_means_cached_clean_and_allocated(void **unused)
{
	(void)unused;
	right(VARIANT_XFS, STATE_WRITTEN, .cached = PAGES, .written_bytes = BYTES);
	wrong(VARIANT_XFS, STATE_WRITTEN, .cached = PAGES - 1, .written_bytes = BYTES);
	wrong(VARIANT_XFS, STATE_WRITTEN, .cached = PAGES, .dirty = 1, .written_bytes = BYTES);
	wrong(VARIANT_XFS, STATE_REDIRTY, .cached = PAGES, .writeback = 1,
	      .written_bytes = BYTES);
	wrong(VARIANT_XFS, STATE_REDIRTY, .cached = PAGES, .written_bytes = BYTES / 2,
	      .unwritten_bytes = BYTES / 2);
}

/* Points in their order: do, ext4, block, write_begin, iomap, jbd2 */
static const char *path(enum variant variant, uint64_t mkwrite, uint64_t ext4, uint64_t block,
			uint64_t iomap)
{
	const uint64_t count[NR_POINTS] = { mkwrite, ext4, block, 0, iomap, 0 };
	struct cell cell = cell_of(variant, STATE_SPARSE);

	return function_counts_wrong(&cell, count);
}

static const char *handled(enum variant variant, uint64_t handles)
{
	const uint64_t count[NR_POINTS] = { 9, 9, 9, 0, 0, handles };
	struct cell cell = cell_of(variant, STATE_SPARSE);

	return function_counts_wrong(&cell, count);
}

static void each_variant_takes_its_own_path(void **unused)
{
	(void)unused;
	assert_null(path(VARIANT_EXT4_BUFFER_HEAD, 9, 9, 9, 0));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD, 9, 9, 8, 0));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD, 9, 9, 9, 1));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD, 0, 0, 0, 0));
	assert_null(path(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, 9, 9, 0, 0));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, 9, 9, 9, 0));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, 9, 8, 0, 0));
	assert_null(path(VARIANT_EXT4_IOMAP, 9, 9, 0, 9));
	assert_non_null(path(VARIANT_EXT4_IOMAP, 9, 9, 9, 0));
	assert_non_null(path(VARIANT_EXT4_IOMAP, 9, 9, 1, 9));
	assert_non_null(path(VARIANT_EXT4_IOMAP, 9, 9, 0, 8));
	assert_null(path(VARIANT_EXT4_IOMAP_NODELALLOC, 9, 9, 0, 9));
	assert_non_null(path(VARIANT_EXT4_IOMAP_NODELALLOC, 9, 9, 0, 0));
	/* The path tracer does not count ext4_page_mkwrite */
	assert_null(path(VARIANT_EXT4_IOMAP, 9, UINT64_MAX, 0, 9));
	assert_null(path(VARIANT_EXT4_BUFFER_HEAD, 9, UINT64_MAX, 9, 0));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD, 9, UINT64_MAX, 8, 0));
	/* Some compilers inline do_page_mkwrite */
	assert_null(path(VARIANT_EXT4_IOMAP, UINT64_MAX, 9, 0, 9));
	assert_non_null(path(VARIANT_EXT4_IOMAP, UINT64_MAX, 9, 0, 8));
	assert_non_null(path(VARIANT_EXT4_IOMAP, UINT64_MAX, 0, 0, 0));
	assert_null(path(VARIANT_EXT4_BUFFER_HEAD, UINT64_MAX, 9, 9, 0));
	assert_non_null(path(VARIANT_EXT4_BUFFER_HEAD, UINT64_MAX, 9, 8, 0));
	assert_null(path(VARIANT_XFS, UINT64_MAX, 0, 0, PAGES));
	assert_non_null(path(VARIANT_XFS, UINT64_MAX, 0, 0, PAGES - 1));
	assert_non_null(path(VARIANT_XFS, UINT64_MAX, 9, 9, 0));
	assert_null(path(VARIANT_TMPFS, UINT64_MAX, 0, 0, 0));
	assert_non_null(path(VARIANT_TMPFS, UINT64_MAX, 9, 0, 0));
	assert_non_null(path(VARIANT_TMPFS, UINT64_MAX, 0, 0, 9));
	/* Older ext4 calls block_page_mkwrite() without delayed allocation, too, in a handle */
	assert_null(handled(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, 9));
	assert_non_null(handled(VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, 8));
	assert_null(path(VARIANT_XFS, 9, 0, 0, 9));
	assert_non_null(path(VARIANT_XFS, 9, 0, 0, 8));
	assert_non_null(path(VARIANT_XFS, 9, 0, 9, UINT64_MAX));
	assert_null(path(VARIANT_TMPFS, 0, 0, 0, 0));
	assert_non_null(path(VARIANT_TMPFS, 1, 0, 0, 0));
}

/* page_mkwrite calls of a file of 8 MiB, and those of them that delayed allocation */
static const char *near_full(enum state state, enum load load, uint64_t calls, uint64_t delayed)
{
	struct cell cell = cell_of(VARIANT_EXT4_BUFFER_HEAD, state);
	const uint64_t count[NR_POINTS] = {
		[POINT_DO_PAGE_MKWRITE] = calls, [POINT_EXT4_PAGE_MKWRITE] = calls,
		[POINT_BLOCK_PAGE_MKWRITE] = delayed, [POINT_BLOCK_WRITE_BEGIN] = calls - delayed,
	};

	cell.size = 8 << 20;
	cell.load = load;
	cell.setup = SETUP_BIT(NEAR_FULL);
	return function_counts_wrong(&cell, count);
}

static void a_nearly_full_filesystem_is_proven_by_allocation_that_is_not_delayed(void **unused)
{
	(void)unused;
	assert_null(near_full(STATE_SPARSE, LOAD_NONE, 2048, 1942));
	assert_non_null(near_full(STATE_SPARSE, LOAD_NONE, 2048, 2048));
	/* What is promised is kept meanwhile, and preallocated blocks need none */
	assert_null(near_full(STATE_SPARSE, LOAD_FSYNC, 2048, 2048));
	assert_null(near_full(STATE_PREALLOC, LOAD_NONE, 2048, 2048));
}

static void a_store_that_was_refused_fails_its_trial(void **unused)
{
	struct cell cell = cell_of(VARIANT_XFS, STATE_SPARSE);
	struct trial trial = { .pages = PAGES, .minflt = PAGES, .refused = 2 };

	(void)unused;
	trial_check(&cell, &trial);
	assert_string_equal(trial.wrong,
			    "2 stores ended in SIGBUS: the filesystem had no space for the page");
}

/* 16 faults for 16 pages, all dirty afterwards, and what a load has done meanwhile */
static struct trial beside(enum load load, unsigned int rate, struct load_work work)
{
	struct cell cell = cell_of(VARIANT_XFS, STATE_SPARSE);
	struct trial trial = { .pages = PAGES, .minflt = PAGES, .load = work };

	cell.load = load;
	cell.load_rate = rate;
	trial_check(&cell, &trial);
	return trial;
}

static void a_load_that_did_not_run_or_had_no_effect_fails_its_trial(void **unused)
{
	(void)unused;
	assert_string_equal(beside(LOAD_COMMIT, 0, (struct load_work){ 3, 1.0, 2 }).wrong, "");
	assert_string_equal(beside(LOAD_COMMIT, 0, (struct load_work){ 0, 1.0, 2 }).wrong,
		"load commit was not under way meanwhile; a larger size takes longer");
	assert_string_equal(beside(LOAD_COMMIT, 0, (struct load_work){ 3, 1.0, 0 }).wrong,
		"load commit ran 3 times to no effect: 0 commits");
	/* Nobody counts that */
	assert_string_equal(beside(LOAD_MAP, 0, (struct load_work){ 3, 1.0, 0 }).wrong, "");
}

static void a_load_below_half_of_its_rate_fails_its_trial(void **unused)
{
	(void)unused;
	assert_string_equal(beside(LOAD_PUNCH, 100, (struct load_work){ 50, 1.0, 16 }).wrong, "");
	assert_string_equal(beside(LOAD_PUNCH, 100, (struct load_work){ 49, 1.0, 16 }).wrong,
		"load punch ran 49 times a second, less than half of load_rate=100");
	/* In a short window a rate is a matter of luck, as long as it ran at all */
	assert_string_equal(beside(LOAD_PUNCH, 100, (struct load_work){ 1, 0.039, 16 }).wrong, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nearly_full_filesystem_is_proven_by_allocation_that_is_not_delayed),
		cmocka_unit_test(a_store_that_was_refused_fails_its_trial),
		cmocka_unit_test(a_load_that_did_not_run_or_had_no_effect_fails_its_trial),
		cmocka_unit_test(a_load_below_half_of_its_rate_fails_its_trial),
		cmocka_unit_test(fresh_states_have_an_empty_cache),
		cmocka_unit_test(delalloc_means_delayed_only_where_delalloc_is_on),
		cmocka_unit_test(written_means_cached_clean_and_allocated),
		cmocka_unit_test(each_variant_takes_its_own_path),
	};

	return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
