/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of the locks of all cells, by the profiles of two runs. */
#ifndef FAULTLINE_COMPARE_EXPOSURES_H
#define FAULTLINE_COMPARE_EXPOSURES_H

#include "compare/lock_changes.h"
#include "profile/folder.h"
#include "results/analysis.h"

struct exposures {
	struct lock_changes *of;	/**< of cells whose locks both sides know */
	size_t n;
	const struct comparison **untold;	/**< cells whose locks base could know, and not both do */
	size_t n_untold;
};

/** exposures_possible() - has any pair of @set locks, or a profile, on both sides? */
bool exposures_possible(const struct comparisons *set);

/**
 * exposures_find() - compare the locks of each pair of @set, whose results are @base's and
 * @new's.
 * @folder: their profiles; NULL for a base that is a baseline, which has its locks, and where
 * they cannot be read.
 * Return: 0, to be freed in any case; -1 after complaining that memory is out.
 */
int exposures_find(struct exposures *exposures, const struct comparisons *set,
		   struct analysis *base, struct analysis *new,
		   const struct profile_folder *const folder[2], double tolerance);

/** exposures_of() - of @pair; NULL if not both sides know its locks. */
const struct lock_changes *exposures_of(const struct exposures *exposures,
					const struct comparison *pair);

/** exposures_untold() - is @pair one of those whose locks not both know? */
bool exposures_untold(const struct exposures *exposures, const struct comparison *pair);

/** How many locks were compared in all, grew, and shrank: their sections did. */
size_t exposures_locks(const struct exposures *exposures);
size_t exposures_grown(const struct exposures *exposures);
size_t exposures_shrunk(const struct exposures *exposures);

void exposures_free(struct exposures *exposures);

#endif
