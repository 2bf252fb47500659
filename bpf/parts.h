/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of page_mkwrite: the kernel side adds them up, and results name them. */
#ifndef FAULTLINE_BPF_PARTS_H
#define FAULTLINE_BPF_PARTS_H

/* Each with the name that results spell */
#define PATH_PART_LIST(PART) \
	/* sb_start_pagefault */ \
	PART(FREEZE,		"entry, freeze protection") \
	/* file_update_time, without its handle start */ \
	PART(TIMESTAMP,		"timestamp update") \
	/* and the choice of the path */ \
	PART(INVALIDATE,	"invalidate_lock") \
	/* taking it, and checking the folio under it */ \
	PART(FOLIO_LOCK,	"folio lock") \
	/* without the three below */ \
	PART(MAP,		"block mapping") \
	PART(ES_LOOKUP,		"extent status lookup") \
	/* and the delayed extent */ \
	PART(RESERVE,		"delalloc reservation") \
	/* or conversion of unwritten blocks */ \
	PART(ALLOCATE,		"block allocation") \
	/* start and stop, without the waits */ \
	PART(HANDLE,		"journal handle") \
	/* start waits for a locked transaction */ \
	PART(HANDLE_COMMIT,	"handle waits for commit") \
	PART(HANDLE_SPACE,	"handle waits for log space") \
	/* create_empty_buffers */ \
	PART(BH_ALLOC,		"buffer-head allocation") \
	PART(BH_WALK,		"buffer-head walks") \
	/* and folio state */ \
	PART(IOMAP,		"iomap iteration") \
	/* folio_mark_dirty */ \
	PART(DIRTY,		"dirtying") \
	/* for writeback of the folio */ \
	PART(STABLE,		"stable-page wait") \
	/* contended locks but those above */ \
	PART(LOCK_WAIT,		"other lock waits") \
	/* all is done */ \
	PART(RELEASE,		"unlocking") \
	/* none of these */ \
	PART(OTHER,		"the rest")

enum path_part {
#define PART(id, name) PART_##id,
	PATH_PART_LIST(PART)
#undef PART
	NR_PARTS
};

#endif
