/* SPDX-License-Identifier: GPL-2.0-only */
/* Which locks are held longer, from the profiles of two trials. */
#ifndef FAULTLINE_COMPARE_LONGER_LOCKS_H
#define FAULTLINE_COMPARE_LONGER_LOCKS_H

#include <stddef.h>

#include "profile/summary.h"

/** Locks that are named for a cell at most. */
#define LONGER_LOCKS 3

/** What a lock's sections must grow by to be named: instructions a fault, and as a ratio. */
#define LONGER_LEAST 10
#define LONGER_RATIO 1.05

/** A lock that is held longer; the figures are per fault. */
struct longer_lock {
	char name[PROFILE_LOCK_NAME];	/**< see profile_lock_label() */
	const char *taker;		/**< the function whose sections grew most */
	double held_here, held_there, taken_here, taken_there;	/**< 0: not there */
};

/**
 * longer_locks() - the locks that grew most in relation to what they were.
 * All locks around one that is held longer are held longer by as much, which is less of
 * what they were; so the first one is where to look.
 * @lock: room for LONGER_LOCKS.
 * Return: how many there are.
 */
size_t longer_locks(const struct profile_summary *here, const struct profile_summary *there,
		    struct longer_lock *lock);

#endif
