/* SPDX-License-Identifier: GPL-2.0-only */
/* The timed thing itself: one store into each page of a list. */
#ifndef FAULTLINE_TRIAL_TOUCH_H
#define FAULTLINE_TRIAL_TOUCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/mode.h"
#include "perf/gate.h"
#include "trial/meeting.h"
#include "trial/pace.h"
#include "trial/pmu.h"

/** One thread's share of a trial, and what it found. */
struct touch {
	/* given */
	char *base;		/**< the mapping */
	size_t *offset;		/**< bytes from base; one for each page, resident */
	size_t pages;		/**< how many offsets, at least 1 */
	int cpu;		/**< to pin to */
	bool profiled;		/**< the emulator's plugin counts it */
	bool by_turns;		/**< touch_by_turns() */
	struct meeting *meeting;	/**< before each touch; NULL: nobody waits for others */
	struct perf_gate *gate;		/**< around all touches; NULL: no perf is there */
	bool paced;		/**< each waits for a tick, see pace */
	struct pacer pace;
	/* found */
	uint64_t begin, end;	/**< stopwatch_read() before and after */
	uint64_t spent;		/**< in touches: between the two, without what it waited */
	uint64_t cpu_time;	/**< of the thread, around the window, unit as above */
	long minflt, majflt;	/**< the thread's own, in the timed window */
	long waits;		/**< voluntary context switches: it slept in a fault */
	long preemptions;	/**< involuntary ones: a kernel thread ran */
	unsigned long refused;	/**< stores that ended in SIGBUS: no space for the page, say */
	struct pmu_count pmu;
	int has_pmu;
} __attribute__((aligned(128)));

/**
 * touch_pages() - store one byte at each of @base + @offset[0..@end).
 * Five instructions a page, see tests/touch-cost.c.
 */
void touch_pages(char *base, const size_t *offset, const size_t *end);

/**
 * touch_by_turns() - the same, and let the emulator's next vCPU go on after each.
 * An emulator that counts instructions runs a vCPU for milliseconds, hundreds of faults, before
 * the next one.  A pause ends its turn.  One instruction a page more.
 */
void touch_by_turns(char *base, const size_t *offset, const size_t *end);

/** touch_pin() - keep the calling thread on @cpu; says so if that is not possible. */
void touch_pin(int cpu);

/**
 * touch_share() - what each thread or process does: pin itself, and touch its share when all
 * have come to @start.
 */
void touch_share(struct touch *share, enum mode mode, struct meeting *start);

/** touch_waits() - do the touches of @share wait for something? Then each has a window. */
static inline bool touch_waits(const struct touch *share)
{
	return share->meeting || share->paced;
}

/**
 * touch_all() - run @n shares, each in its own pinned thread, started together.
 * Return: 0, or -1 after complaining.
 */
int touch_all(struct touch *share, size_t n, enum mode mode);

#endif
