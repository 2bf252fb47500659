// SPDX-License-Identifier: GPL-2.0-only
/* The tree of calls by name, of one trial and of two, on counts of known sums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profile/call_tree.h"
#include "profile/functions.h"

#define KERNEL 0xffffffff81000000

/* Two functions are called "twin", as static ones of two files may be */
static struct symbol symbols[] = {
	{ KERNEL + 0x100, "entry", 'T' }, { KERNEL + 0x200, "twin", 't' },
	{ KERNEL + 0x300, "twin", 't' }, { KERNEL + 0x400, "again", 'T' },
	{ KERNEL + 0x500, "only_there", 'T' }, { KERNEL + 0x600, "before", 'T' },
};
static const struct symbol_table table = { symbols, sizeof(symbols) / sizeof(symbols[0]) };

/* The root, the harness, and what entry calls: both twins, again in itself, before */
static struct counted_node here[] = {
	{ 0, 0, 0, 0, 0 },
	{ 0x400000, 100, 1, 0, 0 },
	{ KERNEL + 0x100, 40, 10, 0, 1 },
	{ KERNEL + 0x200, 7, 2, 0, 2 },
	{ KERNEL + 0x400, 30, 10, 0, 2 },
	{ KERNEL + 0x300, 5, 3, 0, 2 },
	{ KERNEL + 0x400, 20, 4, 0, 4 },
	{ KERNEL + 0x600, 8, 10, 0, 2 },
	{ KERNEL + 0x600, 2, 1, 0, 5 },
};
static struct counted_node there[] = {
	{ 0, 0, 0, 0, 0 },
	{ 0x400000, 200, 1, 0, 0 },
	{ KERNEL + 0x100, 60, 20, 0, 1 },
	{ KERNEL + 0x500, 90, 20, 0, 2 },
	{ KERNEL + 0x300, 10, 6, 0, 2 },
};

static const struct counts here_counts = { .node = here, .n_nodes = 9 };
static const struct counts there_counts = { .node = there, .n_nodes = 5 };

/* The call at the end of a path of names from the root, NULL if there is none */
static const struct call *find(const struct call_tree *tree, const char *const *path)
{
	const struct call *call = &tree->call[0];

	for (; *path; path++) {
		size_t at = call->child;

		while (at && strcmp(tree->call[at].name, *path))
			at = tree->call[at].next;
		if (!at)
			return NULL;
		call = &tree->call[at];
	}
	return call;
}

#define FIND(tree, ...) find(tree, (const char *const[]){ PROFILE_HARNESS, __VA_ARGS__, NULL })

static void assert_call(const struct call *call, int side, double self, double all, double calls)
{
	assert_non_null(call);
	assert_float_equal(call->self[side], self, 1e-5);
	assert_float_equal(call->all[side], all, 1e-5);
	assert_float_equal(call->calls[side], calls, 1e-5);
}

/* Each inclusive value is the own one and those of the callees, which are in order */
static void assert_sums(const struct call_tree *tree, int side)
{
	double selves = 0;

	for (size_t i = 0; i < tree->n; i++) {
		const struct call *call = &tree->call[i];
		double all = call->self[side];

		selves += call->self[side];
		assert_true(!i || call->parent < i);
		for (size_t at = call->child; at; at = tree->call[at].next) {
			size_t next = tree->call[at].next;

			assert_int_equal(tree->call[at].parent, i);
			assert_true(!next || strcmp(tree->call[at].name, tree->call[next].name) < 0);
			all += tree->call[at].all[side];
		}
		assert_float_equal(call->all[side], all, 1e-5);
	}
	assert_float_equal(tree->call[0].all[side], selves, 1e-5);
}

static void callees_of_one_name_are_one_and_a_page_divides_all(void **unused)
{
	struct call_tree tree = { 0 };

	(void)unused;
	assert_int_equal(call_tree_add(&tree, 0, &here_counts, &table, 2), 0);
	/* root, harness, entry, again, again, before, twin, before */
	assert_int_equal(tree.n, 8);
	assert_null(tree.call[0].name);
	assert_call(&tree.call[0], 0, 0, 106, 0);
	assert_call(FIND(&tree, "entry"), 0, 20, 56, 5);
	assert_call(FIND(&tree, "entry", "twin"), 0, 6, 7, 2.5);
	assert_call(FIND(&tree, "entry", "twin", "before"), 0, 1, 1, 0.5);
	assert_call(FIND(&tree, "entry", "before"), 0, 4, 4, 5);
	assert_sums(&tree, 0);
	call_tree_free(&tree);
}

static void a_function_within_itself_stays_on_its_path(void **unused)
{
	struct call_tree tree = { 0 };

	(void)unused;
	assert_int_equal(call_tree_add(&tree, 0, &here_counts, &table, 1), 0);
	assert_call(FIND(&tree, "entry", "again"), 0, 30, 50, 10);
	assert_call(FIND(&tree, "entry", "again", "again"), 0, 20, 20, 4);
	assert_null(FIND(&tree, "entry", "again", "again", "again"));
	call_tree_free(&tree);
}

static void two_trials_are_one_tree_with_both_values(void **unused)
{
	struct call_tree tree = { 0 };

	(void)unused;
	assert_int_equal(call_tree_add(&tree, 0, &here_counts, &table, 1), 0);
	assert_int_equal(call_tree_add(&tree, 1, &there_counts, &table, 10), 0);
	assert_int_equal(tree.n, 9);
	assert_call(&tree.call[0], 0, 0, 212, 0);
	assert_call(&tree.call[0], 1, 0, 36, 0);
	assert_call(FIND(&tree, "entry", "twin"), 0, 12, 14, 5);
	assert_call(FIND(&tree, "entry", "twin"), 1, 1, 1, 0.6);
	assert_call(FIND(&tree, "entry", "only_there"), 0, 0, 0, 0);
	assert_call(FIND(&tree, "entry", "only_there"), 1, 9, 9, 2);
	assert_call(FIND(&tree, "entry", "again"), 0, 30, 50, 10);
	assert_call(FIND(&tree, "entry", "again"), 1, 0, 0, 0);
	assert_sums(&tree, 0);
	assert_sums(&tree, 1);
	call_tree_free(&tree);
}

static void what_a_function_costs_everywhere_is_known_on_each_path(void **unused)
{
	struct call_tree tree = { 0 };

	(void)unused;
	assert_int_equal(call_tree_add(&tree, 0, &here_counts, &table, 2), 0);
	assert_int_equal(call_tree_add(&tree, 1, &there_counts, &table, 10), 0);
	for (size_t i = 1; i < tree.n; i++) {
		double here_everywhere = 0, there_everywhere = 0;

		for (size_t j = 1; j < tree.n; j++)
			if (!strcmp(tree.call[i].name, tree.call[j].name)) {
				here_everywhere += tree.call[j].self[0];
				there_everywhere += tree.call[j].self[1];
			}
		assert_float_equal(tree.call[i].everywhere[0], here_everywhere, 1e-5);
		assert_float_equal(tree.call[i].everywhere[1], there_everywhere, 1e-5);
	}
	assert_float_equal(FIND(&tree, "entry", "before")->everywhere[0], 5, 1e-5);
	assert_float_equal(FIND(&tree, "entry", "only_there")->everywhere[0], 0, 1e-5);
	assert_float_equal(FIND(&tree, "entry", "only_there")->everywhere[1], 9, 1e-5);
	call_tree_free(&tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(callees_of_one_name_are_one_and_a_page_divides_all),
		cmocka_unit_test(a_function_within_itself_stays_on_its_path),
		cmocka_unit_test(what_a_function_costs_everywhere_is_known_on_each_path),
		cmocka_unit_test(two_trials_are_one_tree_with_both_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
