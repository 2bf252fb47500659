// SPDX-License-Identifier: GPL-2.0-only
/* A build ID among notes, as /sys/kernel/notes has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/build_id.h"

/* Two notes of x86's kernel: one of Linux with 5 bytes, and the build ID */
static const unsigned char notes[] = {
	6, 0, 0, 0, 5, 0, 0, 0, 1, 1, 0, 0, 'L', 'i', 'n', 'u', 'x', 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0,
	4, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0, 0xfa, 0x01, 0x71, 0x17,
};

static void it_is_found_behind_other_notes(void **state)
{
	char text[BUILD_ID_TEXT];

	(void)state;
	assert_string_equal(build_id_in_notes(notes, sizeof(notes), text), "fa017117");
}

static void notes_that_are_cut_off_have_none(void **state)
{
	char text[BUILD_ID_TEXT];

	(void)state;
	for (size_t len = 0; len < sizeof(notes); len++)
		assert_null(build_id_in_notes(notes, len, text));
}

static void a_note_of_another_name_or_size_is_none(void **state)
{
	unsigned char bad[sizeof(notes)];
	char text[BUILD_ID_TEXT];

	(void)state;
	memcpy(bad, notes, sizeof(notes));
	bad[40] = 'X';
	assert_null(build_id_in_notes(bad, sizeof(bad), text));
	memcpy(bad, notes, sizeof(notes));
	memset(bad + 4, 0xff, 4);
	assert_null(build_id_in_notes(bad, sizeof(bad), text));
	assert_null(build_id_text(notes, 0, text));
	assert_null(build_id_text(notes, 33, text));
	assert_non_null(build_id_text(notes, 32, text));
}

static void only_whole_bytes_in_small_digits_are_valid(void **state)
{
	char text[BUILD_ID_TEXT + 2];

	(void)state;
	assert_true(build_id_valid("fa017117"));
	assert_false(build_id_valid(""));
	assert_false(build_id_valid("fa01711"));
	assert_false(build_id_valid("FA017117"));
	assert_false(build_id_valid("map-fa017117"));
	memset(text, 'a', sizeof(text));
	text[BUILD_ID_TEXT + 1] = '\0';
	assert_false(build_id_valid(text));
	text[BUILD_ID_TEXT - 1] = '\0';
	assert_true(build_id_valid(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_found_behind_other_notes),
		cmocka_unit_test(notes_that_are_cut_off_have_none),
		cmocka_unit_test(a_note_of_another_name_or_size_is_none),
		cmocka_unit_test(only_whole_bytes_in_small_digits_are_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
