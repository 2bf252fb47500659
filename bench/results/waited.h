/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of a cell waited for in its lock trials, as results have it. */
#ifndef FAULTLINE_RESULTS_WAITED_H
#define FAULTLINE_RESULTS_WAITED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/rate.h"
#include "model/waits.h"
#include "results/histogram.h"

/** Who had part in a wait; of the round with the most of it. */
struct party {
	char who[64];		/**< printable ASCII: "jbd2/nvme0n1-8 (57)"; "" in a baseline */
	char where[64];		/**< likewise, in which function; "" if unknown */
};

/** All waits for one lock. */
struct waited {
	char lock[64];		/**< printable ASCII */
	enum wait_kind kind;
	struct party waiter;
	struct party holder;	/**< its function is the one in which it released the lock */
	double *events;		/**< by round */
	double *time;		/**< likewise, unit of the mode; 0 in MODE_COUNT */
	double events_sum, time_sum;
	double longest;		/**< unit of the mode; NAN: not known */
	struct histogram histogram;	/**< of all rounds; empty: not known */
	double most;		/**< events or time in the round that waiter and holder are of */
};

/** Two signals, events and time, of all lock trials of a cell, its rounds. */
struct waits {
	struct waited *lock;	/**< the most events first, once they are sorted */
	size_t n;
	unsigned int rounds;
	double *faults;		/**< by round; NAN: not known, of an old baseline */
	double faults_sum;
	unsigned int unseen;	/**< what the kernel of some round hid, bits as of wait_bit() */
};

/**
 * waits_add_round() - one more lock trial.
 * @array: of the trial, see docs/results-schema.md.
 * @faults: of the trial, 1 or more.
 * @clock: is its time any good? In MODE_COUNT it is not, and what old samples have is left.
 * Return: 0, or -1 if @array is damaged, or memory is out.
 */
int waits_add_round(struct waits *waits, const json_t *array, double faults, bool clock);

/**
 * waits_lock() - the lock of that name, or a new one without an event.
 * Return: NULL if memory is out, or @name is not printable ASCII.
 */
struct waited *waits_lock(struct waits *waits, const char *name);

/** waits_open_round() - a round without a wait yet. Return: 0, or -1 if memory is out. */
int waits_open_round(struct waits *waits, double faults);

/** waited_add() - events and their time to the last round. */
void waited_add(const struct waits *waits, struct waited *waited, double events, double time);

/** waits_sort() - the most events first. */
void waits_sort(struct waits *waits);

/** waits_by_time() - the longest first. Return: waits->n of them to free(); NULL: no memory. */
const struct waited **waits_by_time(const struct waits *waits);

/** waited_find() - the waits for that lock, or NULL. */
const struct waited *waited_find(const struct waits *waits, const char *lock);

/**
 * waited_rounds() - the events of @waited and the faults they are among, for rate.h.
 * @waited: NULL: no event in any round; then @none is used, waits->rounds of 0.
 */
struct event_rounds waited_rounds(const struct waits *waits, const struct waited *waited,
				  const double *none);

/** waited_rate() - events per fault. */
struct rate waited_rate(const struct waits *waits, const struct waited *waited);

/** waited_quantile() - of the single waits; NAN: not known. */
double waited_quantile(const struct waited *waited, double q);

void waits_free(struct waits *waits);

#endif
