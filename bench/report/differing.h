/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions in which two variants of a cell differ most, as rows of a table. */
#ifndef FAULTLINE_REPORT_DIFFERING_H
#define FAULTLINE_REPORT_DIFFERING_H

#include "profile/differences.h"
#include "report/profiles.h"

/** They add up: what is not a row of its own is in one for all others. */
struct differing {
	struct difference *row;		/**< of a function, of all others, and of all */
	size_t n;			/**< the last one is that of all */
};

/**
 * differing_make() - compare the profiles of @pair by function.
 * @most: rows of single functions.
 * Return: true if both have one; then it is to be freed.
 */
bool differing_make(const struct profiles *profiles, const struct comparison *pair, size_t most,
		    struct differing *differing);

void differing_free(struct differing *differing);

#endif
