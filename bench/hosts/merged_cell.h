/* SPDX-License-Identifier: GPL-2.0-only */
/* What several hosts say of one cell. */
#ifndef FAULTLINE_HOSTS_MERGED_CELL_H
#define FAULTLINE_HOSTS_MERGED_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/pooled.h"
#include "results/comparison.h"

/** What the hosts that have a cell say of it together. */
enum direction {
	DIRECTION_LESS,		/**< each, that the other variant costs less */
	DIRECTION_MORE,
	DIRECTION_SAME,
	DIRECTION_CONTRADICT,	/**< one less, and another one more */
	DIRECTION_MIXED,	/**< some less, or more, and others the same */
	DIRECTION_CANNOT_TELL,	/**< one of them cannot tell, and none contradict each other */
	NR_DIRECTIONS
};

/** "less", "more", "same", "contradict", "mixed", "cannot-tell". */
extern const char *const direction_names[NR_DIRECTIONS];

/** A cell in two variants, compared by each host that has it in both. */
struct merged_cell {
	struct cell cell;	/**< in the first variant */
	enum variant other;
	struct ratio *ratio;	/**< by host: cost of the other variant over the first; NAN: none */
	enum verdict *verdict;	/**< likewise */
	size_t hosts;		/**< that have a ratio */
	struct ratio all;	/**< over the hosts, see ratio_over() */
	enum direction direction;
	struct heterogeneity apart;	/**< of the hosts; .p is adjusted for all cells */
	bool told, differ;	/**< can it be told whether hosts differ?  And do they? */
};

#endif
