// SPDX-License-Identifier: GPL-2.0-only
/* The plugin's call tree, as stacks are used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plugin/calls.h"

/* Two stacks of tasks, and the one on which the CPU enters the kernel */
#define TASK 0xffffc90000103f00
#define OTHER 0xffffc90000207f00
#define ENTRY 0xfffffe0000002f00

static int fresh(void **state)
{
	(void)state;
	calls_clear();
	return 0;
}

static struct place new_place(void)
{
	return (struct place){ .node = calls_root() };
}

static void run(struct place *place, uint64_t address, int n)
{
	for (int i = 0; i < n; i++) {
		calls_step(place, address + (uint64_t)i, true);
		place->node->self++;
	}
}

/* The function is called from @after - 5 */
static void call(struct place *place, uint64_t sp, uint64_t after, uint64_t function)
{
	calls_call(place, sp, after);
	run(place, function, 1);
}

static void back(struct place *place, uint64_t sp, uint64_t after)
{
	calls_return(place, sp);
	run(place, after, 1);
}

static const struct node *find(const struct node *node, uint64_t function)
{
	for (const struct node *child = node->child; child; child = child->sibling)
		if (child->function == function)
			return child;
	return NULL;
}

/* Self cost and calls of the function at the end of a path of up to three */
static void costs(uint64_t a, uint64_t b, uint64_t c, uint64_t self, uint64_t calls)
{
	const struct node *node = find(calls_root(), a);

	if (b && node)
		node = find(node, b);
	if (c && node)
		node = find(node, c);
	if (!node)
		fail_msg("there is no such path");
	else
		assert_true(node->self == self && node->calls == calls);
}

static void callees_are_told_from_their_callers(void **unused)
{
	struct place place = new_place();

	(void)unused;
	call(&place, TASK, 0, 0x100);
	run(&place, 0x101, 9);
	for (int i = 0; i < 3; i++) {
		call(&place, TASK - 8, 0x10a, 0x200);
		call(&place, TASK - 16, 0x201, 0x300);
		run(&place, 0x301, 4);
		back(&place, TASK - 16, 0x201);
		back(&place, TASK - 8, 0x10a);
	}
	costs(0x100, 0, 0, 13, 1);
	costs(0x100, 0x200, 0, 6, 3);
	costs(0x100, 0x200, 0x300, 15, 3);
}

static void a_task_that_is_switched_in_goes_on_in_its_own_frames(void **unused)
{
	struct place place = new_place();

	(void)unused;
	call(&place, TASK, 0, 0x100);
	call(&place, TASK - 8, 0x101, 0x900);		/* the switch */
	call(&place, OTHER, 0, 0x500);			/* onto a new task's stack */
	call(&place, OTHER - 8, 0x501, 0x900);		/* and back again */
	back(&place, TASK - 8, 0x101);
	run(&place, 0x102, 5);
	call(&place, TASK - 8, 0x107, 0x900);
	back(&place, OTHER - 8, 0x501);
	run(&place, 0x502, 7);
	costs(0x100, 0, 0, 7, 1);
	costs(0x100, 0x900, 0x500, 9, 1);
}

static void an_exception_ends_where_it_began(void **unused)
{
	struct place place = new_place();

	(void)unused;
	call(&place, TASK, 0, 0x100);
	calls_exception(&place);
	run(&place, 0x700, 1);
	call(&place, TASK - 0x40, 0x701, 0x800);
	back(&place, TASK - 0x40, 0x701);
	calls_leave(&place);
	run(&place, 0x101, 3);
	/* One that calls nothing */
	calls_exception(&place);
	run(&place, 0x700, 1);
	calls_leave(&place);
	run(&place, 0x104, 3);
	costs(0x100, 0, 0, 7, 1);
	costs(0x100, 0x700, 0, 3, 2);
	costs(0x100, 0x700, 0x800, 1, 1);
}

/* error_entry is called on the CPU's stack, moves its return address, and goes to the task's */
static void an_entry_that_changes_stacks_is_one_entry(void **unused)
{
	struct place place = new_place();

	(void)unused;
	call(&place, 0x7fff0000, 0, 0x100);
	for (int i = 0; i < 2; i++) {
		calls_exception(&place);
		run(&place, 0x700, 1);
		call(&place, ENTRY, 0x705, 0x800);
		back(&place, ENTRY - 0x70, 0x705);
		call(&place, TASK, 0x70a, 0x900);
		back(&place, TASK, 0x70a);
		calls_leave(&place);
		run(&place, 0x101, 1);
	}
	costs(0x100, 0, 0, 3, 1);
	costs(0x100, 0x700, 0, 6, 2);
	costs(0x100, 0x700, 0x800, 2, 2);
	costs(0x100, 0x700, 0x900, 2, 2);
}

static void interrupt(struct place *place)
{
	calls_exception(place);
	run(place, 0x700, 1);
	call(place, TASK - 0x100, 0x701, 0x800);
	back(place, TASK - 0x100, 0x701);
	calls_leave(place);
}

/* Between a call and the first instruction of what it calls */
static void an_interrupt_behind_a_call_is_no_callee_of_it(void **unused)
{
	struct place place = new_place();

	(void)unused;
	call(&place, TASK, 0, 0x100);
	calls_call(&place, TASK - 0x10, 0x105);
	interrupt(&place);
	run(&place, 0x200, 4);
	back(&place, TASK - 0x10, 0x105);
	run(&place, 0x106, 1);
	costs(0x100, 0, 0, 3, 1);
	costs(0x100, 0x200, 0, 4, 1);
	costs(0x100, 0x700, 0, 2, 1);
	costs(0x100, 0x700, 0x800, 1, 1);
}

/* Between a return and the first instruction that it returns to */
static void an_interrupt_behind_a_return_is_the_caller_s(void **unused)
{
	struct place place = new_place();

	(void)unused;
	call(&place, TASK, 0, 0x100);
	call(&place, TASK - 0x10, 0x105, 0x200);
	calls_return(&place, TASK - 0x10);
	calls_settle(&place);
	interrupt(&place);
	run(&place, 0x105, 2);
	costs(0x100, 0, 0, 3, 1);
	costs(0x100, 0x200, 0, 1, 1);
	costs(0x100, 0x700, 0, 2, 1);
}

/* By a system call that does nothing, on a kernel stack of the thread's own */
static void enter_and_leave(struct place *place, uint64_t kernel_stack)
{
	calls_exception(place);
	run(place, 0x700, 1);
	call(place, kernel_stack, 0x701, 0x800);
	back(place, kernel_stack, 0x701);
	calls_leave(place);
}

/* Stacks of threads are as long as what tells stacks apart, and not aligned to it */
static void threads_whose_stacks_are_neighbours_have_their_own_frames(void **unused)
{
	const uint64_t upper = 0x7ffff7600000, lower = upper - 0x1000;
	struct place one = new_place(), other = new_place();

	(void)unused;
	enter_and_leave(&one, TASK);
	enter_and_leave(&other, OTHER);
	call(&other, lower, 0, 0x500);
	call(&other, lower - 8, 0x501, 0x600);
	call(&one, upper, 0, 0x100);
	call(&one, upper - 8, 0x101, 0x200);
	enter_and_leave(&one, TASK);
	back(&one, upper - 8, 0x101);
	back(&other, lower - 8, 0x501);
	run(&other, 0x502, 3);
	costs(0x500, 0, 0, 5, 1);
	costs(0x500, 0x600, 0, 1, 1);
	costs(0x100, 0, 0, 2, 1);
}

static void a_return_from_an_unseen_call_is_a_root_of_its_own(void **unused)
{
	struct place place = new_place();

	(void)unused;
	run(&place, 0x300, 2);
	back(&place, TASK, 0x205);
	run(&place, 0x206, 3);
	costs(0x205, 0, 0, 4, 1);
	assert_int_equal(calls_root()->self, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(callees_are_told_from_their_callers, fresh),
		cmocka_unit_test_setup(a_task_that_is_switched_in_goes_on_in_its_own_frames, fresh),
		cmocka_unit_test_setup(an_exception_ends_where_it_began, fresh),
		cmocka_unit_test_setup(an_entry_that_changes_stacks_is_one_entry, fresh),
		cmocka_unit_test_setup(an_interrupt_behind_a_call_is_no_callee_of_it, fresh),
		cmocka_unit_test_setup(an_interrupt_behind_a_return_is_the_caller_s, fresh),
		cmocka_unit_test_setup(threads_whose_stacks_are_neighbours_have_their_own_frames,
				       fresh),
		cmocka_unit_test_setup(a_return_from_an_unseen_call_is_a_root_of_its_own, fresh),
	};
	int failed = cmocka_run_group_tests_name("calls", tests, NULL, NULL);

	calls_clear();
	return failed;
}
