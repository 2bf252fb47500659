/* SPDX-License-Identifier: GPL-2.0-only */
/* What became of waits for locks: which of the changes are regressions, in each signal. */
#ifndef FAULTLINE_COMPARE_CONTENTION_H
#define FAULTLINE_COMPARE_CONTENTION_H

#include <stdbool.h>

#include "results/contention_changes.h"

/** The signals, which have a verdict each. */
enum signal {
	SIGNAL_EVENTS,	/**< waits, and commits, per fault */
	SIGNAL_TIME,	/**< ns of them per fault; without a clock there is none */
	NR_SIGNALS
};

/** What a signal is of, in print. */
struct signal_text {
	const char *name;	/**< "events", "time" */
	const char *metric;	/**< of lkp's: "lock_events_per_1000_faults" */
	const char *unit;	/**< "in 1,000 faults" */
	double scale;		/**< from per fault to that unit */
};

extern const struct signal_text signal_texts[NR_SIGNALS];

/** contention_possible() - has any pair of @set lock trials on both sides? */
bool contention_possible(const struct comparisons *set);

/** contention_ratio() - of @change in one signal; RATIO_UNKNOWN where there is none. */
const struct ratio *contention_ratio(const struct contention_change *change, enum signal signal);

/** contention_before(), contention_after() - what the ratio is of, per fault; NAN: not known. */
double contention_before(const struct contention_change *change, enum signal signal);
double contention_after(const struct contention_change *change, enum signal signal);

/**
 * Of events that are called a regression, so many may be false alarms.  Less than of costs:
 * a job has many locks, and a gate that cries once in twenty runs is turned off.
 */
#define LOCK_ALARM_RATE 0.01

/**
 * contention_grew() - is this a regression?  It is if it is sure, p up to LOCK_ALARM_RATE, of
 * time FALSE_DISCOVERY_RATE, and by more than @tolerance, as a ratio; of time also by more than
 * the noise floor.  A fault that maps more pages than it did waits for more of them: so it
 * has to be more in all, too, for the same pages.
 */
bool contention_grew(const struct contention_changes *changes,
		     const struct contention_change *change, enum signal signal,
		     double tolerance);

/**
 * contention_next() - the locks that regressed, one after the other.
 * @pair: in that cell; NULL: in all.
 * @last: the one before; NULL: none yet.
 * Return: the next one, or NULL.
 */
const struct contention_change *contention_next(const struct contention_changes *changes,
						const struct comparison *pair, enum signal signal,
						double tolerance,
						const struct contention_change *last);

/**
 * contention_drifted() - how many locks would have regressed, were it not that locks of other
 * cells moved as well; in all signals.  @pair: in that cell, NULL: in all.
 */
size_t contention_drifted(const struct contention_changes *changes, const struct comparison *pair,
			  double tolerance);

/** contention_grown() - how many locks regressed; @pair: in that cell, NULL: in all. */
size_t contention_grown(const struct contention_changes *changes, const struct comparison *pair,
			enum signal signal, double tolerance);

#endif
