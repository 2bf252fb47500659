/* SPDX-License-Identifier: GPL-2.0-only */
/* Waits for one lock that has another name in either run. */
#ifndef FAULTLINE_RESULTS_RENAMED_WAITS_H
#define FAULTLINE_RESULTS_RENAMED_WAITS_H

#include "results/waited.h"

/**
 * Is @gone, of @before, the lock that is @new, of @after?  A rule for each reason that a name has
 * to change.
 */
typedef bool renamed_waits_rule(const struct waits *before, const struct waited *gone,
				const struct waits *after, const struct waited *new);

/**
 * The surest first: only what the compiler adds to a name differs, "rwsem in f" and "rwsem in
 * f.isra.0"; or of locks that have the name of the function that waits, "rwsem in f" and "rwsem
 * in g" are of one kind and are waited for as often, as far as can be told: a function was
 * renamed, or is inlined now.
 */
extern renamed_waits_rule *const renamed_waits_rules[];
extern const size_t n_renamed_waits_rules;

#endif
