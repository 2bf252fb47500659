// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/locks.h"

char *profile_lock_name(const struct profile_folder *folder, const struct object_addresses *where,
			const struct counted_lock *lock, char name[HELD_LOCK_NAME])
{
	const char *member = object_member(&folder->layouts, where, lock->address);
	const struct symbol *variable = symbol_at(&folder->data, lock->address);

	if (member)
		snprintf(name, HELD_LOCK_NAME, "%s", member);
	else if (variable && variable->type != SYMBOL_NONE)
		snprintf(name, HELD_LOCK_NAME, "%s", variable->name);
	else
		snprintf(name, HELD_LOCK_NAME, "%s in %s", lock->kind,
			 profile_name(&folder->symbols, lock->taker));
	return name;
}

static int by_name(const void *a, const void *b)
{
	const struct held_lock *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->kind, y->kind);
}

static int by_held(const void *a, const void *b)
{
	const struct held_lock *x = a, *y = b;

	if (x->held != y->held)
		return x->held < y->held ? 1 : -1;
	return by_name(a, b);
}

/* Among those that the lock names, if it is one that holds it most */
static void name_taker(struct held_lock *lock, const struct lock_taker *by)
{
	size_t at = lock->n_by;

	while (at && lock->by[at - 1].held < by->held)
		at--;
	if (at == HELD_LOCK_TAKERS)
		return;
	if (lock->n_by < HELD_LOCK_TAKERS)
		lock->n_by++;
	memmove(&lock->by[at + 1], &lock->by[at], (lock->n_by - at - 1) * sizeof(*by));
	lock->by[at] = *by;
}

/* A section's lock, and where in the list it is */
struct place {
	const struct counted_lock *lock;
	size_t at;
};

static int by_address(const void *a, const void *b)
{
	const struct counted_lock *x = ((const struct place *)a)->lock;
	const struct counted_lock *y = ((const struct place *)b)->lock;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return strcmp(x->kind, y->kind);
}

/* What each lock is held by all its takers. Return: 0, or -1 if memory is out */
static int sum_addresses(const struct counts *counts, struct held_lock *locks)
{
	struct place *place = calloc(counts->n_locks + 1, sizeof(*place));

	if (!place)
		return -1;
	for (size_t i = 0; i < counts->n_locks; i++)
		place[i] = (struct place){ &counts->lock[i], i };
	qsort(place, counts->n_locks, sizeof(*place), by_address);
	for (size_t i = 0, end; i < counts->n_locks; i = end) {
		double held = 0;

		for (end = i; end < counts->n_locks && !by_address(&place[i], &place[end]); end++)
			held += (double)place[end].lock->held;
		/* 0 stands for all folios */
		for (size_t j = i; place[i].lock->address && j < end; j++)
			locks[place[j].at].most = held;
	}
	free(place);
	return 0;
}

/* So far each has one taker */
static int by_taker(const void *a, const void *b)
{
	const struct held_lock *x = a, *y = b;
	int order = by_name(a, b);

	return order ? order : strcmp(x->by[0].name, y->by[0].name);
}

/* Neighbours that @order takes for equal become one. Return: how many are left */
static size_t merge(struct held_lock *lock, size_t n, int (*order)(const void *, const void *))
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!kept || order(&lock[kept - 1], &lock[i])) {
			lock[kept++] = lock[i];
			continue;
		}
		lock[kept - 1].taken += lock[i].taken;
		lock[kept - 1].held += lock[i].held;
		lock[kept - 1].most = fmax(lock[kept - 1].most, lock[i].most);
		if (order == by_name) {
			name_taker(&lock[kept - 1], &lock[i].by[0]);
		} else {
			lock[kept - 1].by[0].taken += lock[i].taken;
			lock[kept - 1].by[0].held += lock[i].held;
		}
	}
	return kept;
}

struct held_lock *profile_locks(const struct counts *counts, const struct profile_folder *folder,
				const struct object_addresses *where, size_t *n)
{
	struct held_lock *locks = calloc(counts->n_locks + 1, sizeof(*locks));

	*n = 0;
	if (!locks || sum_addresses(counts, locks)) {
		free(locks);
		complain("out of memory for the locks of a profile");
		return NULL;
	}
	for (size_t i = 0; i < counts->n_locks; i++) {
		const struct counted_lock *lock = &counts->lock[i];

		profile_lock_name(folder, where, lock, locks[i].name);
		memcpy(locks[i].kind, lock->kind, sizeof(locks[i].kind));
		locks[i].taken = (double)lock->taken;
		locks[i].held = (double)lock->held;
		locks[i].by[0].taken = locks[i].taken;
		locks[i].by[0].held = locks[i].held;
		snprintf(locks[i].by[0].name, sizeof(locks[i].by[0].name), "%s",
			 profile_name(&folder->symbols, lock->taker));
		locks[i].n_by = 1;
	}
	qsort(locks, counts->n_locks, sizeof(*locks), by_taker);
	*n = merge(locks, counts->n_locks, by_taker);
	*n = merge(locks, *n, by_name);
	qsort(locks, *n, sizeof(*locks), by_held);
	return locks;
}

unsigned int profile_known_objects(const struct profile_folder *folder, const struct result *result)
{
	unsigned int known = 0;

	for (int i = 0; i < NR_OBJECTS; i++)
		if (result->objects.address[i] && folder->layouts.of[i].size)
			known |= 1U << i;
	return known;
}

void profile_take_locks(const struct profile_folder *folder, struct result *result,
			unsigned int objects)
{
	struct object_addresses where = result->objects;
	struct counts counts;

	held_locks_free(&result->locks);
	if (profile_counts(folder, result, &counts, NULL)) {
		result->has_profile = 0;
		return;
	}
	for (int i = 0; i < NR_OBJECTS; i++)
		if (!(objects & 1U << i))
			where.address[i] = 0;
	if (counts.faults) {
		result->locks.lock = profile_locks(&counts, folder, &where, &result->locks.n);
		result->locks.faults = (double)counts.faults;
		result->locks.objects = objects;
	}
	counts_free(&counts);
}
