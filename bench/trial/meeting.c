// SPDX-License-Identifier: GPL-2.0-only
#include <sched.h>

#include "trial/meeting.h"

/*
 * Whoever comes next is one store away, so nobody sleeps.  What yields lets a thread go on
 * that has no CPU of its own, and the pause an emulator's next vCPU.
 */
void meeting_arrive(struct meeting *meeting)
{
	unsigned long threads = meeting->threads;
	unsigned long round = atomic_fetch_add(&meeting->arrivals, 1) / threads;

	while (atomic_load(&meeting->arrivals) < (round + 1) * threads) {
		__builtin_ia32_pause();
		sched_yield();
	}
}
