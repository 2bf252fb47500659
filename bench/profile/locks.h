/* SPDX-License-Identifier: GPL-2.0-only */
/* The locks of a profiled trial by name. For other folders. */
#ifndef FAULTLINE_PROFILE_LOCKS_H
#define FAULTLINE_PROFILE_LOCKS_H

#include "profile/counts.h"
#include "profile/folder.h"
#include "results/held_lock.h"

/**
 * profile_lock_name() - what to call the lock of @lock: the member of an object that it is,
 * the variable of the kernel that it is in, or else "KIND in TAKER", after the function that
 * took it.
 * @where: the trial's objects.
 * Return: @name.
 */
char *profile_lock_name(const struct profile_folder *folder, const struct object_addresses *where,
			const struct counted_lock *lock, char name[HELD_LOCK_NAME]);

/**
 * profile_locks() - the locks of @counts, summed by name and kind, most held first.
 * @where: the trial's objects.
 * @n: how many there are.
 * Return: them, to be freed; NULL after complaining that memory is out.
 */
struct held_lock *profile_locks(const struct counts *counts, const struct profile_folder *folder,
				const struct object_addresses *where, size_t *n);

/** profile_known_objects() - a bit for each object whose members give names to locks of @result. */
unsigned int profile_known_objects(const struct profile_folder *folder, const struct result *result);

/**
 * profile_take_locks() - fill in result->locks from its profile.
 * @objects: only these give names to locks; a lock that one run knows as a member of an object
 * and another one does not would have two names.
 * Profiles that cannot be read, or do not add up, are complained about; then @result has
 * none.
 */
void profile_take_locks(const struct profile_folder *folder, struct result *result,
			unsigned int objects);

#endif
