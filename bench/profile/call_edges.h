/* SPDX-License-Identifier: GPL-2.0-only */
/* Who calls whom, with all paths to a function taken together. */
#ifndef FAULTLINE_PROFILE_CALL_EDGES_H
#define FAULTLINE_PROFILE_CALL_EDGES_H

#include "lib/symbol_table.h"
#include "profile/counts.h"

/** From one function to another; NULL: the harness. */
struct call_edge {
	const struct symbol *caller, *callee;
	uint64_t calls;
	uint64_t all;		/**< instructions of the callee, with its callees */
};

/**
 * call_edges() - the calls in @counts, by caller and callee in the order of their addresses.
 * A call within such a call, as in a recursion, adds to the calls, and its instructions are
 * those of the outer one. Calls within the harness are left out.
 * @n: how many there are.
 * Return: them, to be freed; NULL after complaining that memory is out.
 */
struct call_edge *call_edges(const struct counts *counts, const struct symbol_table *symbols,
			     size_t *n);

#endif
