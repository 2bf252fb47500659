/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OUT/perf/CELL.folded: the stacks that perf record sampled in the trials of a cell.
 * For other folders.
 */
#ifndef FAULTLINE_PROFILE_SAMPLED_H
#define FAULTLINE_PROFILE_SAMPLED_H

#include <stddef.h>

#include "profile/call_tree.h"
#include "results/result.h"

/** "FUNCTION\0FUNCTION\0...", from the outermost on. */
struct sampled_stack {
	const char *name;
	size_t n_names;
	double samples;
};

/** A function without its callees. */
struct sampled_function {
	const char *name;
	double samples;
};

struct sampled {
	char *text;		/* what the names are in */
	struct sampled_stack *stack;
	size_t n;
	double samples;		/* of all stacks */
};

/**
 * sampled_read() - those of @result, of the run in @dir.
 * Return: 0, to be freed; or -1 after complaining, also if there are not as many samples as the
 * trials had.
 */
int sampled_read(const char *dir, const struct result *result, struct sampled *sampled);

/**
 * sampled_functions() - by name.
 * Return: *n of them, to be freed; NULL after complaining that memory is out.
 */
struct sampled_function *sampled_functions(const struct sampled *sampled, size_t *n);

/**
 * sampled_tree() - take them into @tree, on @side.
 * @sampled: has the names, and is freed after the tree.
 * @cost: what the tree adds up to.
 * Return: as call_tree_add().
 */
int sampled_tree(const struct sampled *sampled, double cost, struct call_tree *tree, int side);

void sampled_free(struct sampled *sampled);

#endif
