/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trial says to the plugin of an emulator (plugin/plugin.c), by executing marks.
 * Without the plugin they are nops.  For other folders.
 */
#ifndef FAULTLINE_TRIAL_PROFILE_H
#define FAULTLINE_TRIAL_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "plugin/marks.h"
#include "trace/objects.h"

/** A trial for the plugin. */
struct profile {
	uint64_t number;	/**< of the trial, by which its counts are named */
	const struct objects *objects;	/**< finds them after the window; NULL: nothing does */
};

#define PROFILE_MARK(value) \
	__asm__ volatile(".byte 0x0f, 0x1f, 0x80\n\t.long %c0" \
			 : : "i" (MARK_MAGIC + (value)) : "memory")

/** profile_begin() - the window of the calling thread begins. Not a call: it costs nothing. */
static inline __attribute__((always_inline)) void profile_begin(void)
{
	PROFILE_MARK(MARK_BEGIN);
}

/** profile_end() - and ends. */
static inline __attribute__((always_inline)) void profile_end(void)
{
	PROFILE_MARK(MARK_END);
}

/** profile_possible() - is there such a plugin? scripts/guest --profile says so. */
bool profile_possible(void);

/** profile_announce() - the next windows are those of trial @number. */
void profile_announce(uint64_t number);

/** profile_arm() - they come soon: follow all from here on. */
void profile_arm(void);

/** profile_rest() - but not yet: what comes until the next profile_arm() is none of them. */
void profile_rest(void);

/** profile_disarm() - they are over; the plugin writes down what it saw. */
void profile_disarm(void);

/** profile_over() - there are no more trials for the plugin. */
void profile_over(void);

#endif
