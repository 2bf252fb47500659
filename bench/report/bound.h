/* SPDX-License-Identifier: GPL-2.0-only */
/* How many threads can fault at once, as far as the locks of a profile allow it. */
#ifndef FAULTLINE_REPORT_BOUND_H
#define FAULTLINE_REPORT_BOUND_H

#include <stdbool.h>

#include "report/profiles.h"

/** Where @lock is held by one thread at a time, all others wait. */
struct bound {
	const struct held_lock *lock;	/**< that is held longest, by one thread at a time */
	double held;			/**< instructions under it, a fault */
	double fault;			/**< instructions of a fault, without interrupts */
	double threads;			/**< fault / held: no more than so many are in it at once */
};

/**
 * bound_find() - of @result, if it has a profile; NULL has none.
 * What is done under one lock is done one by one, so it bounds the whole as Amdahl's serial
 * section does (AFIPS 30, 1967): of N threads, each of which holds a lock for a share s of
 * its time, no more than 1 / s make progress.  It is counted for each lock by itself and not
 * for all of its name: threads that fault elsewhere have other page tables.  Locks that are
 * held for reading let others in, and run queues are each CPU's own.  Each page has a folio of
 * its own, so the folio lock counts only where threads share the folio; all folios are counted
 * as one then.
 * Return: is there a lock that bounds it?
 */
bool bound_find(const struct profiles *profiles, const struct result *result,
		struct bound *bound);

#endif
