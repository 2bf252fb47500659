/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Path tracer: where inside page_mkwrite the time goes.  This is what the
 * kernel side (path.bpf.c) and ours (bench/trace/path.c) have in common.
 *
 * Each hook names what runs from there on, so that at every moment a fault is
 * in exactly one part, and the parts add up to the whole.
 */
#ifndef FAULTLINE_BPF_PATH_H
#define FAULTLINE_BPF_PATH_H

#include <linux/types.h>

#include "histogram.h"
#include "parts.h"

#define PART_BITS 5
#define PATH_PARTS (1 << PART_BITS)	/* a whole number of bits spares the range check */

/*
 * Hooks: the kernel function that each sits on, what it does, and the part that begins.
 *
 * OPEN: the fault begins, and ends with the function.  SPAN: the part lasts until the function
 * ends; STAGE: likewise, and then another one goes on than before.  MARK: from here to the next
 * hook, or to the end of the enclosing one.  LOCK: a tracepoint, the part depends on the lock.
 */
#define PATH_HOOKS(HOOK) \
	HOOK(PAGE_MKWRITE,	do_page_mkwrite,		OPEN,	FREEZE) \
	HOOK(UPDATE_TIME,	file_update_time,		STAGE,	TIMESTAMP) \
	HOOK(BLOCK_MKWRITE,	block_page_mkwrite,		MARK,	FOLIO_LOCK) \
	HOOK(IOMAP_MKWRITE,	iomap_page_mkwrite,		MARK,	FOLIO_LOCK) \
	HOOK(IOMAP_ITER,	iomap_iter,			MARK,	IOMAP) \
	HOOK(BH_MAPPED,		ext4_walk_page_buffers,		MARK,	BH_WALK) \
	HOOK(BH_BEGIN,		ext4_block_write_begin,		MARK,	BH_WALK) \
	HOOK(BH_WALK,		__block_write_begin_int,	MARK,	BH_WALK) \
	HOOK(BH_ALLOC,		create_empty_buffers,		SPAN,	BH_ALLOC) \
	HOOK(DA_MAP,		ext4_da_map_blocks,		SPAN,	MAP) \
	HOOK(MAP,		ext4_map_blocks,		SPAN,	MAP) \
	HOOK(XFS_MAP,		xfs_buffered_write_iomap_begin,	SPAN,	MAP) \
	HOOK(ES_LOOKUP,		ext4_es_lookup_extent,		SPAN,	ES_LOOKUP) \
	HOOK(ES_BACKED,		ext4_es_backed_len,		SPAN,	ES_LOOKUP) \
	HOOK(RESERVE,		ext4_da_reserve_space,		MARK,	RESERVE) \
	HOOK(CREATE,		ext4_map_create_blocks,		SPAN,	ALLOCATE) \
	HOOK(HANDLE_START,	start_this_handle,		SPAN,	HANDLE) \
	HOOK(HANDLE_COMMIT,	wait_transaction_locked,	SPAN,	HANDLE_COMMIT) \
	HOOK(HANDLE_SPACE,	__jbd2_log_wait_for_space,	SPAN,	HANDLE_SPACE) \
	HOOK(HANDLE_STOP,	jbd2_journal_stop,		SPAN,	HANDLE) \
	HOOK(FOLIO_LOCK,	__folio_lock,			SPAN,	FOLIO_LOCK) \
	HOOK(DIRTY,		folio_mark_dirty,		MARK,	DIRTY) \
	HOOK(DONE,		folio_wait_stable,		MARK,	RELEASE) \
	HOOK(STABLE,		folio_wait_writeback,		SPAN,	STABLE) \
	HOOK(LOCK_WAIT,		contention_begin,		LOCK,	LOCK_WAIT) \
	HOOK(CALIBRATE_MARK,	bpf_fentry_test2,		MARK,	OTHER) \
	HOOK(CALIBRATE_SPAN,	bpf_fentry_test3,		SPAN,	MAP)

/* What goes on after a STAGE */
#define PATH_AFTER_STAGE PART_INVALIDATE

enum path_hook {
#define HOOK(id, function, kind, part) HOOK_##id,
	PATH_HOOKS(HOOK)
#undef HOOK
	NR_HOOKS
};

/*
 * What tracing itself costs, in ns (insn under icount); see calibrate().  The part
 * after each event begins so much later: by what lies between the two clock
 * readings of a span around nothing when it begins, by what lies outside of them
 * when it ends, and by all of a mark.
 */
struct path_cost {
	__u64 begin, end, mark;
};

/*
 * Sums over all traced faults of a CPU; times in ns (insn under icount).  A part
 * that is shorter than the cost taken off it may fall below 0, as signed.
 */
struct path_totals {
	__u64 part[PATH_PARTS];		/* exclusive, tracing cost taken off */
	__u64 off_cpu[PATH_PARTS];	/* of this, not running */
	__u64 traced;			/* page_mkwrite, tracing cost and all */
	__u64 calls[NR_HOOKS];		/* inside page_mkwrite */
	__u64 begun, ended;		/* page_mkwrite */
	__u64 lost;			/* faults whose parts are wrong: a map or stack was full */
	__u64 lock_events;		/* beginnings and ends of lock waits in faults */
	__u64 census;			/* the same, by hooks that do nothing else */
	__u64 hist[HIST_BUCKETS];	/* of page_mkwrite, tracing cost taken off */
};

/* The open fault of the task that runs on a CPU */
struct path_ledger {
	__u64 task;		/* 0: none is open */
	__u64 began;
	__u64 since;		/* when the part began, the cost of the hook taken off */
	__u64 cost;		/* of tracing so far */
	__u64 parts;		/* the one that is on, and those around it: PART_BITS each,
				 * innermost lowest */
	__u64 slept;		/* when the task was switched out */
	__u64 invalidate_lock;	/* of the file */
	__u64 mutex;		/* that is being waited for */
};

struct path_cpu {
	struct path_ledger ledger;
	struct path_cost cost;	/* the same on all, where a hook has it at hand */
	struct path_totals totals;
} __attribute__((aligned(64)));

#define PATH_CPUS 1024
#define PATH_TASKS 4096		/* that may sleep inside page_mkwrite at a time */

#endif
