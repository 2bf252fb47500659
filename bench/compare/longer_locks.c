// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "compare/longer_locks.h"

static const struct held_lock *find(const struct profile_summary *profile,
				    const struct held_lock *like)
{
	for (size_t i = 0; i < profile->n_locks; i++)
		if (!strcmp(profile->lock[i].name, like->name) &&
		    !strcmp(profile->lock[i].kind, like->kind))
			return &profile->lock[i];
	return NULL;
}

static double held_by(const struct held_lock *lock, const char *taker)
{
	for (size_t i = 0; lock && i < lock->n_by; i++)
		if (!strcmp(lock->by[i].name, taker))
			return lock->by[i].held;
	return 0;
}

/* A lock that was not there before is ahead of all that were */
static double ratio(const struct longer_lock *lock)
{
	return lock->held_there / lock->held_here;
}

static void put(struct longer_lock *lock, size_t *n, const struct longer_lock *one)
{
	size_t at = *n;

	while (at && ratio(&lock[at - 1]) < ratio(one))
		at--;
	if (at == LONGER_LOCKS)
		return;
	if (*n < LONGER_LOCKS)
		++*n;
	memmove(&lock[at + 1], &lock[at], (*n - at - 1) * sizeof(*lock));
	lock[at] = *one;
}

static const char *grown_taker(const struct held_lock *here, double faults_here,
			       const struct held_lock *there, double faults_there)
{
	const char *taker = there->by[0].name;
	double most = -INFINITY;

	for (size_t i = 0; i < there->n_by; i++) {
		double grown = there->by[i].held / faults_there -
			       held_by(here, there->by[i].name) / faults_here;

		if (grown > most)
			taker = there->by[i].name;
		most = fmax(most, grown);
	}
	return taker;
}

size_t longer_locks(const struct profile_summary *here, const struct profile_summary *there,
		    struct longer_lock *lock)
{
	size_t n = 0;

	if (!isfinite(here->faults) || !isfinite(there->faults))
		return 0;
	for (size_t i = 0; i < there->n_locks; i++) {
		const struct held_lock *now = &there->lock[i], *then = find(here, now);
		struct longer_lock one = {
			.held_there = now->held / there->faults,
			.taken_there = now->taken / there->faults,
			.held_here = then ? then->held / here->faults : 0,
			.taken_here = then ? then->taken / here->faults : 0,
		};

		if (one.held_there < one.held_here + LONGER_LEAST ||
		    one.held_there < one.held_here * LONGER_RATIO)
			continue;
		one.taker = grown_taker(then, here->faults, now, there->faults);
		profile_lock_label(now, one.name);
		put(lock, &n, &one);
	}
	return n;
}
