/* SPDX-License-Identifier: GPL-2.0-only */
/* The locks of a profiled trial by name. For other folders. */
#ifndef FAULTLINE_PROFILE_LOCKS_H
#define FAULTLINE_PROFILE_LOCKS_H

#include "profile/counts.h"
#include "profile/folder.h"

#define PROFILE_LOCK_NAME 128	/**< bytes for the name of a lock; a longer one is cut */

#define LOCK_TAKERS 4	/**< functions that are named for a lock, those that hold it most */

/** A function's sections, of the whole trial. */
struct lock_taker {
	const char *name;
	double taken, held;
};

/** Sections under the locks of one name and kind; of the whole trial. */
struct held_lock {
	char name[PROFILE_LOCK_NAME];	/**< see profile_lock_name() */
	char kind[16];			/**< as in struct counted_lock */
	double taken, held;		/**< sections; instructions in them */
	struct lock_taker by[LOCK_TAKERS];
	size_t n_by;
};

/**
 * profile_lock_name() - what to call the lock of @lock: the member of an object that it is,
 * the variable of the kernel that it is in, or else "KIND in TAKER", after the function that
 * took it.
 * @where: the trial's objects.
 * Return: @name.
 */
char *profile_lock_name(const struct profile_folder *folder, const struct object_addresses *where,
			const struct counted_lock *lock, char name[PROFILE_LOCK_NAME]);

/** profile_lock_label() - name and kind in one text: "spin in f" has both. Return: @label. */
char *profile_lock_label(const struct held_lock *lock, char label[PROFILE_LOCK_NAME]);

/**
 * profile_locks() - the locks of @counts, summed by name and kind, most held first.
 * @where: the trial's objects.
 * @n: how many there are.
 * Return: them, to be freed; NULL after complaining that memory is out.
 */
struct held_lock *profile_locks(const struct counts *counts, const struct profile_folder *folder,
				const struct object_addresses *where, size_t *n);

#endif
