/* SPDX-License-Identifier: GPL-2.0-only */
/* Keep the kernel's background work out of the timed window. For other folders. */
#ifndef FAULTLINE_TRIAL_QUIET_H
#define FAULTLINE_TRIAL_QUIET_H

#include <stddef.h>

#include "model/mode.h"

/**
 * quiet_begin() - postpone periodic writeback and statistics, stop khugepaged.
 * What was set before comes back at restore_all().
 * @mode: for instructions, dirty throttling is put out of reach as well
 * Return: 0, or -1 after complaining.
 */
int quiet_begin(enum mode mode);

/** quiet_drain() - let what is queued (RCU, work items, requests of @device) run out. */
void quiet_drain(const char *device, enum mode mode);

/**
 * quiet_shrink_slabs() - give the free objects of every slab cache back.  A
 * cache that earlier trials left half full serves a fault in fewer instructions
 * than an empty one: 1 % of a fault that allocates four buffer heads.
 */
void quiet_shrink_slabs(void);

/**
 * quiet_page_lists() - have @bytes of free pages on this CPU's own list, by
 * taking pages and giving them back.  Otherwise it is up to what ran before
 * whether an allocation in the window finds the list empty and has 63 pages and
 * more moved there, 2,800 instructions.
 * @before_last: called when all but the @last bytes are taken; or NULL
 */
void quiet_page_lists(size_t bytes, void (*before_last)(void), size_t last);

#endif
