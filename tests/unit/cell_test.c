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

#include "model/cell_json.h"

/* All that is not the usual, and as long as it gets */
static const struct cell unusual = {
	.variant = VARIANT_EXT4_BUFFER_HEAD_NODELALLOC, .state = STATE_PREALLOC,
	.pattern = PATTERN_STRIDE, .sharing = SHARING_PRIVATE, .load = LOAD_WRITEBACK,
	.block_size = 1024, .threads = 1024, .stride = 1 << 20, .size = (1 << 30) - 4096,
	.tasks = TASKS_PROCESSES, .pace = PACE_TICK, .setup = (1U << NR_SETUPS) - 1,
	.load_rate = 1000000,
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
			    "x1024 private processes tick writeback 1000000hz lazytime+data-writeback"
			    "+small-journal+near-full+stable-pages+slow-device");
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
		cmocka_unit_test(mount_options_are_those_of_variant_and_setup),
		cmocka_unit_test(another_setup_needs_another_filesystem),
		cmocka_unit_test(json_gives_the_same_cell),
		cmocka_unit_test(results_of_older_versions_are_read),
	};

	return cmocka_run_group_tests_name("cell", tests, NULL, NULL);
}
