/* SPDX-License-Identifier: GPL-2.0-only */
/* At most one store a tick, so that each has a timestamp of its own to write. For other folders. */
#ifndef FAULTLINE_TRIAL_PACE_H
#define FAULTLINE_TRIAL_PACE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/** Of one thread. */
struct pacer {
	bool spins;		/**< given: keep the CPU meanwhile */
	struct timespec last;	/**< the kernel's clock after the last store */
};

/** pace_stored() - a store is over; also before the first. */
void pace_stored(struct pacer *pace);

/** pace_await() - return when the kernel's clock has ticked since pace_stored(). */
void pace_await(const struct pacer *pace);

/** pace_tick() - how far the kernel's clock goes at a time, in nanoseconds. */
uint64_t pace_tick(void);

#endif
