// SPDX-License-Identifier: GPL-2.0-only
/* The plugin's lock sections, by stores that take and release. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plugin/locks.h"

#define TASK 0xffffc90000100000
#define OTHER 0xffffc90000200000
#define LOCK 0xffff888001234568
#define PAGE 0xffffea0000456780
#define TAKER 0xffffffff81000100

static const struct decoded plain = { .sets_bit = -1 };
static const struct decoded locked = { .sets_bit = -1, .locked = true };
static const struct node root, user = { .function = TAKER, .parent = (struct node *)&root },
			 take = { .function = TAKER + 64, .takes = true,
				  .parent = (struct node *)&user };

static int fresh(void **state)
{
	(void)state;
	locks_clear();
	return 0;
}

static void store(uint64_t address, uint64_t stack, enum lock_kind kind,
		  const struct decoded *decoded, uint64_t now)
{
	const struct lock_taker taker = { .kind = kind };
	const struct lock_store one = { .address = address, .stack = stack, .decoded = decoded,
					.taker = kind ? &taker : NULL, .node = kind ? &take : &user,
					.now = now, .counts = true };

	/* As the plugin does: nothing that matters may be left out */
	if (locks_concern(address, one.taker, decoded))
		locks_store(&one);
}

/* All that locks_write() says is @want */
static void sections(const char *want)
{
	char have[512] = "";
	FILE *file = fmemopen(have, sizeof(have), "w");

	locks_write(file);
	fclose(file);
	assert_string_equal(have, want);
}

static void plain_store_ends_a_spinlock_s_section(void **state)
{
	(void)state;
	store(LOCK, TASK, LOCK_SPIN, &locked, 100);
	store(LOCK + 8, TASK, LOCK_NONE, &plain, 120);
	store(LOCK, TASK, LOCK_NONE, &plain, 150);
	store(LOCK, TASK, LOCK_NONE, &plain, 190);
	sections("lock ffff888001234568 spin ffffffff81000100 1 50\n");
}

static void sections_of_one_taker_add_up(void **state)
{
	(void)state;
	for (uint64_t now = 0; now < 300; now += 100) {
		store(LOCK, TASK, LOCK_READ, &locked, now);
		store(LOCK, TASK, LOCK_NONE, &locked, now + 7);
	}
	sections("lock ffff888001234568 read ffffffff81000100 3 21\n");
}

static void readers_on_two_stacks_have_a_section_each(void **state)
{
	(void)state;
	store(LOCK, TASK, LOCK_RWSEM_READ, &locked, 100);
	store(LOCK, OTHER, LOCK_RWSEM_READ, &locked, 110);
	store(LOCK, TASK, LOCK_NONE, &locked, 120);
	store(LOCK, OTHER, LOCK_NONE, &locked, 150);
	sections("lock ffff888001234568 rwsem-read ffffffff81000100 2 60\n");
}

/* A mutex that spins, and a spinlock's slow path, store more than once */
static void last_try_begins_the_section(void **state)
{
	(void)state;
	store(LOCK, TASK, LOCK_MUTEX, &locked, 100);
	store(LOCK, TASK, LOCK_MUTEX, &locked, 180);
	store(LOCK, TASK, LOCK_MUTEX, &plain, 190);
	store(LOCK, TASK, LOCK_NONE, &locked, 200);
	sections("lock ffff888001234568 mutex ffffffff81000100 1 10\n");
}

static void outside_of_windows_nothing_counts(void **state)
{
	struct lock_store one = { .address = LOCK, .stack = TASK, .decoded = &locked,
				  .taker = lock_taker("_raw_spin_lock"), .node = &take,
				  .now = 100 };

	(void)state;
	locks_store(&one);
	store(LOCK, TASK, LOCK_NONE, &plain, 150);
	sections("");
	store(LOCK, TASK, LOCK_SPIN, &locked, 200);
	one = (struct lock_store){ .address = LOCK, .stack = TASK, .decoded = &plain,
				   .node = &user, .now = 210 };
	locks_store(&one);
	sections("");
}

static void folio_is_locked_by_a_bit_and_unlocked_by_its_byte(void **state)
{
	const struct decoded bts = { .sets_bit = 0, .locked = true };
	const struct decoded set_dirty = { .sets_bit = 4, .locked = true };
	const struct decoded clear_dirty = { .sets_bit = -1, .clears = 1 << 4 };
	const struct decoded unlock = { .sets_bit = -1, .locked = true, .clears = 1 };

	(void)state;
	store(PAGE, TASK, LOCK_NONE, &bts, 100);
	store(PAGE, TASK, LOCK_NONE, &set_dirty, 110);
	store(PAGE, TASK, LOCK_NONE, &clear_dirty, 120);
	store(PAGE, TASK, LOCK_NONE, &unlock, 150);
	sections("lock 0 folio ffffffff81000100 1 50\n");
}

static void bit_0_of_anything_else_is_no_folio_s(void **state)
{
	const struct decoded set = { .sets_bit = 0 };
	const struct decoded clear = { .sets_bit = -1, .clears = 1 };
	const uint64_t words[] = { 0xffff888001234540, 0xff11000001234540, PAGE + 8 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		store(words[i], TASK, LOCK_NONE, &set, 100);
		store(words[i], TASK, LOCK_NONE, &clear, 150);
	}
	sections("");
}

/* Their reads are ended by somebody else */
static void folios_that_stay_locked_push_out_no_other_lock(void **state)
{
	const struct decoded bts = { .sets_bit = 0, .locked = true };

	(void)state;
	store(LOCK, TASK, LOCK_RWSEM_READ, &locked, 100);
	for (uint64_t i = 0; i < 200; i++)
		store(PAGE + 64 * i, TASK, LOCK_NONE, &bts, 101 + i);
	store(LOCK, TASK, LOCK_NONE, &locked, 400);
	sections("lock ffff888001234568 rwsem-read ffffffff81000100 1 300\n");
	assert_int_equal(locks_lost(), 0);
}

/* set_current_state() exchanges a word of the task, in a function that takes mutexes */
static void slow_path_locks_only_what_was_tried(void **state)
{
	struct lock_store one = { .address = LOCK + 64, .stack = TASK, .decoded = &locked,
				  .taker = lock_taker("__mutex_lock"), .node = &take, .now = 110,
				  .counts = true };

	(void)state;
	store(LOCK, TASK, LOCK_MUTEX, &locked, 100);
	locks_store(&one);
	one.address = LOCK;
	one.now = 150;
	locks_store(&one);
	store(LOCK + 64, TASK, LOCK_NONE, &locked, 160);
	store(LOCK, TASK, LOCK_NONE, &locked, 180);
	sections("lock ffff888001234568 mutex ffffffff81000100 1 30\n");
}

static void lock_that_goes_to_another_vcpu_has_no_length(void **state)
{
	const struct lock_store there = { .address = LOCK, .stack = TASK, .decoded = &locked,
					  .node = &user, .now = 7, .counts = true, .vcpu = 1 };

	(void)state;
	store(LOCK, TASK, LOCK_MUTEX, &locked, 100);
	locks_store(&there);
	sections("");
}

static void downgraded_lock_is_two_sections(void **state)
{
	(void)state;
	store(LOCK, TASK, LOCK_RWSEM_WRITE, &locked, 100);
	store(LOCK, TASK, LOCK_RWSEM_READ, &locked, 130);
	store(LOCK, TASK, LOCK_NONE, &locked, 150);
	sections("lock ffff888001234568 rwsem-write ffffffff81000100 1 30\n"
		 "lock ffff888001234568 rwsem-read ffffffff81000100 1 20\n");
}

/* Two locks of which one is held as often but behind a full table of failed tries */
static void tries_that_failed_make_room(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		store(LOCK + 64 * i, TASK, LOCK_SPIN, &locked, i);
	store(LOCK, OTHER, LOCK_SPIN, &locked, 1000);
	store(LOCK, OTHER, LOCK_NONE, &plain, 1003);
	sections("lock ffff888001234568 spin ffffffff81000100 1 3\n");
}

static void what_is_held_no_longer_concerns_nobody(void **state)
{
	(void)state;
	assert_false(locks_concern(LOCK, NULL, &plain));
	/* A second try is no second lock */
	store(LOCK, TASK, LOCK_MUTEX, &locked, 100);
	store(LOCK, TASK, LOCK_MUTEX, &locked, 110);
	assert_true(locks_concern(LOCK, NULL, &plain));
	store(LOCK, TASK, LOCK_NONE, &locked, 120);
	assert_false(locks_concern(LOCK, NULL, &plain));
	/* Nor is the one that has given way to others */
	for (uint64_t i = 0; i < 1000; i++)
		store(LOCK + i * 8, TASK, LOCK_SPIN, &locked, 200 + i);
	for (uint64_t i = 0; i < 1000; i++)
		store(LOCK + i * 8, TASK, LOCK_NONE, &plain, 2000 + i);
	for (uint64_t i = 0; i < 1000; i++)
		assert_false(locks_concern(LOCK + i * 8, NULL, &plain));
}

static void lock_functions_are_known_whatever_the_compiler_made_of_them(void **state)
{
	(void)state;
	assert_int_equal(lock_taker("down_read")->kind, LOCK_RWSEM_READ);
	assert_int_equal(lock_taker("rwsem_down_read_slowpath.isra.0")->kind, LOCK_RWSEM_READ);
	assert_int_equal(lock_taker("_raw_spin_lock")->kind, LOCK_SPIN);
	assert_null(lock_taker("_raw_spin_locked"));
	assert_null(lock_taker("_raw_spin"));
	assert_null(lock_taker("up_read"));
	assert_true(lock_taker("__mutex_lock.constprop.0")->slow);
	assert_false(lock_taker("mutex_lock")->slow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(plain_store_ends_a_spinlock_s_section, fresh),
		cmocka_unit_test_setup(sections_of_one_taker_add_up, fresh),
		cmocka_unit_test_setup(readers_on_two_stacks_have_a_section_each, fresh),
		cmocka_unit_test_setup(last_try_begins_the_section, fresh),
		cmocka_unit_test_setup(outside_of_windows_nothing_counts, fresh),
		cmocka_unit_test_setup(folio_is_locked_by_a_bit_and_unlocked_by_its_byte, fresh),
		cmocka_unit_test_setup(bit_0_of_anything_else_is_no_folio_s, fresh),
		cmocka_unit_test_setup(folios_that_stay_locked_push_out_no_other_lock, fresh),
		cmocka_unit_test_setup(slow_path_locks_only_what_was_tried, fresh),
		cmocka_unit_test_setup(lock_that_goes_to_another_vcpu_has_no_length, fresh),
		cmocka_unit_test_setup(downgraded_lock_is_two_sections, fresh),
		cmocka_unit_test_setup(tries_that_failed_make_room, fresh),
		cmocka_unit_test_setup(what_is_held_no_longer_concerns_nobody, fresh),
		cmocka_unit_test(lock_functions_are_known_whatever_the_compiler_made_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
