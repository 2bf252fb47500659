// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "profile/call_edges.h"
#include "profile/functions.h"

static int by_functions(const void *a, const void *b)
{
	const struct call_edge *x = a, *y = b;

	if (x->caller != y->caller)
		return x->caller < y->caller ? -1 : 1;
	return (x->callee > y->callee) - (x->callee < y->callee);
}

/* The root is no function, so its children have no caller */
static bool is_call(const struct counts *counts, size_t i)
{
	return i && counts->node[i].parent;
}

/* Is the call of node @i within one of the same function by the same caller? */
static bool within_itself(const struct counts *counts, const struct symbol *const *function,
			  size_t i)
{
	size_t caller = counts->node[i].parent;

	for (size_t j = caller; is_call(counts, j); j = counts->node[j].parent)
		if (function[j] == function[i] &&
		    function[counts->node[j].parent] == function[caller])
			return true;
	return false;
}

static size_t find_edges(const struct counts *counts, const struct symbol *const *function,
			 struct call_edge *edge)
{
	size_t n = 0;

	for (size_t i = 0; i < counts->n_nodes; i++) {
		const struct counted_node *node = &counts->node[i];

		if (!is_call(counts, i) || (!function[i] && !function[node->parent]))
			continue;
		edge[n++] = (struct call_edge){
			function[node->parent], function[i], node->calls,
			within_itself(counts, function, i) ? 0 : node->all,
		};
	}
	return n;
}

/* Neighbours from one function to one function become one. Return: how many are left */
static size_t merge(struct call_edge *edge, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && !by_functions(&edge[kept - 1], &edge[i])) {
			edge[kept - 1].calls += edge[i].calls;
			edge[kept - 1].all += edge[i].all;
		} else {
			edge[kept++] = edge[i];
		}
	}
	return kept;
}

struct call_edge *call_edges(const struct counts *counts, const struct symbol_table *symbols,
			     size_t *n)
{
	const struct symbol **function = calloc(counts->n_nodes + 1, sizeof(const struct symbol *));
	struct call_edge *edge = calloc(counts->n_nodes + 1, sizeof(*edge));

	*n = 0;
	if (!function || !edge) {
		complain("out of memory for the calls of a profile");
		free(function);
		free(edge);
		return NULL;
	}
	for (size_t i = 0; i < counts->n_nodes; i++)
		function[i] = profile_symbol(symbols, counts->node[i].function);
	*n = find_edges(counts, function, edge);
	free(function);
	qsort(edge, *n, sizeof(*edge), by_functions);
	*n = merge(edge, *n);
	return edge;
}
