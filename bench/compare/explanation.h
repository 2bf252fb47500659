/* SPDX-License-Identifier: GPL-2.0-only */
/* Which functions a cell's change is in, from the profiles of two runs. */
#ifndef FAULTLINE_COMPARE_EXPLANATION_H
#define FAULTLINE_COMPARE_EXPLANATION_H

#include <stdbool.h>
#include <stddef.h>

#include "profile/differences.h"
#include "profile/folder.h"
#include "results/comparison.h"

/** Functions are named until so much of the change is explained, and no more than that. */
#define EXPLAINED 0.9

/** No more of them are named: what explains no more is beyond any reading. */
#define EXPLANATION_MOST 30

/** Per touched page; functions, others and unprofiled add up to the cell's change. */
struct explanation {
	const struct comparison *pair;
	struct difference function[EXPLANATION_MOST];	/**< see explanation_make() */
	size_t n;
	double others;		/**< of functions that are not named, all together */
	size_t n_others;	/**< how many of them differ at all */
	double unprofiled;	/**< change of the timed trials that is not in the profiled ones */
	double share;		/**< of the change, what the named functions come to: 0.97 */
};

/**
 * explanation_make() - name the functions that explain @change.
 * They are taken by how much they differ, whichever way, until their sum is within 10 % of
 * the change; so of two functions, one of which became a part of the other, both are named.
 * Those that differ as the cell does stand first.
 * @difference: of all functions, what differs most first.
 */
void explanation_make(const struct difference *difference, size_t n, double change,
		      struct explanation *explanation);

/** Of two runs. */
struct explanations {
	struct explanation *of;
	size_t n;
};

/**
 * explanations_add() - read both profiles of @pair, and explain its @change by them.
 * @folder: the profiles before and after, to be there as long as the explanation.
 * Profiles that cannot be read, or do not add up to their trials, are complained about.
 * Return: 0, or -1 after complaining that memory is out.
 */
int explanations_add(struct explanations *explanations, const struct profile_folder folder[2],
		     const struct comparison *pair, double change);

/** explanation_of() - that of @pair, or NULL. */
const struct explanation *explanation_of(const struct explanations *explanations,
					 const struct comparison *pair);

void explanations_free(struct explanations *explanations);

#endif
