// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "profile/call_tree.h"
#include "profile/functions.h"

/* Return: the index of the new last one; 0, which is the root's, if memory is out */
static size_t append(struct call_tree *tree, size_t parent, const char *name)
{
	struct call *grown = grow(tree->call, tree->n, sizeof(*grown));

	if (!grown)
		return 0;
	tree->call = grown;
	tree->call[tree->n] = (struct call){ .name = name, .parent = parent };
	return tree->n++;
}

size_t call_tree_callee(struct call_tree *tree, size_t parent, const char *name)
{
	size_t before = 0, at = tree->call[parent].child, added;

	while (at && strcmp(tree->call[at].name, name) < 0) {
		before = at;
		at = tree->call[at].next;
	}
	if (at && !strcmp(tree->call[at].name, name))
		return at;
	added = append(tree, parent, name);
	if (!added)
		return 0;
	tree->call[added].next = at;
	if (before)
		tree->call[before].next = added;
	else
		tree->call[parent].child = added;
	return added;
}

static void add_node(struct call *call, int side, const struct counted_node *node, double pages)
{
	call->self[side] += (double)node->self / pages;
	call->calls[side] += (double)node->calls / pages;
}

/* @place: of each node, the index of its call */
static int add_nodes(struct call_tree *tree, int side, const struct counts *counts,
		     const struct symbol_table *symbols, double pages, size_t *place)
{
	add_node(&tree->call[0], side, &counts->node[0], pages);
	for (size_t i = 1; i < counts->n_nodes; i++) {
		const struct counted_node *node = &counts->node[i];

		place[i] = call_tree_callee(tree, place[node->parent],
					    profile_name(symbols, node->function));
		if (!place[i])
			return -1;
		add_node(&tree->call[place[i]], side, node, pages);
	}
	return 0;
}

/* Children stand behind their parents, so from the last one back each is complete */
static void add_up(struct call_tree *tree, int side)
{
	for (size_t i = 0; i < tree->n; i++)
		tree->call[i].all[side] = tree->call[i].self[side];
	for (size_t i = tree->n; i-- > 1;)
		tree->call[tree->call[i].parent].all[side] += tree->call[i].all[side];
}

/* A call that is sorted by its name */
struct named {
	const char *name;
	struct call *call;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Neighbours in the order of names are of one name. Return: 0, or -1 if memory is out */
static int add_everywhere(struct call_tree *tree, int side)
{
	struct named *sorted = calloc(tree->n, sizeof(*sorted));
	size_t n = tree->n - 1;

	if (!sorted)
		return -1;
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct named){ tree->call[i + 1].name, &tree->call[i + 1] };
	qsort(sorted, n, sizeof(*sorted), by_name);
	for (size_t first = 0, end = 0; first < n; first = end) {
		double sum = 0;

		for (; end < n && !strcmp(sorted[end].name, sorted[first].name); end++)
			sum += sorted[end].call->self[side];
		for (size_t i = first; i < end; i++)
			sorted[i].call->everywhere[side] = sum;
	}
	free(sorted);
	return 0;
}

static int no_memory(void)
{
	return complain("out of memory for the calls of a profile");
}

int call_tree_begin(struct call_tree *tree)
{
	if (!tree->n)
		append(tree, 0, NULL);
	return tree->n ? 0 : no_memory();
}

int call_tree_end(struct call_tree *tree, int side)
{
	for (int s = 0; s < CALL_SIDES; s++)
		if (add_everywhere(tree, s))
			return no_memory();
	add_up(tree, side);
	return 0;
}

int call_tree_add(struct call_tree *tree, int side, const struct counts *counts,
		  const struct symbol_table *symbols, double pages)
{
	size_t *place = calloc(counts->n_nodes, sizeof(*place));
	int ret;

	if (!place)
		return no_memory();
	ret = call_tree_begin(tree);
	if (!ret && add_nodes(tree, side, counts, symbols, pages, place))
		ret = no_memory();
	free(place);
	return ret ? ret : call_tree_end(tree, side);
}

void call_tree_free(struct call_tree *tree)
{
	free(tree->call);
	memset(tree, 0, sizeof(*tree));
}
