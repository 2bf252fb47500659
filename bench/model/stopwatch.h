/* SPDX-License-Identifier: GPL-2.0-only */
/* What a trial is measured with. */
#ifndef FAULTLINE_MODEL_STOPWATCH_H
#define FAULTLINE_MODEL_STOPWATCH_H

#include <stdint.h>
#include <time.h>

#include "model/mode.h"

/**
 * stopwatch_counts_instructions() - does the TSC advance by exactly one for
 * each instruction?  Shown by loops of known length.
 * Return: 1 or 0.
 */
int stopwatch_counts_instructions(void);

/** stopwatch_emulated() - does CPUID say that this is QEMU's TCG? */
int stopwatch_emulated(void);

/** stopwatch_await_tick() - return just after the kernel's tick moved its clock. */
void stopwatch_await_tick(void);

/**
 * stopwatch_read() - the clock of @mode, in its unit.
 * Inline: it stands next to the timed loop.
 */
static inline uint64_t stopwatch_read(enum mode mode)
{
	struct timespec now;

	if (mode == MODE_INSN)
		return __builtin_ia32_rdtsc();
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/** stopwatch_reading() - what stands between two stopwatch_read() with nothing between. */
uint64_t stopwatch_reading(enum mode mode);

#endif
