// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/lock_changes.h"
#include "lib/complain.h"

/* One lock on both sides; what is NULL is not there */
struct both {
	const struct held_lock *lock[2];
};

static bool same_name(const struct held_lock *a, const struct held_lock *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->kind, b->kind);
}

static double held(const struct held_locks *locks, const struct held_lock *lock)
{
	return lock ? lock->held / locks->faults : 0;
}

static double taken(const struct held_locks *locks, const struct held_lock *lock)
{
	return lock ? lock->taken / locks->faults : 0;
}

static bool more(double before, double after, double tolerance, double least)
{
	return after > before * (1 + tolerance) && after >= before + least;
}

/*
 * Per fault, and for all pages, which both sides touch: a fault that maps twice as many takes and
 * holds twice as much, and there is half as many of them.
 */
static bool more_of_all(const double per_fault[2], const double faults[2], double tolerance,
			double least)
{
	return more(per_fault[0], per_fault[1], tolerance, least) &&
	       more(per_fault[0] * faults[0], per_fault[1] * faults[1], tolerance, 0);
}

/* The sides of @both that are there, per fault */
static struct lock_change figures(const struct held_locks *const side[2], const struct both *both)
{
	struct lock_change change = { .faults = { side[0]->faults, side[1]->faults } };

	for (int i = 0; i < 2; i++) {
		change.held[i] = held(side[i], both->lock[i]);
		change.taken[i] = taken(side[i], both->lock[i]);
	}
	return change;
}

static bool is_rare(const struct lock_change *change)
{
	return !(change->taken[0] > 0) &&
	       change->taken[1] * change->faults[1] < LOCK_RARE + 0.5;
}

static bool grew(const struct lock_change *change, double tolerance)
{
	if (is_rare(change))
		return false;
	return more_of_all(change->held, change->faults, tolerance, LOCK_HELD_LEAST) ||
	       more_of_all(change->taken, change->faults, tolerance, LOCK_TAKEN_LEAST);
}

static bool changed(const struct lock_change *change, double tolerance)
{
	const struct lock_change back = {
		.held = { change->held[1], change->held[0] },
		.taken = { change->taken[1], change->taken[0] },
		.faults = { change->faults[1], change->faults[0] },
	};

	return grew(change, tolerance) || grew(&back, tolerance);
}

/* Of one that is not among those that are named, the most it can be */
static double held_by(const struct held_lock *lock, const char *taker, double faults)
{
	double rest = lock ? lock->held : 0;

	for (size_t i = 0; lock && i < lock->n_by; i++) {
		if (!strcmp(lock->by[i].name, taker))
			return lock->by[i].held / faults;
		rest -= lock->by[i].held;
	}
	if (!lock || lock->n_by < HELD_LOCK_TAKERS)
		return 0;
	return fmin(rest, lock->by[HELD_LOCK_TAKERS - 1].held) / faults;
}

/* The function whose sections differ most, in the way that the lock does */
static const char *taker_of(const struct held_locks *const side[2], const struct both *both,
			    bool grown)
{
	const int with = grown;
	const struct held_lock *lock = both->lock[with];
	const char *taker = lock->by[0].name;
	double most = -INFINITY;

	for (size_t i = 0; i < lock->n_by; i++) {
		const char *name = lock->by[i].name;
		double by = lock->by[i].held / side[with]->faults -
			    held_by(both->lock[!with], name, side[!with]->faults);

		if (by > most)
			taker = name;
		most = fmax(most, by);
	}
	return taker;
}

/* By how much it grew for what it was; new locks are ahead of all that were there */
static double growth(const struct lock_change *change)
{
	return fmax(change->held[1] / change->held[0], change->taken[1] / change->taken[0]);
}

static int most_first(const void *a, const void *b)
{
	const struct lock_change *x = a, *y = b;
	double by_x = growth(x), by_y = growth(y);

	if (x->grown != y->grown)
		return y->grown - x->grown;
	if (by_x != by_y)
		return by_x < by_y ? 1 : -1;
	return strcmp(x->label, y->label);
}

/* Each lock of both sides once, those of one name together. Return: how many */
static size_t pair_by_name(const struct held_locks *const side[2], struct both *both)
{
	size_t n = side[0]->n;

	for (size_t i = 0; i < n; i++)
		both[i].lock[0] = &side[0]->lock[i];
	for (size_t i = 0; i < side[1]->n; i++) {
		const struct held_lock *lock = &side[1]->lock[i];
		size_t at = 0;

		while (at < side[0]->n && (both[at].lock[1] || !same_name(both[at].lock[0], lock)))
			at++;
		both[at < side[0]->n ? at : n++].lock[1] = lock;
	}
	return n;
}

static bool is_renamed(const struct held_locks *const side[2], const struct both *gone,
		       const struct both *new, double tolerance)
{
	const struct both both = { { gone->lock[0], new->lock[1] } };
	struct lock_change change;

	if (gone->lock[1] || new->lock[0] || !both.lock[0] || !both.lock[1] ||
	    strcmp(both.lock[0]->kind, both.lock[1]->kind))
		return false;
	change = figures(side, &both);
	return !changed(&change, tolerance);
}

/* A function or member with another name is no change of its lock */
static void pair_renamed(const struct held_locks *const side[2], struct both *both, size_t n,
			 double tolerance)
{
	for (size_t i = side[0]->n; i < n; i++) {
		for (size_t at = 0; at < side[0]->n; at++) {
			if (!is_renamed(side, &both[at], &both[i], tolerance))
				continue;
			both[at].lock[1] = both[i].lock[1];
			both[i].lock[1] = NULL;
			break;
		}
	}
}

/* All locks of @kind that have no other name, as if they were one */
static struct lock_change sum_of_kind(const struct held_locks *const side[2], const char *kind)
{
	struct lock_change sum = { .faults = { side[0]->faults, side[1]->faults } };

	for (int i = 0; i < 2; i++)
		for (size_t at = 0; at < side[i]->n; at++) {
			const struct held_lock *lock = &side[i]->lock[at];

			if (strcmp(lock->kind, kind) || !held_lock_named_by_taker(lock))
				continue;
			sum.held[i] += held(side[i], lock);
			sum.taken[i] += taken(side[i], lock);
		}
	return sum;
}

/*
 * Is this a part of others, or several in one?  Where a function is inlined, or no more, its
 * locks have the name of another one; then all of them together are what they were.
 */
static bool only_moved(const struct held_locks *const side[2], const struct both *both)
{
	struct lock_change all;

	if (both->lock[0] || !held_lock_named_by_taker(both->lock[1]))
		return false;
	all = sum_of_kind(side, both->lock[1]->kind);
	return !more(all.held[0], all.held[1], 0, LOCK_HELD_LEAST) &&
	       !more(all.taken[0], all.taken[1], 0, LOCK_TAKEN_LEAST);
}

static void add(struct lock_changes *changes, const struct held_locks *const side[2],
		const struct both *both, double tolerance)
{
	struct lock_change *change = &changes->change[changes->n];

	if (!both->lock[0] && !both->lock[1])
		return;
	changes->locks++;
	*change = figures(side, both);
	if (!changed(change, tolerance) || only_moved(side, both))
		return;
	change->grown = grew(change, tolerance);
	held_lock_label(both->lock[both->lock[1] ? 1 : 0], change->label);
	snprintf(change->taker, sizeof(change->taker), "%s", taker_of(side, both, change->grown));
	changes->grown += change->grown;
	changes->n++;
}

int lock_changes_find(struct lock_changes *changes, const struct comparison *pair,
		      double tolerance)
{
	const struct held_locks *const side[2] = { &pair->a->locks, &pair->b->locks };
	size_t most = side[0]->n + side[1]->n, n;
	struct both *both = calloc(most + 1, sizeof(*both));

	*changes = (struct lock_changes){ .pair = pair };
	changes->change = calloc(most + 1, sizeof(*changes->change));
	if (!both || !changes->change) {
		free(both);
		lock_changes_free(changes);
		return complain("out of memory for what became of locks");
	}
	n = pair_by_name(side, both);
	pair_renamed(side, both, n, tolerance);
	for (size_t i = 0; i < n; i++)
		add(changes, side, &both[i], tolerance);
	qsort(changes->change, changes->n, sizeof(*changes->change), most_first);
	free(both);
	return 0;
}

void lock_changes_free(struct lock_changes *changes)
{
	free(changes->change);
	memset(changes, 0, sizeof(*changes));
}
