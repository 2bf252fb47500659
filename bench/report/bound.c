// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "report/bound.h"

/* "read", "rwsem-read", "vma-read" */
static bool lets_others_in(const struct held_lock *lock)
{
	const char *end = strrchr(lock->kind, '-');

	return !strcmp(end ? end + 1 : lock->kind, "read");
}

/*
 * Each CPU has a run queue of its own, so threads do not meet at its lock.  It is not released
 * by the task that took it, so what it is held for is not known either.
 */
static bool is_of_cpu(const struct held_lock *lock)
{
	static const char *const takers[] = { "__schedule", "raw_spin_rq_lock_nested" };

	for (size_t i = 0; i < lock->n_by; i++)
		for (size_t j = 0; j < sizeof(takers) / sizeof(takers[0]); j++)
			if (!strcmp(lock->by[i].name, takers[j]))
				return true;
	return false;
}

static double held_alone(const struct result *result, const struct held_lock *lock)
{
	if (lets_others_in(lock) || is_of_cpu(lock))
		return 0;
	if (!strcmp(lock->kind, "folio"))
		return result->cell.sharing == SHARING_SAME_FOLIO ? lock->held : 0;
	return lock->most;
}

bool bound_find(const struct profiles *profiles, const struct result *result,
		struct bound *bound)
{
	const struct profile_summary *profile = result ? profiles_find(profiles, result) : NULL;
	double most = 0, all;

	*bound = (struct bound){ .lock = NULL };
	if (!profile || !isfinite(profile->faults))
		return false;
	all = -profile->interrupts;
	for (size_t i = 0; i < profile->n_functions; i++)
		all += profile->function[i].self;
	for (size_t i = 0; i < profile->n_locks; i++) {
		double held = held_alone(result, &profile->lock[i]);

		if (held <= most)
			continue;
		most = held;
		bound->lock = &profile->lock[i];
	}
	bound->held = most / profile->faults;
	bound->fault = all / profile->faults;
	bound->threads = all / most;
	return bound->lock && all > 0;
}
