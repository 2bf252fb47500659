// SPDX-License-Identifier: GPL-2.0-only
#include "trial/pace.h"

/*
 * What file_update_time() writes.  It is read after the store: a fault may be held up until
 * the next tick, and has that timestamp then.
 */
void pace_stored(struct pacer *pace)
{
	clock_gettime(CLOCK_REALTIME_COARSE, &pace->last);
}

uint64_t pace_tick(void)
{
	struct timespec tick;

	clock_getres(CLOCK_REALTIME_COARSE, &tick);
	return (uint64_t)tick.tv_sec * 1000000000U + (uint64_t)tick.tv_nsec;
}

/*
 * To the next of the moments that lie a tick apart: so all threads that sleep are waked at
 * once, and an emulator that counts instructions counts none meanwhile.
 */
static void sleep_a_tick(void)
{
	const uint64_t tick = pace_tick();
	struct timespec now;
	uint64_t next;

	clock_gettime(CLOCK_MONOTONIC, &now);
	next = (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
	next = (next / tick + 1) * tick;
	now.tv_sec = (time_t)(next / 1000000000U);
	now.tv_nsec = (long)(next % 1000000000U);
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &now, NULL);
}

void pace_await(const struct pacer *pace)
{
	struct timespec now;

	for (;;) {
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
		if (now.tv_nsec != pace->last.tv_nsec || now.tv_sec != pace->last.tv_sec)
			return;
		if (pace->spins)
			__builtin_ia32_pause();
		else
			sleep_a_tick();
	}
}
