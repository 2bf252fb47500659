// SPDX-License-Identifier: GPL-2.0-only
/* The table of variants: what an entry must have, and what it must not pass for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/names.h"
#include "model/cell.h"
#include "report/columns.h"
#include "report/pairs.h"
#include "trial/function_counts.h"

static void every_entry_says_all_that_has_no_default(void **unused)
{
	(void)unused;
	for (int v = 0; v < NR_VARIANTS; v++) {
		assert_true(variants[v].filesystem != 0);
		assert_true(variants[v].path != 0);
		assert_non_null(variants[v].options);
		assert_non_null(variants[v].style);
		for (int i = 0; i < 2; i++) {
			assert_non_null(variants[v].head[i]);
			assert_true(strlen(variants[v].head[i]) - 1 < TABLE_COLUMN);
		}
		assert_int_equal(names_index(variant_names, NR_VARIANTS, variant_names[v]), v);
	}
}

static void no_variant_is_compared_with_itself(void **unused)
{
	struct result result[NR_VARIANTS] = { 0 };
	const struct analysis analysis = { .result = result, .n_results = NR_VARIANTS };

	(void)unused;
	for (int v = 0; v < NR_VARIANTS; v++)
		result[v].cell.variant = v;
	for (int v = 0; v < NR_VARIANTS; v++)
		assert_int_not_equal(pair_of(&analysis, v), v);
	assert_int_equal(pair_of(&analysis, VARIANT_XFS), VARIANT_EXT4_IOMAP);
	assert_int_equal(pair_of(&analysis, VARIANT_TMPFS), NR_VARIANTS);
}

/* As on each kernel but those with the patches, which is where most people begin */
static void without_iomap_on_ext4_the_reference_is_beside_buffer_heads(void **unused)
{
	struct result result[2] = { 0 };
	const struct analysis analysis = { .result = result, .n_results = 2 };

	(void)unused;
	result[0].cell.variant = VARIANT_EXT4_BUFFER_HEAD;
	result[1].cell.variant = VARIANT_XFS;
	assert_int_equal(pair_of(&analysis, VARIANT_XFS), VARIANT_EXT4_BUFFER_HEAD);
	assert_int_equal(pair_of(&analysis, VARIANT_EXT4_BUFFER_HEAD), NR_VARIANTS);
}

/* The calls of each variant's own path */
static void own_calls(enum fault_path path, uint64_t count[NR_POINTS])
{
	memset(count, 0, NR_POINTS * sizeof(*count));
	switch (path) {
	case PATH_NO_MKWRITE:
		return;
	case PATH_IOMAP:
		count[POINT_IOMAP_PAGE_MKWRITE] = 9;
		break;
	case PATH_EXT4_IOMAP:
		count[POINT_EXT4_PAGE_MKWRITE] = 9;
		count[POINT_IOMAP_PAGE_MKWRITE] = 9;
		break;
	case PATH_EXT4_BUFFER_HEAD:
		count[POINT_EXT4_PAGE_MKWRITE] = 9;
		count[POINT_BLOCK_PAGE_MKWRITE] = 9;
		break;
	case PATH_EXT4_BLOCK_WRITE:
		count[POINT_EXT4_PAGE_MKWRITE] = 9;
		break;
	}
	count[POINT_DO_PAGE_MKWRITE] = 9;
}

static void the_calls_of_one_path_prove_no_other(void **unused)
{
	(void)unused;
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int w = 0; w < NR_VARIANTS; w++) {
			const struct cell cell = { .variant = v };
			uint64_t count[NR_POINTS];

			/* ext4's iomap path is iomap's as well */
			if (variants[v].path == PATH_IOMAP && variants[w].path == PATH_EXT4_IOMAP)
				continue;
			own_calls(variants[w].path, count);
			if (variants[v].path == variants[w].path)
				assert_null(function_counts_wrong(&cell, count));
			else
				assert_non_null(function_counts_wrong(&cell, count));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entry_says_all_that_has_no_default),
		cmocka_unit_test(no_variant_is_compared_with_itself),
		cmocka_unit_test(without_iomap_on_ext4_the_reference_is_beside_buffer_heads),
		cmocka_unit_test(the_calls_of_one_path_prove_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
