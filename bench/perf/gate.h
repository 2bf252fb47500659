/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the threads of a trial wait for perf, so that it counts their window. For other folders. */
#ifndef FAULTLINE_PERF_GATE_H
#define FAULTLINE_PERF_GATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/** In memory that all threads or processes share; zeroes, but for the first two. */
struct perf_gate {
	unsigned int threads;	/**< that will come */
	int socket;		/**< of the perf_process */
	atomic_uint entered, left;
	_Atomic uint32_t open, shut;
	atomic_bool failed;	/**< perf was not there for the whole window */
};

/** perf_gate_enter() - the window of the calling thread begins, when perf counts all threads. */
void perf_gate_enter(struct perf_gate *gate);

/** perf_gate_leave() - and ends; returns when perf counts no more. */
void perf_gate_leave(struct perf_gate *gate);

#endif
