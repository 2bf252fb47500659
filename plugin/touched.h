/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines of memory that the page fault at hand has touched.  Those of earlier faults are
 * forgotten, so the table stays small, and mostly in the host's caches.
 */
#ifndef FAULTLINE_PLUGIN_TOUCHED_H
#define FAULTLINE_PLUGIN_TOUCHED_H

#include <stdbool.h>
#include <stdint.h>

/** Entries of the table at most, of 16 bytes each. */
#define TOUCHED_MOST (1U << 23)

/**
 * touched_first() - is this the first access to @line, of code or data, in fault number @fault?
 * Faults are numbered from 1, and never go back but by touched_clear().
 */
bool touched_first(uint64_t line, uint32_t fault);

/** touched_lost() - accesses that there was no room for. */
uint64_t touched_lost(void);

/** touched_clear() - forget all. */
void touched_clear(void);

#endif
