/* SPDX-License-Identifier: GPL-2.0-only */
/* How a comparison of two runs is written down. */
#ifndef FAULTLINE_COMPARE_COMPARED_H
#define FAULTLINE_COMPARE_COMPARED_H

#include <stdbool.h>
#include <stdio.h>

#include "results/comparison.h"

/** Two runs, and what came of comparing them. */
struct compared {
	const char *base_dir, *new_dir;
	struct analysis base, new;
	struct comparisons set;
	size_t only_base, only_new;	/**< cells that have no counterpart */
	double fail_on;			/**< a regression is a change by more, as a ratio: 0.02 */
	bool all;			/**< show unchanged cells as well */
};

/** compare_regressed() - did this cell's cost change upwards, and by more than allowed? */
bool compare_regressed(const struct compared *compared, const struct comparison *pair);

/** compare_doubtful() - could it have, for all this comparison can tell? */
bool compare_doubtful(const struct compared *compared, const struct comparison *pair);

/**
 * compare_config() - are their kernels configured so that a fault takes another path?
 * Return: NULL, or how; overwritten by the next call.
 */
const char *compare_config(const struct compared *compared);

/** compare_environments() - whatever else differs: kernels, machines, settings, versions. */
void compare_environments(const struct compared *compared, FILE *out);

typedef void compare_format(const struct compared *compared, FILE *out);

compare_format compare_as_text, compare_as_json, compare_as_lkp, compare_as_markdown,
	compare_as_ktap;

#endif
