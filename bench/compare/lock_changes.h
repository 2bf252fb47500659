/* SPDX-License-Identifier: GPL-2.0-only */
/* Exposure: the locks that a fault takes more often or holds longer than it did, from profiles. */
#ifndef FAULTLINE_COMPARE_LOCK_CHANGES_H
#define FAULTLINE_COMPARE_LOCK_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "results/comparison.h"

/** By how much a lock regresses unless told otherwise, as a ratio. */
#define LOCK_TOLERANCE 0.05

/**
 * A change is at least so much as well, per fault: instructions under the lock, and sections.
 * Two boots differ in less, see docs/statistics.md.
 */
#define LOCK_HELD_LEAST 10
#define LOCK_TAKEN_LEAST 0.02

/**
 * A lock that is taken no more often in a whole trial, and was not before, is that of a rare
 * event, such as new random numbers; where folios are large a trial has few faults.
 */
#define LOCK_RARE 2

/** A lock whose sections are others than they were. The figures are per fault: before, after. */
struct lock_change {
	char label[HELD_LOCK_NAME];	/**< see held_lock_label() */
	char taker[64];			/**< the function whose sections grew most, or shrank */
	double held[2], taken[2];	/**< instructions, sections; 0: not there */
	double faults[2];		/**< of the trials, which touch the same pages */
	bool grown;
};

/** Those of one pair of cells, what grew most for what it was first. */
struct lock_changes {
	const struct comparison *pair;
	struct lock_change *change;
	size_t n, grown;	/**< those that grew stand first */
	size_t locks;		/**< that were looked at */
};

/**
 * lock_changes_find() - compare what @pair's profiled trials did under locks.
 * All locks around one that is held longer are held longer by as much, which is less of
 * what they were; so the first one is where to look.
 * A lock that is there under another name only, of the same kind, taken as often and held as
 * long, is the same lock.  One that has only the name of who takes it is nothing new as long as
 * all of its kind without other names are taken and held no more than before.
 * A lock grew if it did per fault and for all pages that the trial touches: faults that map more
 * pages each are fewer.
 * @tolerance: a change is by more than that, as a ratio.
 * Return: 0, to be freed; -1 after complaining that memory is out.
 */
int lock_changes_find(struct lock_changes *changes, const struct comparison *pair,
		      double tolerance);

void lock_changes_free(struct lock_changes *changes);

#endif
