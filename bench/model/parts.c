// SPDX-License-Identifier: GPL-2.0-only
#include "model/parts.h"

const char *const path_part_names[NR_PARTS] = {
	[PART_FREEZE]		= "entry, freeze protection",
	[PART_TIMESTAMP]	= "timestamp update",
	[PART_INVALIDATE]	= "invalidate_lock",
	[PART_FOLIO_LOCK]	= "folio lock",
	[PART_MAP]		= "block mapping",
	[PART_ES_LOOKUP]	= "extent status lookup",
	[PART_RESERVE]		= "delalloc reservation",
	[PART_ALLOCATE]		= "block allocation",
	[PART_HANDLE]		= "journal handle",
	[PART_HANDLE_COMMIT]	= "handle waits for commit",
	[PART_HANDLE_SPACE]	= "handle waits for log space",
	[PART_BH_ALLOC]		= "buffer-head allocation",
	[PART_BH_WALK]		= "buffer-head walks",
	[PART_IOMAP]		= "iomap iteration",
	[PART_DIRTY]		= "dirtying",
	[PART_STABLE]		= "stable-page wait",
	[PART_LOCK_WAIT]	= "other lock waits",
	[PART_RELEASE]		= "unlocking",
	[PART_OTHER]		= "the rest",
};
