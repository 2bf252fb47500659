/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of a trial wait for: the tracers of locks and of folios around it. */
#ifndef FAULTLINE_TRIAL_LOCKWATCH_H
#define FAULTLINE_TRIAL_LOCKWATCH_H

#include <jansson.h>
#include <stdbool.h>

#include "trace/foliolock.h"
#include "trace/locks.h"

/** What tracers did not see, since they were opened. */
struct lost_events {
	unsigned long long ends;	/**< of waits, or a map was full */
	unsigned long long stacks;	/**< for which there was no room */
	unsigned long long hooks;	/**< that the kernel left out */
};

struct lockwatch {
	struct locks_tracer *locks;
	struct foliolock_tracer *folios;
	struct lost_events lost;	/**< before the trial at hand */
};

/** lockwatch_open() - trace waits of this process. Return: 0, or -1 after complaining. */
int lockwatch_open(struct lockwatch *watch);

/** lockwatch_unseen() - which waits it cannot see, bits as of wait_bit(). */
unsigned int lockwatch_unseen(const struct lockwatch *watch);

/** lockwatch_start() - look from here. Return: 0, or -1 after complaining. */
int lockwatch_start(struct lockwatch *watch);

/**
 * lockwatch_stop() - and to here.
 * @device: of the filesystem that the threads were on.
 * @clock: are times to be had here, see wait_table()?
 * @wrong: what makes the trace incomplete; NULL if nothing does.
 * Return: an array as in docs/results-schema.md, the largest first; NULL after complaining.
 */
json_t *lockwatch_stop(struct lockwatch *watch, dev_t device, bool clock, const char **wrong);

void lockwatch_close(struct lockwatch *watch);

#endif
