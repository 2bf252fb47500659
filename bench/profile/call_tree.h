/* SPDX-License-Identifier: GPL-2.0-only */
/* Who calls whom, by the names of functions; of one trial or of two. For other folders. */
#ifndef FAULTLINE_PROFILE_CALL_TREE_H
#define FAULTLINE_PROFILE_CALL_TREE_H

#include <stddef.h>

#include "lib/symbol_table.h"
#include "profile/counts.h"

/** Trials that one tree can hold, each on a side of its own. */
#define CALL_SIDES 2

/** A function, reached by one path of names; all values are a page, 0 on a side without it:
 *  instructions, or of samples ns. */
struct call {
	const char *name;		/**< of the symbol; NULL: the root */
	size_t parent;			/**< index; of the root 0 */
	size_t child, next;		/**< indices: its first callee, its next sibling; 0: none */
	double self[CALL_SIDES];	/**< instructions without callees */
	double all[CALL_SIDES];		/**< instructions with callees */
	double calls[CALL_SIDES];
	double everywhere[CALL_SIDES];	/**< self of all calls of that name, on whatever path */
};

/** The root is the first one, and a parent stands before its children. Begin with zeroes. */
struct call_tree {
	struct call *call;
	size_t n;
};

/**
 * call_tree_add() - take @counts into @tree, on @side: callees of one name become one, and
 * siblings are in the order of their names.
 * @symbols: of the kernel; the names are theirs.
 * @pages: touched pages, by which all is divided.
 * Return: 0, or -1 after complaining that memory is out; call_tree_free() is due either way.
 */
int call_tree_add(struct call_tree *tree, int side, const struct counts *counts,
		  const struct symbol_table *symbols, double pages);

/**
 * call_tree_begin() - see that @tree has its root; call_tree_callee() - the callee of call
 * @parent with that @name, a new one if there is none; call_tree_end() - add @side up.
 * What other readers make trees of, as call_tree_add() does.  @name stays the caller's.
 * Return: 0, or -1 after complaining that memory is out; of a callee its index, or 0 without that.
 */
int call_tree_begin(struct call_tree *tree);
size_t call_tree_callee(struct call_tree *tree, size_t parent, const char *name);
int call_tree_end(struct call_tree *tree, int side);

/** call_tree_free() - what @tree holds. */
void call_tree_free(struct call_tree *tree);

#endif
