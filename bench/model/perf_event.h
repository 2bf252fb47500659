/* SPDX-License-Identifier: GPL-2.0-only */
/* What `perf stat` counts in the window of a trial. */
#ifndef FAULTLINE_MODEL_PERF_EVENT_H
#define FAULTLINE_MODEL_PERF_EVENT_H

#include <stdbool.h>

/**
 * PERF_EVENTS - X(id, name, clock): name as perf and results have it; is it of a clock, which
 * MODE_COUNT has not?  Those of the processor first: a machine without a PMU has none of them.
 */
#define PERF_EVENTS(X)								\
	X(CYCLES, "cycles", false)						\
	X(INSTRUCTIONS, "instructions", false)					\
	X(BRANCH_MISSES, "branch-misses", false)				\
	X(CACHE_MISSES, "cache-misses", false)					\
	X(LLC_LOAD_MISSES, "LLC-load-misses", false)				\
	X(LLC_STORE_MISSES, "LLC-store-misses", false)				\
	X(DTLB_LOAD_MISSES, "dTLB-load-misses", false)				\
	X(DTLB_STORE_MISSES, "dTLB-store-misses", false)			\
	/* ns that the threads had on a CPU */					\
	X(TASK_CLOCK, "task-clock", true)					\
	X(PAGE_FAULTS, "page-faults", false)					\
	X(MINOR_FAULTS, "minor-faults", false)					\
	X(MAJOR_FAULTS, "major-faults", false)					\
	X(CONTEXT_SWITCHES, "context-switches", false)				\
	X(CPU_MIGRATIONS, "cpu-migrations", false)

enum perf_event {
#define PERF_EVENT(id, name, clock) PERF_EVENT_##id,
	PERF_EVENTS(PERF_EVENT)
#undef PERF_EVENT
	NR_PERF_EVENTS
};

extern const char *const perf_event_names[NR_PERF_EVENTS];
extern const bool perf_event_clock[NR_PERF_EVENTS];

#endif
