// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "compare/contention.h"

const struct signal_text signal_texts[NR_SIGNALS] = {
	[SIGNAL_EVENTS] = { "events", "lock_events_per_1000_faults", "in 1,000 faults", 1000 },
	[SIGNAL_TIME] = { "time", "lock_wait_ns_per_fault", "ns of waiting a fault", 1 },
};

bool contention_possible(const struct comparisons *set)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->pair[i].a->waited.rounds && set->pair[i].b->waited.rounds)
			return true;
	return false;
}

const struct ratio *contention_ratio(const struct contention_change *change, enum signal signal)
{
	return signal == SIGNAL_EVENTS ? &change->events : &change->time;
}

static double per_fault(const struct waits *waits, const struct waited *waited, enum signal signal)
{
	double sum = !waited ? 0 : signal == SIGNAL_EVENTS ? waited->events_sum : waited->time_sum;

	return waits->faults_sum > 0 ? sum / waits->faults_sum : NAN;
}

double contention_before(const struct contention_change *change, enum signal signal)
{
	return per_fault(&change->pair->a->waited, change->a, signal);
}

double contention_after(const struct contention_change *change, enum signal signal)
{
	return per_fault(&change->pair->b->waited, change->b, signal);
}

/* Each trial touches all pages of its cell, in as many faults as it takes */
static double per_trial(const struct waits *waits, const struct waited *waited, enum signal signal)
{
	return per_fault(waits, waited, signal) * waits->faults_sum / waits->rounds;
}

/* Of changes that are called that, so many may be false alarms */
static double alarm_rate(enum signal signal)
{
	return signal == SIGNAL_EVENTS ? LOCK_ALARM_RATE : FALSE_DISCOVERY_RATE;
}

/* Per fault, and in all */
static bool is_more(const struct contention_changes *changes,
		    const struct contention_change *change, enum signal signal, double tolerance)
{
	double allowed = signal == SIGNAL_TIME ? fmax(tolerance, changes->aa_floor) : tolerance;
	double before = per_trial(&change->pair->a->waited, change->a, signal);
	double after = per_trial(&change->pair->b->waited, change->b, signal);

	return contention_ratio(change, signal)->value > 1 + allowed &&
	       after > before * (1 + allowed);
}

bool contention_grew(const struct contention_changes *changes,
		     const struct contention_change *change, enum signal signal, double tolerance)
{
	return contention_ratio(change, signal)->p <= alarm_rate(signal) &&
	       is_more(changes, change, signal, tolerance);
}

static bool drifted(const struct contention_changes *changes,
		    const struct contention_change *change, enum signal signal, double tolerance)
{
	double alone = signal == SIGNAL_EVENTS ? change->events_p_alone : change->time_p_alone;

	return alone <= alarm_rate(signal) &&
	       contention_ratio(change, signal)->p > alarm_rate(signal) &&
	       is_more(changes, change, signal, tolerance);
}

size_t contention_drifted(const struct contention_changes *changes, const struct comparison *pair,
			  double tolerance)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		for (int s = 0; s < NR_SIGNALS && (!pair || changes->change[i].pair == pair); s++)
			n += drifted(changes, &changes->change[i], s, tolerance);
	return n;
}

const struct contention_change *contention_next(const struct contention_changes *changes,
						const struct comparison *pair, enum signal signal,
						double tolerance,
						const struct contention_change *last)
{
	for (size_t i = last ? (size_t)(last - changes->change) + 1 : 0; i < changes->n; i++)
		if ((!pair || changes->change[i].pair == pair) &&
		    contention_grew(changes, &changes->change[i], signal, tolerance))
			return &changes->change[i];
	return NULL;
}

size_t contention_grown(const struct contention_changes *changes, const struct comparison *pair,
			enum signal signal, double tolerance)
{
	const struct contention_change *change = NULL;
	size_t n = 0;

	while ((change = contention_next(changes, pair, signal, tolerance, change)))
		n++;
	return n;
}
