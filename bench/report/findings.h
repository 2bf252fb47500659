/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run found, in a few sentences that stand before all else. For other folders. */
#ifndef FAULTLINE_REPORT_FINDINGS_H
#define FAULTLINE_REPORT_FINDINGS_H

#include <stddef.h>

#include "report/profiles.h"
#include "results/comparison.h"

/** FINDINGS_MOST - sentences of a run; mostly three to five. */
#define FINDINGS_MOST 5

/** Made once, so that all formats say the same. */
struct findings {
	char *sentence[FINDINGS_MOST];	/**< printable ASCII, of any length; no format's markup */
	size_t n;
};

/**
 * findings_make() - the sentences of a run: how many cells cost less, more and the same, by
 * the verdicts of its comparisons; where the change is least and most; each state's; what makes
 * the difference, if it makes half of it or more, and which lock threads meet at; and last what
 * was not measured.
 * They are of the first two variants that the run compares.  In MODE_COUNT they are of how often
 * threads wait.
 * @set: of the variants with each other, see pairs_make().
 * Return: 0, or -1 after complaining that memory is out; findings_free() is due either way.
 */
int findings_make(const struct analysis *analysis, const struct comparisons *set,
		  const struct profiles *profiles, struct findings *findings);

void findings_free(struct findings *findings);

#endif
