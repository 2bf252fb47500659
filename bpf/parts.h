/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of page_mkwrite: the kernel side adds them up, and results name them. */
#ifndef FAULTLINE_BPF_PARTS_H
#define FAULTLINE_BPF_PARTS_H

enum path_part {
	PART_FREEZE,		/* entry, sb_start_pagefault */
	PART_TIMESTAMP,		/* file_update_time, without its handle start */
	PART_INVALIDATE,	/* invalidate_lock, the choice of the path */
	PART_FOLIO_LOCK,	/* taking it, and checking the folio under it */
	PART_MAP,		/* block mapping, without the three below */
	PART_ES_LOOKUP,		/* extent status tree */
	PART_RESERVE,		/* delalloc reservation, delayed extent */
	PART_ALLOCATE,		/* block allocation, or conversion of unwritten */
	PART_HANDLE,		/* journal handle start and stop, without the waits */
	PART_HANDLE_COMMIT,	/* start waits for a locked transaction */
	PART_HANDLE_SPACE,	/* start waits for log space */
	PART_BH_ALLOC,		/* create_empty_buffers */
	PART_BH_WALK,		/* buffer heads of the folio */
	PART_IOMAP,		/* iomap iteration and folio state */
	PART_DIRTY,		/* folio_mark_dirty */
	PART_STABLE,		/* waits for writeback of the folio */
	PART_LOCK_WAIT,		/* contended locks but those above */
	PART_RELEASE,		/* all is done: unlocking */
	PART_OTHER,		/* none of these: the unexplained rest */
	NR_PARTS
};

#endif
