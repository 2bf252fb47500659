// SPDX-License-Identifier: GPL-2.0-only
/* The parts of page_mkwrite, as the plugin follows them by functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plugin/parts.h"

#define MKWRITE 0x1000
#define UPDATE_TIME 0x2000
#define ITER 0x3000
#define DA_MAP 0x4000
#define ES_LOOKUP 0x5000

static int find(void **state)
{
	static struct symbol symbol[] = {
		{ MKWRITE, "do_page_mkwrite", 't' }, { UPDATE_TIME, "file_update_time", 'T' },
		{ ITER, "iomap_iter", 'T' }, { DA_MAP, "ext4_da_map_blocks", 't' },
		{ ES_LOOKUP, "ext4_es_lookup_extent", 'T' }, { 0x6000, "contention_begin", 't' },
	};
	const struct symbol_table functions = { symbol, sizeof(symbol) / sizeof(*symbol) };

	(void)state;
	parts_find_hooks(&functions);
	return 0;
}

static void enter(struct ledger *ledger, uint64_t address, enum path_part now)
{
	parts_enter(ledger, parts_hook(address));
	assert_int_equal(parts_now(ledger), now);
}

static void leave(struct ledger *ledger, uint64_t address, enum path_part now)
{
	parts_leave(ledger, parts_hook(address));
	assert_int_equal(parts_now(ledger), now);
}

static void functions_without_a_hook_have_none(void **state)
{
	(void)state;
	assert_int_equal(parts_hook(MKWRITE), HOOK_PAGE_MKWRITE);
	assert_int_equal(parts_hook(MKWRITE + 1), NR_HOOKS);
	/* Hooks on what this kernel does not have are at no address */
	assert_int_equal(parts_hook(0), NR_HOOKS);
	/* A tracepoint is no function */
	assert_int_equal(parts_hook(0x6000), NR_HOOKS);
}

static void parts_follow_each_other_and_nest(void **state)
{
	struct ledger ledger = { 0 };

	(void)state;
	enter(&ledger, ITER, NR_PARTS);
	enter(&ledger, MKWRITE, PART_FREEZE);
	enter(&ledger, UPDATE_TIME, PART_TIMESTAMP);
	/* What goes on after the timestamp is not what came before */
	leave(&ledger, UPDATE_TIME, PART_INVALIDATE);
	enter(&ledger, ITER, PART_IOMAP);
	enter(&ledger, DA_MAP, PART_MAP);
	enter(&ledger, ES_LOOKUP, PART_ES_LOOKUP);
	leave(&ledger, ES_LOOKUP, PART_MAP);
	/* The end of a mark's function changes nothing; that of a span brings back what was on */
	leave(&ledger, DA_MAP, PART_IOMAP);
	leave(&ledger, ITER, PART_IOMAP);
	leave(&ledger, MKWRITE, NR_PARTS);
	enter(&ledger, ITER, NR_PARTS);
}

static void interrupts_are_in_no_part(void **state)
{
	struct ledger ledger = { 0 };

	(void)state;
	enter(&ledger, MKWRITE, PART_FREEZE);
	ledger.exceptions++;
	assert_int_equal(parts_now(&ledger), NR_PARTS);
	/* What an interrupt calls is not the fault's */
	enter(&ledger, UPDATE_TIME, NR_PARTS);
	leave(&ledger, UPDATE_TIME, NR_PARTS);
	ledger.exceptions--;
	assert_int_equal(parts_now(&ledger), PART_FREEZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(functions_without_a_hook_have_none, find),
		cmocka_unit_test_setup(parts_follow_each_other_and_nest, find),
		cmocka_unit_test_setup(interrupts_are_in_no_part, find),
	};

	return cmocka_run_group_tests_name("plugin parts", tests, NULL, NULL);
}
