// SPDX-License-Identifier: GPL-2.0-only
/* What files of the source are called, wherever a kernel was built. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "profile/source.h"
#include "profile/source_path.h"

/* The names are told apart by where they are, so each text is another one */
static void expect(struct source_paths *paths, const char *directory, const char *name,
		   const char *expected)
{
	assert_string_equal(source_path(paths, directory, name), expected);
}

static void a_file_is_named_from_where_the_source_begins(void **unused)
{
	struct source_paths *paths = source_paths_new();

	(void)unused;
	source_paths_root(paths, "/c/build", "../src/mm/memory.c");
	source_paths_root(paths, "/c/build", "../src/init/main.c");
	source_paths_root(paths, "/c/build", "/elsewhere/init/main.c");
	expect(paths, "/c/build", "../src/mm/memory.c", "mm/memory.c");
	expect(paths, "/c/build", "/c/src/fs/ext4/../../include/linux/./fs.h", "include/linux/fs.h");
	expect(paths, "/c/build", "include/generated/bounds.h", "include/generated/bounds.h");
	expect(paths, "/c/build", "/c/build/arch//x86/a.h", "arch/x86/a.h");
	expect(paths, "/c/build", "/c/srcs/a.h", "/c/srcs/a.h");
	expect(paths, "/c/build", "/../../usr/a.h", "/usr/a.h");
	source_paths_free(paths);
}

static void names_that_are_relative_already_stay(void **unused)
{
	struct source_paths *paths = source_paths_new();

	(void)unused;
	/* As -ffile-prefix-map makes them */
	source_paths_root(paths, "/c/build", "init/main.c");
	expect(paths, "/c/build", "mm/memory.c", "mm/memory.c");
	expect(paths, "/c/build", "/c/build/mm/memory.c", "mm/memory.c");
	expect(paths, NULL, "mm/filemap.c", "/mm/filemap.c");
	expect(paths, "/c/build", NULL, SOURCE_UNKNOWN);
	source_paths_free(paths);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_named_from_where_the_source_begins),
		cmocka_unit_test(names_that_are_relative_already_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
