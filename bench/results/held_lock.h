/* SPDX-License-Identifier: GPL-2.0-only */
/* What a profiled trial did under one lock, as results and baselines have it. For other folders. */
#ifndef FAULTLINE_RESULTS_HELD_LOCK_H
#define FAULTLINE_RESULTS_HELD_LOCK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define HELD_LOCK_NAME 128	/**< bytes for the name of a lock; a longer one is cut */
#define HELD_LOCK_TAKERS 4	/**< functions that are named for a lock, those that hold it most */

/** A function's sections, of the whole trial. */
struct lock_taker {
	char name[64];		/**< a longer one is cut */
	double taken, held;
};

/** Sections under the locks of one name and kind; of the whole trial. */
struct held_lock {
	char name[HELD_LOCK_NAME];	/**< see profile_lock_name() */
	char kind[16];			/**< as in struct counted_lock */
	double taken, held;		/**< sections; instructions in them */
	/**
	 * Instructions under the one of them that is held longest.  Folios are not told from each
	 * other, nor locks of a baseline: 0.
	 */
	double most;
	struct lock_taker by[HELD_LOCK_TAKERS];
	size_t n_by;
};

/** All of a profiled trial. */
struct held_locks {
	struct held_lock *lock;
	size_t n;
	double faults;		/**< in the trial; above 0, or there are no locks here */
	unsigned int objects;	/**< a bit for each of enum object that gives names to locks */
};

/** held_lock_named_by_taker() - "spin in f": has it no other name than of who takes it? */
bool held_lock_named_by_taker(const struct held_lock *lock);

/** held_lock_label() - name and kind in one text: "spin in f" has both. Return: @label. */
char *held_lock_label(const struct held_lock *lock, char label[HELD_LOCK_NAME]);

/** held_locks_to_json() - for a baseline. Return: NULL if a number in it is too large. */
json_t *held_locks_to_json(const struct held_locks *locks);

/**
 * held_locks_from_json() - the reverse.
 * Return: 0, to be freed; -1 if @object is damaged, or memory is out.
 */
int held_locks_from_json(const json_t *object, struct held_locks *locks);

void held_locks_free(struct held_locks *locks);

#endif
