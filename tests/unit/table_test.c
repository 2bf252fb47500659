// SPDX-License-Identifier: GPL-2.0-only
/* Text tables: what a name is cut to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/table.h"

static void two_names(const char *what, const char *where, const char *want)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	table_in(out, what, where, 10);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void a_name_takes_the_room_that_the_other_leaves(void **unused)
{
	(void)unused;
	two_names("abcde", "vwxyz", "abcde in vwxyz");
	two_names("abcdefgh", "yz", "abcdefgh in yz");
	two_names("ab", "stuvwxyz", "ab in stuvwxyz");
	two_names("abcdefgh", "stuvwxyz", "abcde in stuvw");
	two_names("abcdefghijklm", "z", "abcdefghi in z");
	two_names("a", "opqrstuvwxyz", "a in opqrstuvw");
	two_names("abcdefghijklm", "", "abcdefghij");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_takes_the_room_that_the_other_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
