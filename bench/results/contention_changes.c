// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "results/contention_changes.h"
#include "results/lock_floor.h"
#include "results/renamed_waits.h"

/* One of the two signals */
enum signal { EVENTS, TIME };

static struct ratio *ratio_of(struct contention_change *change, enum signal signal)
{
	return signal == EVENTS ? &change->events : &change->time;
}

static int add(struct contention_changes *changes, const struct comparison *pair,
	       const char *lock)
{
	struct contention_change *grown = grow(changes->change, changes->n, sizeof(*grown));

	if (!grown)
		return complain("out of memory for the locks of a comparison");
	changes->change = grown;
	grown[changes->n++] = (struct contention_change){
		.pair = pair, .lock = lock,
		.a = waited_find(&pair->a->waited, lock), .b = waited_find(&pair->b->waited, lock),
		.events = RATIO_UNKNOWN, .time = RATIO_UNKNOWN,
		.events_p_alone = 1, .time_p_alone = 1,
	};
	return 0;
}

/* What the other run did not look at, or its kernel hid, is nothing new */
static bool watched_by_both(const struct analysis *const run[2], const struct comparison *pair,
			    const struct waited *waited)
{
	const unsigned int unseen = pair->a->waited.unseen | pair->b->waited.unseen;

	return analysis_watches(run[0], waited->kind) && analysis_watches(run[1], waited->kind) &&
	       !(unseen & wait_bit(waited->lock));
}

/* What is joined to a new one has neither side left */
static void join(struct contention_change *change, size_t n, renamed_waits_rule *same)
{
	for (size_t new = 0; new < n; new++) {
		if (change[new].a)
			continue;
		for (size_t gone = 0; change[new].b && gone < n; gone++) {
			const struct comparison *pair = change[gone].pair;

			if (!change[gone].a || change[gone].b ||
			    !same(&pair->a->waited, change[gone].a, &pair->b->waited, change[new].b))
				continue;
			change[new].a = change[gone].a;
			change[gone].a = NULL;
			break;
		}
	}
}

/* From @first on, all of one cell: what only has another name is one lock, not two */
static void join_renamed(struct contention_changes *changes, size_t first)
{
	size_t n = first;

	for (size_t i = 0; i < n_renamed_waits_rules; i++)
		join(changes->change + first, changes->n - first, renamed_waits_rules[i]);
	for (size_t i = first; i < changes->n; i++)
		if (changes->change[i].a || changes->change[i].b)
			changes->change[n++] = changes->change[i];
	changes->n = n;
}

static int add_locks(struct contention_changes *changes, const struct comparison *pair,
		     const struct analysis *const run[2])
{
	const struct waits *a = &pair->a->waited, *b = &pair->b->waited;
	const size_t first = changes->n;

	if (!a->rounds || !b->rounds)
		return 0;
	changes->cells++;
	for (size_t i = 0; i < b->n; i++)
		if (watched_by_both(run, pair, &b->lock[i]) && add(changes, pair, b->lock[i].lock))
			return -1;
	for (size_t i = 0; i < a->n; i++)
		if (watched_by_both(run, pair, &a->lock[i]) && !waited_find(b, a->lock[i].lock) &&
		    add(changes, pair, a->lock[i].lock))
			return -1;
	if (changes->n > first)
		join_renamed(changes, first);
	return 0;
}

static double *zeros(const struct contention_change *change)
{
	unsigned int a = change->pair->a->waited.rounds, b = change->pair->b->waited.rounds;
	double *none = calloc(a > b ? a : b, sizeof(*none));

	if (!none)
		complain("out of memory for the locks of a comparison");
	return none;
}

static double events_of(const struct waited *waited)
{
	return waited ? waited->events_sum : 0;
}

/* Rounds without any event do not say how far chance moves them */
static bool shows_chance(const struct waits *waits, const struct waited *waited)
{
	return waits->rounds > 1 && events_of(waited) > 0;
}

bool contention_told(const struct contention_change *change)
{
	return !isnan(change->events.value) &&
	       (shows_chance(&change->pair->a->waited, change->a) ||
		shows_chance(&change->pair->b->waited, change->b));
}

static int compare_events(struct contention_change *change, double inflation)
{
	double *none = zeros(change);
	struct event_rounds a, b;

	if (!none)
		return -1;
	a = waited_rounds(&change->pair->a->waited, change->a, none);
	b = waited_rounds(&change->pair->b->waited, change->b, none);
	change->events = rate_ratio(&a, &b, inflation);
	if (!contention_told(change)) {
		double value = change->events.value;

		change->events = RATIO_UNKNOWN;
		change->events.value = value;
	}
	free(none);
	return 0;
}

/* Return: by round, to free(); NULL after complaining */
static double *time_per_fault(const struct waits *waits, const struct waited *waited)
{
	double *time = calloc(waits->rounds, sizeof(*time));

	if (!time)
		complain("out of memory for the locks of a comparison");
	for (unsigned int i = 0; time && waited && i < waits->rounds; i++)
		time[i] = waited->time[i] / waits->faults[i];
	return time;
}

static bool faults_known(const struct waits *waits)
{
	return waits->faults_sum > 0;
}

static int compare_time(struct contention_change *change)
{
	const struct waits *a = &change->pair->a->waited, *b = &change->pair->b->waited;
	double *of_a, *of_b;
	int ret = -1;

	if (!faults_known(a) || !faults_known(b))
		return 0;
	of_a = time_per_fault(a, change->a);
	of_b = time_per_fault(b, change->b);
	if (of_a && of_b)
		ret = ratio_of_means(of_a, a->rounds, of_b, b->rounds, COMPARISON_SEED,
				     &change->time);
	free(of_a);
	free(of_b);
	return ret;
}

/* A machine that moves makes more or less of what there is; what is new is not more of it */
static bool is_in_both(const struct contention_change *change)
{
	return events_of(change->a) > 0 && events_of(change->b) > 0;
}

/*
 * Is it sure enough to say how much else than its own rounds there is?  Locks and folios tell:
 * hazards are some of their waits, and what a commit brings with it goes up and down together,
 * so that one more commit would look like another machine.
 */
static bool tells(struct contention_change *change, enum signal signal)
{
	const struct ratio *ratio = ratio_of(change, signal);
	const enum wait_kind kind = (change->b ? change->b : change->a)->kind;

	if (kind != KIND_LOCK && kind != KIND_FOLIO)
		return false;
	return is_in_both(change) &&
	       events_of(change->a) + events_of(change->b) >= LOCK_EVENTS_LEAST &&
	       (signal == TIME ? !isnan(ratio->error) : contention_told(change));
}

static int widen(struct contention_change *change, enum signal signal, double drift,
		 double freedom)
{
	double error = change->time.error;

	if (signal == EVENTS)
		return compare_events(change, drift * drift);
	if (!isnan(error))
		ratio_widen(&change->time, error * sqrt(drift * drift - 1), freedom);
	return 0;
}

/* What is told of others by the median of @n deviates, which of a normal one is 0.6745 */
static double drift_of(double median)
{
	return fmax(median / gsl_cdf_ugaussian_Pinv(0.75), 1);
}

static double deviate(const struct ratio *ratio)
{
	/* What is beyond that does not matter to a median, and is infinite at last */
	return gsl_cdf_ugaussian_Qinv(fmax(ratio->p, 1e-300) / 2);
}

/*
 * Deviates of the locks that tell of @cell: those of all others, as one change moves many locks
 * of a cell.  A new lock around others, for one, is waited for in place of them.
 * @cell: NULL: those of all cells.  Return: how many.
 */
static size_t find_deviates(struct contention_changes *changes, enum signal signal,
			    const struct comparison *cell, double *z)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		if (changes->change[i].pair != cell && tells(&changes->change[i], signal))
			z[n++] = deviate(ratio_of(&changes->change[i], signal));
	gsl_sort(z, 1, n);
	return n;
}

/* Of a cell, by the locks of all others; NAN: they are too few */
struct cell_drift {
	double drift;
	size_t tellers;
};

static struct cell_drift drift_around(struct contention_changes *changes, enum signal signal,
				      const struct comparison *cell, double *z)
{
	size_t n = find_deviates(changes, signal, cell, z);

	return (struct cell_drift){
		n < DRIFT_CELLS ? NAN : drift_of(gsl_stats_median_from_sorted_data(z, 1, n)), n,
	};
}

/* Nothing else tells what runs differ by */
static int widen_by_run_spread(struct contention_change *change, enum signal signal)
{
	double error = change->events.error;

	if (signal != EVENTS || isnan(error))
		return 0;
	return compare_events(change, 1 + 2 * pow(LOCK_RUN_SPREAD / error, 2));
}

static int allow(struct contention_change *change, enum signal signal, const struct cell_drift *of)
{
	const double efficiency = 0.37;		/* of a median of distances, see statistics.md */

	if (isnan(of->drift))
		return widen_by_run_spread(change, signal);
	return widen(change, signal, of->drift, efficiency * (double)of->tellers);
}

/*
 * What moves most cells is the machine: that is as in comparison.c, but in standard errors,
 * as locks are not equally sure, by far.  What others moved by is their median.  All are
 * looked at before any is widened.
 */
static int allow_for_drift(struct contention_changes *changes, enum signal signal,
			   struct cell_drift *of, double *z, double *drift)
{
	*drift = drift_around(changes, signal, NULL, z).drift;
	for (size_t i = 0; i < changes->n; i++)
		of[i] = i && changes->change[i].pair == changes->change[i - 1].pair ? of[i - 1] :
			drift_around(changes, signal, changes->change[i].pair, z);
	for (size_t i = 0; i < changes->n; i++)
		if (is_in_both(&changes->change[i]) && allow(&changes->change[i], signal, &of[i]))
			return -1;
	return 0;
}

/* Where the p of @change is, which of all are adjusted together */
typedef double *p_of(struct contention_change *change, enum signal signal);

static double *p_with_drift(struct contention_change *change, enum signal signal)
{
	return &ratio_of(change, signal)->p;
}

static double *p_alone(struct contention_change *change, enum signal signal)
{
	return signal == EVENTS ? &change->events_p_alone : &change->time_p_alone;
}

static int adjust(struct contention_changes *changes, enum signal signal, p_of *which, double *p)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		if (!isnan(ratio_of(&changes->change[i], signal)->value))
			p[n++] = *which(&changes->change[i], signal);
	if (adjust_p(p, n))
		return -1;
	n = 0;
	for (size_t i = 0; i < changes->n; i++)
		if (!isnan(ratio_of(&changes->change[i], signal)->value))
			*which(&changes->change[i], signal) = p[n++];
	return 0;
}

static int judge(struct contention_changes *changes, enum signal signal, double *drift)
{
	struct cell_drift *of = calloc(changes->n + 1, sizeof(*of));
	double *z = calloc(changes->n + 1, sizeof(*z));
	int ret;

	for (size_t i = 0; i < changes->n; i++)
		*p_alone(&changes->change[i], signal) = *p_with_drift(&changes->change[i], signal);
	if (!of || !z)
		ret = complain("out of memory for the locks of a comparison");
	else
		ret = adjust(changes, signal, p_alone, z) ||
		      allow_for_drift(changes, signal, of, z, drift) ||
		      adjust(changes, signal, p_with_drift, z) ? -1 : 0;
	free(of);
	free(z);
	return ret;
}

int contention_changes_make(const struct comparisons *cells, enum mode mode,
		      const struct analysis *base, const struct analysis *new,
		      struct contention_changes *changes)
{
	const struct analysis *const runs[] = { base, new };

	*changes = (struct contention_changes){
		.aa_floor = NAN, .events_drift = NAN, .time_drift = NAN,
	};
	for (size_t i = 0; i < cells->n; i++)
		if (add_locks(changes, &cells->pair[i], runs))
			return -1;
	for (size_t i = 0; i < changes->n; i++)
		if (compare_events(&changes->change[i], 1) ||
		    (mode == MODE_TIME && compare_time(&changes->change[i])))
			return -1;
	if (judge(changes, EVENTS, &changes->events_drift))
		return -1;
	if (mode != MODE_TIME)
		return 0;
	return judge(changes, TIME, &changes->time_drift) ||
	       lock_floor(runs, 2, &changes->aa_floor) ? -1 : 0;
}

bool contention_untold(const struct contention_changes *changes, const struct comparison *pair)
{
	const struct waits *a = &pair->a->waited, *b = &pair->b->waited;

	/* Base tried to look, and could not */
	if (!a->rounds)
		return b->rounds && pair->a->failed;
	if (!b->rounds || !faults_known(a) || !faults_known(b) || b->unseen & ~a->unseen)
		return true;
	for (size_t i = 0; i < changes->n; i++)
		if (changes->change[i].pair == pair && !contention_told(&changes->change[i]))
			return true;
	return false;
}

void contention_changes_free(struct contention_changes *changes)
{
	free(changes->change);
	memset(changes, 0, sizeof(*changes));
}
