/* SPDX-License-Identifier: GPL-2.0-only */
/* Keep the kernel's background work out of the timed window. */
#ifndef FAULTLINE_QUIET_H
#define FAULTLINE_QUIET_H

/**
 * quiet_begin() - postpone periodic writeback, statistics and khugepaged.
 * What was set before comes back at quiet_end() or at exit.
 * Return: 0, or -1 after complaining.
 */
int quiet_begin(void);

void quiet_end(void);

/**
 * quiet_settle() - let what is already queued (RCU, work items) run out, and
 * bring the slab caches to the same state before every trial.
 */
void quiet_settle(void);

/** quiet_pause() - sleep @ms milliseconds, less than 1000. */
void quiet_pause(long ms);

#endif
