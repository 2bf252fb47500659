// SPDX-License-Identifier: GPL-2.0-only
/* The plugin's instructions, and the blocks in which they are executed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plugin/insns.h"
#include "plugin/marks.h"

#define CODE 0xffffffff81000100
#define LOCK 0xffffffff81000200
#define IRQS 0xffffffff81000300
#define END 0xffffffff81000400
#define USER 0x400000

static struct symbol symbol[] = {
	{ CODE, "code", 't' }, { CODE + 0x20, "code.cold", 't' }, { LOCK, "_raw_spin_lock", 'T' },
	{ IRQS, "irq_entries_start", 't' }, { IRQS + 0x40, "asm_exc_page_fault", 't' },
	{ END, "end", 't' },
};
static const struct symbol_table functions = { symbol, sizeof(symbol) / sizeof(*symbol) };
static const struct decoded plain = { .kind = INSN_PLAIN, .mark = -1, .sets_bit = -1 };

static int fresh(void **state)
{
	(void)state;
	insns_clear();
	return 0;
}

static struct insn *at(uint64_t address, size_t size)
{
	return insn_at(&functions, address, size, &plain);
}

static uint64_t count(const struct insn *insn)
{
	const struct used_insn *used;

	insns_used(&used);
	return insn->count;
}

static void symbols_say_where_functions_and_exceptions_begin(void **state)
{
	(void)state;
	assert_true(at(CODE, 4)->begins && !at(CODE + 4, 4)->begins);
	/* It is part of its function */
	assert_false(at(CODE + 0x20, 4)->begins);
	assert_null(at(CODE, 4)->taker);
	assert_int_equal(at(LOCK + 4, 4)->taker->kind, LOCK_SPIN);
	/* Each of its vectors */
	assert_true(at(IRQS, 4)->excepts && !at(IRQS + 4, 4)->excepts && at(IRQS + 8, 4)->excepts);
	assert_true(at(IRQS + 0x40, 4)->excepts && !at(IRQS + 0x48, 4)->excepts);
	/* User code has no symbols */
	assert_false(at(USER, 4)->begins || at(USER, 4)->excepts);
}

/* Of a block that begins with @before */
static bool begins_behind(const struct insn *insn, const struct insn *before)
{
	return insn_begins_block(insn, before, before);
}

static void block_ends_where_the_path_may_change(void **state)
{
	const struct decoded branch = { .kind = INSN_BRANCH, .mark = -1 };
	const struct decoded mark = { .kind = INSN_PLAIN, .mark = MARK_BEGIN };
	const struct insn *marked;

	(void)state;
	assert_false(begins_behind(at(CODE + 4, 4), at(CODE, 4)));
	assert_true(begins_behind(at(CODE + 8, 4), insn_at(&functions, CODE + 4, 4, &branch)));
	assert_true(begins_behind(at(LOCK, 4), at(LOCK - 4, 4)));
	assert_true(begins_behind(at(IRQS + 8, 4), at(IRQS + 4, 4)));
	/* What is behind a mark is in a window, or no more */
	marked = insn_at(&functions, CODE + 0x90, 7, &mark);
	assert_true(begins_behind(marked, at(CODE + 0x8c, 4)));
	assert_true(begins_behind(at(CODE + 0x97, 4), marked));
}

static void block_is_in_four_lines_at_most(void **state)
{
	const struct insn *first = at(USER + 0x3c, 4);

	(void)state;
	assert_false(insn_begins_block(at(USER + 0xfc, 4), at(USER + 0xf8, 4), first));
	assert_true(insn_begins_block(at(USER + 0x100, 4), at(USER + 0xfc, 4), first));
	/* Or a part of the fifth */
	assert_true(insn_begins_block(at(USER + 0xfe, 4), at(USER + 0xfa, 4), first));
}

static void block_knows_its_ends_and_who_is_the_first_in_each_line(void **state)
{
	struct insn *all[] = { at(USER + 0x3c, 4), at(USER + 0x40, 0x3e), at(USER + 0x7e, 4),
			       at(USER + 0x82, 4) };
	struct insn *crossing[] = { at(USER + 0x3e, 4), at(USER + 0x42, 4) };
	const struct block *block = block_of(all, 4);

	(void)state;
	assert_int_equal(block->address, USER + 0x3c);
	assert_int_equal(block->last, USER + 0x82);
	assert_ptr_equal(block->last_accesses, all[3]->accesses);
	assert_int_equal(block->lines, 3);
	assert_int_equal(block->first[0], 1);
	assert_int_equal(block->first[1], 2);
	block = block_of(crossing, 2);
	assert_int_equal(block->lines, 2);
	assert_int_equal(block->first[0], 0);
	assert_int_equal(block_of(crossing + 1, 1)->lines, 1);
}

static void accesses_of_an_insn_stay_where_they_are(void **state)
{
	struct insn *first = at(USER + 0x2000, 1);
	struct accesses *accesses = first->accesses;

	(void)state;
	accesses->loads = 1;
	/* More than come from one piece of memory */
	for (uint64_t i = 1; i < 10000; i++)
		assert_ptr_equal(at(USER + 0x2000 + i, 1)->accesses->insn, at(USER + 0x2000 + i, 1));
	assert_ptr_equal(at(USER + 0x2000, 1)->accesses, accesses);
	assert_ptr_equal(accesses->insn, first);
	assert_int_equal(accesses->loads, 1);
}

static void only_the_last_of_those_begun_together_may_fault(void **state)
{
	const struct decoded sure = { .kind = INSN_PLAIN, .mark = -1, .is_sure = true };
	struct insn *all[] = {
		insn_at(&functions, USER + 0x800, 4, &sure), insn_at(&functions, USER + 0x804, 4, &sure),
		at(USER + 0x808, 4), insn_at(&functions, USER + 0x80c, 4, &sure),
	};
	/* The second one may be cut off at the page's end */
	struct insn *end[] = { insn_at(&functions, USER + 0xffb, 2, &sure), at(USER + 0xffd, 5) };

	(void)state;
	assert_int_equal(insns_together(all, 4), 3);
	assert_int_equal(insns_together(all, 2), 2);
	assert_int_equal(insns_together(all + 2, 2), 1);
	assert_int_equal(insns_together(all + 3, 1), 1);
	assert_int_equal(insns_together(end, 2), 1);
	end[1] = at(USER + 0xffd, 3);
	assert_int_equal(insns_together(end, 2), 1);
}

static void instruction_that_is_cut_off_at_a_page_s_end_is_no_other_one(void **state)
{
	const struct insn *whole = at(CODE + 0xeff, 3);

	(void)state;
	assert_ptr_equal(at(CODE + 0xeff, 1), whole);
	assert_int_equal(whole->size, 3);
	/* Where no page ends it has been changed */
	assert_int_equal(at(CODE + 0xe00, 5)->size, 5);
	assert_int_equal(at(CODE + 0xe00, 2)->size, 2);
	/* It is cut off where it is seen first, too */
	assert_int_equal(at(CODE + 0x1efe, 2)->size, 2);
	assert_int_equal(at(CODE + 0x1efe, 5)->size, 5);
}

static void block_that_is_left_early_counts_what_was_begun(void **state)
{
	struct insn *three[] = { at(CODE, 4), at(CODE + 4, 4), at(CODE + 8, 4) };
	struct block *all = block_of(three, 3), *rest = block_of(three + 1, 2);

	(void)state;
	block_count(all, 3);
	block_count(all, 3);
	block_count(all, 2);
	block_count(rest, 2);
	assert_int_equal(count(three[0]), 3);
	assert_int_equal(count(three[1]), 4);
	assert_int_equal(count(three[2]), 3);
	/* Nothing counts twice */
	block_count(all, 3);
	assert_int_equal(count(three[1]), 5);
	insns_clear();
	assert_int_equal(count(three[1]), 0);
}

static void block_is_known_by_all_of_its_instructions(void **state)
{
	struct insn *short_one[] = { at(CODE, 4), at(CODE + 4, 4) };
	struct insn *long_one[] = { at(CODE, 4), at(CODE + 4, 4), at(CODE + 8, 4) };
	/* Of another program, at the same address */
	struct insn *other[] = { at(CODE, 3), at(CODE + 3, 4) };

	(void)state;
	assert_ptr_equal(block_of(long_one, 3), block_of(long_one, 3));
	assert_ptr_not_equal(block_of(long_one, 3), block_of(short_one, 2));
	assert_ptr_not_equal(block_of(other, 2), block_of(short_one, 2));
	assert_ptr_equal(block_of(short_one, 2), block_of(short_one, 2));
}

static void used_instructions_stand_in_the_order_in_which_they_were_known(void **state)
{
	struct insn *first[] = { at(END, 4), at(END + 4, 4) }, *second[] = { at(END - 8, 4) };
	const struct used_insn *used;

	(void)state;
	block_count(block_of(first, 2), 1);
	block_count(block_of(second, 1), 1);
	assert_int_equal(insns_used(&used), 3);
	assert_ptr_equal(used[0].insn, first[0]);
	assert_ptr_equal(used[1].insn, first[1]);
	assert_ptr_equal(used[2].insn, second[0]);
	insns_clear();
	assert_int_equal(insns_used(&used), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(symbols_say_where_functions_and_exceptions_begin, fresh),
		cmocka_unit_test_setup(block_ends_where_the_path_may_change, fresh),
		cmocka_unit_test_setup(block_is_in_four_lines_at_most, fresh),
		cmocka_unit_test_setup(block_knows_its_ends_and_who_is_the_first_in_each_line, fresh),
		cmocka_unit_test_setup(accesses_of_an_insn_stay_where_they_are, fresh),
		cmocka_unit_test_setup(only_the_last_of_those_begun_together_may_fault, fresh),
		cmocka_unit_test_setup(instruction_that_is_cut_off_at_a_page_s_end_is_no_other_one,
				       fresh),
		cmocka_unit_test_setup(block_that_is_left_early_counts_what_was_begun, fresh),
		cmocka_unit_test_setup(block_is_known_by_all_of_its_instructions, fresh),
		cmocka_unit_test_setup(used_instructions_stand_in_the_order_in_which_they_were_known,
				       fresh),
	};

	return cmocka_run_group_tests_name("instructions", tests, NULL, NULL);
}
