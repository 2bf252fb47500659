/* SPDX-License-Identifier: GPL-2.0-only */
/* Where threads, or processes, wait for each other without sleeping. */
#ifndef FAULTLINE_TRIAL_MEETING_H
#define FAULTLINE_TRIAL_MEETING_H

#include <stdatomic.h>

/** Zeroes but for @threads; in memory that all of them share. */
struct meeting {
	unsigned int threads;
	atomic_ulong arrivals;	/**< of all threads */
};

/** meeting_arrive() - return when each thread has come as often as the calling one. */
void meeting_arrive(struct meeting *meeting);

#endif
