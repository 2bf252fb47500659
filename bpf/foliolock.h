/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Folio lock tracer: every sleep for PG_locked or PG_writeback, who made it
 * last, and the two lock-order hazards; what the hazards are among, waits for
 * handles, and commits.  This is what the kernel side (foliolock.bpf.c) and
 * ours (bench/trace/foliolock.c) have in common.
 */
#ifndef FAULTLINE_BPF_FOLIOLOCK_H
#define FAULTLINE_BPF_FOLIOLOCK_H

#include <linux/types.h>

#include "histogram.h"
#include "who.h"

enum foliolock_wait {
	FOLIO_LOCKED,		/* for PG_locked */
	FOLIO_WRITEBACK,		/* for PG_writeback */
	FOLIO_OTHER,		/* for another bit of the folio */
	HAZARD_HANDLE,		/* for a handle, with a folio locked: iomap */
	HAZARD_HANDLE_VICTIM,	/* for that folio meanwhile */
	HAZARD_FOLIO,		/* for PG_locked, with a handle open: buffer heads */
	HAZARD_FOLIO_COMMIT,	/* the commit, in its locking phase, for that handle */
	HANDLE_COMMIT,		/* a handle that is to start, for a commit to be past that phase */
	HANDLE_SPACE,		/* likewise, for space in the log */
	COMMIT_HANDLES,		/* a commit, in its locking phase, for open handles */
	COMMIT,			/* no wait: one begins; its holder is who asked for it */
	NR_FOLIOLOCK_WAITS
};

#define FOLIOLOCK_NAME 32

/* Waits are added up if all of this is the same */
struct foliolock_key {
	__u32 wait;		/* enum foliolock_wait */
	__u32 device;		/* as the kernel keeps it */
	__u64 inode;		/* 0: no file, or truncated before the wait */
	struct who waiter;
	struct who holder;	/* who unlocked; with several, who held it longest */
};

struct foliolock_row {
	__u64 count, total, max;	/* ns */
	__u64 index;			/* of the longest wait: page in the file */
	__u32 tid;			/* of the longest wait: its transaction, 0: none */
	__u32 unused;
	char name[FOLIOLOCK_NAME];		/* last component of the path, if it is known */
};

struct foliolock_sum {
	__u64 count, total, max;	/* ns */
	__u64 hist[HIST_BUCKETS];
	__u64 fault_hist[HIST_BUCKETS];	/* without system calls */
};

struct foliolock_totals {
	struct foliolock_sum sum[NR_FOLIOLOCK_WAITS];
	__u64 begun, ended;		/* sleeps for a folio; ended: or known to be lost */
	__u64 handle_begun, handle_ended;	/* waits for a handle */
	__u64 unslept;			/* it was free before they slept */
	__u64 commits;			/* that went through their locking phase */
	__u64 lost;			/* a map was full, or the end of a wait was missed */
};

/* A task that sleeps for a folio */
struct foliolock_sleep {
	__u64 entry;		/* its wait queue entry, on its stack */
	__u64 folio;
	__u64 began;
	__u64 woken;		/* last; or when it began */
	__u64 blamed;		/* how long the holder that held it longest did */
	__u64 transaction;	/* of the handle it has open */
	__u64 victim;		/* how long whoever unlocked waited for a handle meanwhile */
	struct foliolock_key key;
	struct foliolock_row row;
};

#define FOLIOLOCK_SLEEPS 8192
#define FOLIOLOCK_ROWS 8192

#endif
