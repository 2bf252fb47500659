// SPDX-License-Identifier: GPL-2.0-only
#include "model/perf_event.h"

const char *const perf_event_names[NR_PERF_EVENTS] = {
#define PERF_EVENT(id, name, clock) [PERF_EVENT_##id] = (name),
	PERF_EVENTS(PERF_EVENT)
#undef PERF_EVENT
};

const bool perf_event_clock[NR_PERF_EVENTS] = {
#define PERF_EVENT(id, name, clock) [PERF_EVENT_##id] = (clock),
	PERF_EVENTS(PERF_EVENT)
#undef PERF_EVENT
};
