// SPDX-License-Identifier: GPL-2.0-only
/* What a profile is made into: names, sums, and what is not believed. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "compare/explanation.h"
#include "profile/check.h"
#include "profile/own_names.h"
#include "profile/summary.h"

#define TEXT 0xffffffff81000000
#define DATA 0xffffffff82000000

static struct symbol functions[] = {
	{ TEXT, "_raw_spin_lock", 'T' },
	{ TEXT + 0x100, "ext4_es_lookup_extent", 'T' },
	{ TEXT + 0x200, "folio_add_lru", 'T' },
};

static struct symbol variables[] = {
	{ DATA, "rename_lock", 'D' },
	{ DATA + 0x40, "lock_table", 'b' },
	{ DATA + 0x1000, "_end", SYMBOL_NONE },
};

static const struct object_addresses nowhere;

static const struct profile_folder kernel = {
	.symbols = { functions, 3 }, .data = { variables, 3 },
};

static void a_name_keeps_what_its_source_gives_it(void **state)
{
	static const char *const names[][2] = {
		{ "mt_find", "mt_find" },
		{ "mt_find.isra.0", "mt_find" },
		{ "mt_find.constprop.0.isra.1", "mt_find" },
		{ "mt_find.part.0.cold", "mt_find" },
		{ "mt_find.llvm.15012345678", "mt_find" },
		{ "__pfx_mt_find", "__pfx_mt_find" },
		{ ".text.unlikely", ".text.unlikely" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char name[64];

		snprintf(name, sizeof(name), "%s", names[i][0]);
		own_name(name);
		assert_string_equal(name, names[i][1]);
	}
}

static const char *name_of(uint64_t address, const char *kind, uint64_t taker,
			   char name[HELD_LOCK_NAME])
{
	struct counted_lock lock = { .address = address, .taker = taker };

	snprintf(lock.kind, sizeof(lock.kind), "%s", kind);
	return profile_lock_name(&kernel, &nowhere, &lock, name);
}

static void a_lock_is_named_after_its_variable_or_who_takes_it(void **state)
{
	char name[HELD_LOCK_NAME];

	(void)state;
	assert_string_equal(name_of(DATA, "seq", TEXT, name), "rename_lock");
	assert_string_equal(name_of(DATA + 0x48, "spin", TEXT, name), "lock_table");
	assert_string_equal(name_of(0xff1100007dc2b380, "spin", TEXT + 0x210, name),
			    "spin in folio_add_lru");
	assert_string_equal(name_of(0, "folio", TEXT + 0x110, name), "folio in ext4_es_lookup_extent");
	/* A module's: the image has ended */
	assert_string_equal(name_of(DATA + 0x1000, "spin", TEXT + 0x210, name),
			    "spin in folio_add_lru");
	assert_string_equal(name_of(DATA + 0x1040, "spin", TEXT + 0x210, name),
			    "spin in folio_add_lru");
}

static void locks_are_summed_by_name_and_kind_most_held_first(void **state)
{
	struct counted_lock lock[] = {
		{ DATA, "write", TEXT + 0x110, 1, 5 },
		{ DATA, "read", TEXT + 0x110, 3, 30 },
		{ 0xff11000000000040, "spin", TEXT + 0x210, 4, 400 },
		{ DATA, "read", TEXT + 0x210, 2, 20 },
		{ 0xff11000000000080, "spin", TEXT + 0x210, 6, 600 },
	};
	const struct counts counts = { .lock = lock, .n_locks = 5 };
	char label[HELD_LOCK_NAME];
	size_t n;
	struct held_lock *locks = profile_locks(&counts, &kernel, &nowhere, &n);

	(void)state;
	assert_int_equal(n, 3);
	assert_string_equal(locks[0].name, "spin in folio_add_lru");
	assert_string_equal(held_lock_label(&locks[0], label), "spin in folio_add_lru");
	assert_float_equal(locks[0].taken, 10, 0);
	assert_float_equal(locks[0].held, 1000, 0);
	assert_string_equal(held_lock_label(&locks[1], label), "rename_lock (read)");
	assert_float_equal(locks[1].taken, 5, 0);
	assert_float_equal(locks[1].held, 50, 0);
	assert_string_equal(held_lock_label(&locks[2], label), "rename_lock (write)");
	free(locks);
}

static void a_shared_line_names_the_functions_with_the_most_accesses(void **state)
{
	struct symbol symbol[] = {
		{ TEXT, "a", 't' }, { TEXT + 16, "b", 't' }, { TEXT + 32, "c", 't' },
		{ TEXT + 48, "d", 't' },
	};
	const struct profile_folder folder = { .symbols = { symbol, 4 } };
	struct counted_share share[] = {
		{ 64, TEXT, 1, 0 }, { 64, TEXT + 16, 2, 1 }, { 64, TEXT + 32, 5, 0 },
		{ 64, TEXT + 48, 1, 1 }, { 128, TEXT, 50, 0 }, { 64, TEXT + 20, 0, 4 },
	};
	const struct counts counts = { .share = share, .n_shares = 6 };
	size_t n;
	struct shared_line *line = profile_shared_lines(&counts, &folder, &nowhere, &n);

	(void)state;
	assert_int_equal(n, 2);
	assert_int_equal(line[0].line, 128);
	assert_int_equal(line[0].n_by, 1);
	assert_int_equal(line[1].line, 64);
	assert_float_equal(line[1].loads, 9, 0);
	assert_float_equal(line[1].stores, 6, 0);
	assert_int_equal(line[1].n_by, 3);
	assert_string_equal(line[1].by[0].name, "b");
	assert_float_equal(line[1].by[0].stores, 5, 0);
	assert_string_equal(line[1].by[1].name, "c");
	assert_string_equal(line[1].by[2].name, "d");
	free(line);
}

static void twenty_instructions_apart_are_the_same_and_one_more_is_wrong(void **state)
{
	struct cell cell = { .threads = 1 };
	char wrong[PROFILE_WRONG];

	(void)state;
	assert_null(profile_wrong(&cell, 1000000, 1000007, wrong));
	assert_null(profile_wrong(&cell, 1000000, 1000027, wrong));
	assert_null(profile_wrong(&cell, 1000000, 999987, wrong));
	assert_string_equal(profile_wrong(&cell, 1000000, 1000028, wrong),
			    "its functions have 1000028 instructions, its trial 1000007");
	assert_non_null(profile_wrong(&cell, 1000000, 999986, wrong));
	/* The clock is one thread's, the functions are of all */
	cell.threads = 2;
	assert_null(profile_wrong(&cell, 1000000, 2000000, wrong));
	cell.threads = 1;
	cell.load = LOAD_COMMIT;
	assert_null(profile_wrong(&cell, 1000000, 2000000, wrong));
	/* Among several vCPUs there is no clock */
	cell.load = LOAD_NONE;
	assert_null(profile_wrong(&cell, 0, 2000000, wrong));
}

static void what_is_named_others_and_unprofiled_add_up_to_the_change(void **state)
{
	struct difference difference[100];
	struct explanation explanation;
	double sum;

	(void)state;
	/* 1, -0.99, 0.98, ...: no few of them explain a change of 5 */
	for (int i = 0; i < 100; i++)
		difference[i] = (struct difference){
			"f", 100, 100 + (i % 2 ? -1 : 1) * (1 - i / 100.) };
	explanation_make(difference, 100, 5, &explanation);
	assert_int_equal(explanation.n, EXPLANATION_MOST);
	assert_int_equal(explanation.n_others, 100 - EXPLANATION_MOST);
	sum = explanation.others + explanation.unprofiled;
	for (size_t i = 0; i < explanation.n; i++) {
		sum += explanation.function[i].there - explanation.function[i].here;
		/* Those that grew first, in their order */
		assert_true((explanation.function[i].there > 100) == (i < EXPLANATION_MOST / 2));
	}
	assert_float_equal(sum, 5, 1e-9);
	assert_float_equal(explanation.function[1].there, 100.98, 1e-9);
	/* What is printed as 0.0 explains nothing */
	difference[0] = (struct difference){ "f", 100, 100.04 };
	explanation_make(difference, 1, 5, &explanation);
	assert_int_equal(explanation.n, 0);
	assert_float_equal(explanation.unprofiled, 4.96, 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_keeps_what_its_source_gives_it),
		cmocka_unit_test(a_lock_is_named_after_its_variable_or_who_takes_it),
		cmocka_unit_test(locks_are_summed_by_name_and_kind_most_held_first),
		cmocka_unit_test(a_shared_line_names_the_functions_with_the_most_accesses),
		cmocka_unit_test(twenty_instructions_apart_are_the_same_and_one_more_is_wrong),
		cmocka_unit_test(what_is_named_others_and_unprofiled_add_up_to_the_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
