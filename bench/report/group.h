/* SPDX-License-Identifier: GPL-2.0-only */
/* A table or a chart: results side by side. */
#ifndef FAULTLINE_REPORT_GROUP_H
#define FAULTLINE_REPORT_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "results/analysis.h"
#include "results/comparison.h"

/**
 * A table or a chart: the results that differ in variant, state and folio only.
 * Order-0 and large cells may have files of a size of their own.
 */
struct group {
	struct cell key;	/**< variant, state, folio and size are unused */
	size_t size[NR_FOLIOS];	/**< of the file; 0 where there is no such cell */
	char title[256];		/**< "sequential, 4k blocks, 1 thread" */
	char slug[224];		/**< the same for a file name */
	char family[256];	/**< the title without the block size */
	char family_slug[224];
	/** The grid, by variant, state and folio; NULL where there is no such cell. */
	const struct result *result[NR_VARIANTS][NR_STATES][NR_FOLIOS];
	/** Of this variant with the one it is compared with, see pair_of(); likewise. */
	const struct comparison *pair[NR_VARIANTS][NR_STATES][NR_FOLIOS];
};

/**
 * groups_make() - the groups of @analysis, the most common kind first.
 * Return: an array of *n groups to free(), or NULL after complaining.
 */
struct group *groups_make(const struct analysis *analysis, size_t *n);

#define GROUP_LOAD 80

/**
 * group_load() - "Load: commit, 10 to 42 times in a trial", over all its cells; "" if there
 * was none. Return: @buf.
 */
char *group_load(const struct analysis *analysis, const struct group *group,
		 char buf[GROUP_LOAD]);

/** group_has_variant(), group_has_row() - is there any such result? */
bool group_has_variant(const struct group *group, enum variant variant);
bool group_has_row(const struct group *group, enum state state, enum folio folio);

/**
 * group_lists() - do its cells of @variant stand in this group's list of every cell?  The
 * grids of several groups may have the same cell of a variant in memory, one list has it.
 */
bool group_lists(const struct group *group, enum variant variant);

/** group_same_family() - do @a and @b differ in block size at most? */
bool group_same_family(const struct group *a, const struct group *b);

#endif
