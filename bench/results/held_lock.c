// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json_bits.h"
#include "lib/json_number.h"
#include "lib/plain.h"
#include "model/objects.h"
#include "results/held_lock.h"

bool held_lock_named_by_taker(const struct held_lock *lock)
{
	size_t len = strlen(lock->kind);

	return !strncmp(lock->name, lock->kind, len) && !strncmp(lock->name + len, " in ", 4);
}

char *held_lock_label(const struct held_lock *lock, char label[HELD_LOCK_NAME])
{
	if (held_lock_named_by_taker(lock))
		memcpy(label, lock->name, HELD_LOCK_NAME);
	else
		snprintf(label, HELD_LOCK_NAME, "%.*s (%s)",
			 (int)(HELD_LOCK_NAME - sizeof(lock->kind) - 4), lock->name, lock->kind);
	return label;
}

static json_t *taker_to_json(const struct lock_taker *taker)
{
	return json_pack("{ss so so}", "name", taker->name, "taken", json_whole(taker->taken),
			 "held", json_whole(taker->held));
}

static json_t *lock_to_json(const struct held_lock *lock)
{
	json_t *by = json_array();
	int bad = 0;

	for (size_t i = 0; i < lock->n_by; i++)
		bad |= json_array_append_new(by, taker_to_json(&lock->by[i]));
	if (!bad)
		return json_pack("{ss ss so so so}", "name", lock->name, "kind", lock->kind,
				 "taken", json_whole(lock->taken), "held", json_whole(lock->held),
				 "takers", by);
	json_decref(by);
	return NULL;
}

static const char *object_name(int object)
{
	return object_types[object];
}

json_t *held_locks_to_json(const struct held_locks *locks)
{
	json_t *array = json_array();

	for (size_t i = 0; i < locks->n; i++) {
		if (!json_array_append_new(array, lock_to_json(&locks->lock[i])))
			continue;
		json_decref(array);
		return NULL;
	}
	return json_pack("{so so so}", "faults", json_whole(locks->faults),
			 "objects", json_bits(locks->objects, NR_OBJECTS, object_name),
			 "locks", array);
}

/* It is shown on terminals and in mails. Return: 0, or -1 if it is not plain, or too long */
static int take_plain(char *to, size_t size, const char *from)
{
	size_t len = strlen(from);

	if (!plain_is(from) || !len || len >= size)
		return -1;
	memcpy(to, from, len + 1);
	return 0;
}

/* Return: 0, or -1 if they are no sections */
static int take_sections(json_int_t taken, json_int_t held, double *to_taken, double *to_held)
{
	*to_taken = (double)taken;
	*to_held = (double)held;
	return taken < 0 || held < 0 ? -1 : 0;
}

static int taker_from_json(json_t *object, struct lock_taker *taker)
{
	json_int_t taken, held;
	const char *name;

	return json_unpack(object, "{ss sI sI}", "name", &name, "taken", &taken, "held", &held) ||
	       take_plain(taker->name, sizeof(taker->name), name) ||
	       take_sections(taken, held, &taker->taken, &taker->held) ? -1 : 0;
}

static int lock_from_json(json_t *object, struct held_lock *lock)
{
	json_int_t taken, held;
	const char *name, *kind;
	json_t *by;

	if (json_unpack(object, "{ss ss sI sI so}", "name", &name, "kind", &kind, "taken", &taken,
			"held", &held, "takers", &by) ||
	    take_plain(lock->name, sizeof(lock->name), name) ||
	    take_plain(lock->kind, sizeof(lock->kind), kind) ||
	    take_sections(taken, held, &lock->taken, &lock->held))
		return -1;
	lock->n_by = json_array_size(by);
	if (!lock->n_by || lock->n_by > HELD_LOCK_TAKERS)
		return -1;
	for (size_t i = 0; i < lock->n_by; i++)
		if (taker_from_json(json_array_get(by, i), &lock->by[i]))
			return -1;
	return 0;
}

int held_locks_from_json(const json_t *object, struct held_locks *locks)
{
	json_t *array, *objects;
	json_int_t faults;

	memset(locks, 0, sizeof(*locks));
	if (json_unpack((json_t *)object, "{sI so so}", "faults", &faults, "objects", &objects,
			"locks", &array) ||
	    faults < 1 || !json_is_array(array) ||
	    json_bits_read(objects, NR_OBJECTS, object_name, &locks->objects))
		return -1;
	locks->faults = (double)faults;
	locks->lock = calloc(json_array_size(array) + 1, sizeof(*locks->lock));
	for (; locks->lock && locks->n < json_array_size(array); locks->n++)
		if (lock_from_json(json_array_get(array, locks->n), &locks->lock[locks->n]))
			break;
	if (locks->lock && locks->n == json_array_size(array))
		return 0;
	held_locks_free(locks);
	return -1;
}

void held_locks_free(struct held_locks *locks)
{
	free(locks->lock);
	memset(locks, 0, sizeof(*locks));
}
