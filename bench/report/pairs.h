/* SPDX-License-Identifier: GPL-2.0-only */
/* The comparisons within a run: one variant with another, cell by cell. For other folders. */
#ifndef FAULTLINE_REPORT_PAIRS_H
#define FAULTLINE_REPORT_PAIRS_H

#include "report/group.h"

/**
 * pair_of() - the variant that @variant is compared with in this run; NR_VARIANTS: with none.
 * A kernel without ext4's iomap path has XFS, which is the reference, beside its buffer heads.
 */
enum variant pair_of(const struct analysis *analysis, enum variant variant);

/**
 * pairs_make() - compare the variants within the run, cell by cell.
 * Counts of faults are no cost: in MODE_COUNT the set stays empty.
 * Return: 0, or -1 after complaining.
 */
int pairs_make(const struct analysis *analysis, struct comparisons *set);

/** pairs_fill() - find those of @set that are of @group. */
void pairs_fill(const struct analysis *analysis, const struct comparisons *set,
		struct group *group);

#endif
