/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of a trial waited for, as results have it. */
#ifndef FAULTLINE_TRIAL_WAIT_TABLE_H
#define FAULTLINE_TRIAL_WAIT_TABLE_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "trace/foliolock.h"
#include "trace/locks.h"

/**
 * wait_table() - one line for each lock, of all waits that may have been of a fault; and what
 * the journal did meanwhile, commits and their waits for handles.
 * @device: of that journal.
 * @clock: is there one? Then a line has times and a histogram, and its waiter and holder are
 * those of the longest total; else those of the most waits.  A holder is one in all its
 * lines, and its function the one in which it released the lock for most of that.
 * Return: an array as in docs/results-schema.md; NULL after complaining.
 */
json_t *wait_table(const struct lock_report *locks, const struct foliolock_report *folios,
		   dev_t device, bool clock);

#endif
