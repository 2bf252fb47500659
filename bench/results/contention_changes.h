/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed in what threads wait for, from one run to another. For other folders. */
#ifndef FAULTLINE_RESULTS_CONTENTION_CHANGES_H
#define FAULTLINE_RESULTS_CONTENTION_CHANGES_H

#include "lib/statistics.h"
#include "results/comparison.h"

/** Locks with fewer events in both runs together say nothing of what else changed. */
#define LOCK_EVENTS_LEAST 10

/**
 * What two equal runs differ by beyond what their rounds show, as a coefficient of variation:
 * where a boot puts things and how busy its host is.  20 boots of one cell had 0.08 to 0.19
 * for each lock that was waited for more than 200 times, and 0.23 where the host's load
 * changed among them (tests/long/locks, 2026-12-01).
 */
#define LOCK_RUN_SPREAD 0.2

/** One lock of one cell, in two signals that are never mixed. */
struct contention_change {
	const struct comparison *pair;	/**< the cell, in both runs */
	const struct waited *a, *b;	/**< NULL: nobody waited for it in that run */
	const char *lock;	/**< as @b calls it, which may be another name than @a's */
	/**
	 * Of events per fault.  Newly contended, it is infinite with a finite low end; no more
	 * contended, it is 0.  RATIO_UNKNOWN: of an old baseline nobody knows the faults.
	 */
	struct ratio events;
	/** Of wait time per fault; RATIO_UNKNOWN but in MODE_TIME: an emulated clock is none. */
	struct ratio time;
	/** What .p would be if nothing were allowed for other locks, which moved as well. */
	double events_p_alone, time_p_alone;
};

struct contention_changes {
	struct contention_change *change;	/**< by cell; in each, the most events now first */
	size_t n;
	double aa_floor;	/**< of the time per fault, see lock_floor(); NAN without a clock */
	/**
	 * By how much all locks are farther apart than their rounds explain, in standard
	 * errors, 1 or more: the machine moved between the runs.  It is allowed for in all
	 * intervals and p, for each cell by that of the others.  NAN: too few locks to tell; for
	 * events LOCK_RUN_SPREAD is allowed for then.
	 */
	double events_drift, time_drift;
	size_t cells;		/**< that have lock trials in both runs */
};

/**
 * contention_changes_make() - compare every lock of all cells that two runs have in common.
 * A lock that only has another name is the same lock, see renamed_waits.h.
 *
 * Events: the ratio of two rates with rate_ratio(), which is exact for Poisson events and
 * allows for bursts.  Time: the ratio of two means with ratio_of_means(), a bootstrap-t
 * interval, from six rounds on.  The interval of a lock is made wider by how far the locks
 * of other cells have moved, the median of their deviates (genomic control: Devlin and Roeder,
 * Biometrics 55, 1999).  Then the p of all cells and locks are adjusted together, for each
 * signal by itself (Benjamini and Hochberg): what has a p up to FALSE_DISCOVERY_RATE has
 * changed.
 * A change is up to the caller to call a regression: by how much, and in which direction.
 *
 * @cells: the pairs of cells; they must outlive @changes.
 * @mode: of both runs.  But in MODE_TIME only events are compared.
 * @base, @new: the runs, for the noise floor.
 * Return: 0, or -1 after complaining; contention_changes_free() is due either way.
 */
int contention_changes_make(const struct comparisons *cells, enum mode mode,
		      const struct analysis *base, const struct analysis *new,
		      struct contention_changes *changes);

/**
 * contention_told() - do the rounds say how far chance moves them?  One round in each run does
 * not, as contention comes in bursts, nor do rounds whose faults are not known; then the ratio
 * has no more than its value.
 */
bool contention_told(const struct contention_change *change);

/**
 * contention_untold() - has base lock trials of @pair with which nothing can be compared, or not
 * all of its locks, or have they all failed?
 */
bool contention_untold(const struct contention_changes *changes, const struct comparison *pair);

void contention_changes_free(struct contention_changes *changes);

#endif
