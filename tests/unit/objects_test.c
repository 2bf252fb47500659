// SPDX-License-Identifier: GPL-2.0-only
/* Names of addresses in the kernel's objects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "profile/objects.h"

#define INODE 0xff11000000940000
#define JOURNAL 0xff11000000950020

static const struct object_addresses where = {
	.address = { [OBJECT_EXT4_INODE] = INODE, [OBJECT_JOURNAL] = JOURNAL },
};

static int read_text(struct object_layouts *layouts, const char *text)
{
	char path[] = "/tmp/faultline-objects.XXXXXX";
	int fd = mkstemp(path), ret;
	FILE *file = fdopen(fd, "w");

	fputs(text, file);
	fclose(file);
	ret = object_layouts_read(layouts, path);
	unlink(path);
	return ret;
}

static const char layout[] =
	"type ext4_inode_info 1024\n"
	"member 0 ext4_inode_info.i_data\n"
	"member 560 address_space.i_pages\n"
	"member 576 address_space.invalidate_lock\n"
	"member 824 ext4_inode_info.i_es_lock\n"
	"member 832 ext4_inode_info.i_es_all_nr\n"
	"type of_tomorrow 8\n"
	"member 0 of_tomorrow.anything\n"
	"type journal_s 200\n"
	"member 0 journal_s.j_flags\n"
	"member 56 journal_s.j_state_lock\n"
	"end\n";

static void address_has_the_name_of_the_member_it_is_in(void **state)
{
	struct object_layouts layouts;

	(void)state;
	assert_int_equal(read_text(&layouts, layout), 0);
	assert_string_equal(object_member(&layouts, &where, INODE + 824), "ext4_inode_info.i_es_lock");
	assert_string_equal(object_member(&layouts, &where, INODE + 828), "ext4_inode_info.i_es_lock");
	assert_string_equal(object_member(&layouts, &where, INODE + 575), "address_space.i_pages");
	assert_string_equal(object_member(&layouts, &where, JOURNAL + 60), "journal_s.j_state_lock");
	assert_null(object_member(&layouts, &where, INODE - 1));
	assert_null(object_member(&layouts, &where, INODE + 1024));
	assert_null(object_member(&layouts, &where, 8));
	object_layouts_free(&layouts);
}

static void line_has_the_names_of_all_members_in_it(void **state)
{
	struct object_layouts layouts;
	char buf[64], few[24];

	(void)state;
	assert_int_equal(read_text(&layouts, layout), 0);
	assert_string_equal(object_members(&layouts, &where, INODE + 768, 64, buf, sizeof(buf)),
			    "ext4_inode_info: i_es_lock");
	assert_string_equal(object_members(&layouts, &where, INODE + 832 - 32, 64, buf, sizeof(buf)),
			    "ext4_inode_info: i_es_lock, i_es_all_nr");
	/* The line in which the journal begins */
	assert_string_equal(object_members(&layouts, &where, JOURNAL - 0x20, 64, buf, sizeof(buf)),
			    "journal_s: j_flags");
	assert_string_equal(object_members(&layouts, &where, INODE + 800, 64, few, sizeof(few)),
			    "ext4_inode_info: i_e...");
	assert_null(object_members(&layouts, &where, INODE + 2048, 64, buf, sizeof(buf)));
	object_layouts_free(&layouts);
}

static void file_that_is_not_there_names_nothing_and_a_damaged_one_is_refused(void **state)
{
	struct object_layouts layouts;

	(void)state;
	assert_int_equal(object_layouts_read(&layouts, "/nonexistent/types"), 0);
	assert_null(object_member(&layouts, &where, INODE));
	object_layouts_free(&layouts);
	assert_int_equal(read_text(&layouts, "type mm_struct 8\nmember x\nend\n"), -1);
	/* Cut off */
	assert_int_equal(read_text(&layouts, ""), -1);
	assert_int_equal(read_text(&layouts, "type mm_struct 8\nmember 0 mm_struct.a\n"), -1);
	assert_int_equal(read_text(&layouts, "type mm_struct 8\nmember 0 mm_struct.a\nend"), -1);
	/* And a whole one */
	assert_int_equal(read_text(&layouts, "end\n"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address_has_the_name_of_the_member_it_is_in),
		cmocka_unit_test(line_has_the_names_of_all_members_in_it),
		cmocka_unit_test(file_that_is_not_there_names_nothing_and_a_damaged_one_is_refused),
	};

	return cmocka_run_group_tests_name("objects", tests, NULL, NULL);
}
