/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Journal tracer: how long jbd2 handles wait to start, and for what; how long
 * they are held; and the commits beside them.  This is what the kernel side
 * (journal.bpf.c) and ours (bench/trace/journal.c) have in common.
 */
#ifndef FAULTLINE_BPF_JOURNAL_H
#define FAULTLINE_BPF_JOURNAL_H

#include <linux/types.h>

#include "histogram.h"

/* What a start waits for; its time is in exactly one of them at every moment */
enum journal_wait {
	WAIT_COMMIT,	/* wait_transaction_locked(): one is being locked, or is full */
	WAIT_SPACE,	/* __jbd2_log_wait_for_space(): a checkpoint */
	WAIT_BARRIER,	/* somebody keeps all updates out: quota, checkpoint ioctl, freeze */
	WAIT_SWITCH,	/* a reserved handle, while the transaction is being switched */
	WAIT_NONE,	/* what is left: no wait that can be told apart */
	NR_WAITS
};

/* Who starts the handle */
enum journal_origin {
	ORIGIN_FAULT,	/* inside page_mkwrite */
	ORIGIN_OTHER,
	ORIGIN_RESTART,	/* it had one, and goes over to another transaction */
	NR_ORIGINS
};

/* Where a commit is */
enum journal_phase {
	PHASE_BEGIN,	/* until the transaction is locked: log superblock, fast commit */
	PHASE_LOCKED,	/* no new handles; without the wait for the open ones */
	PHASE_HANDLES,	/* waiting for the open ones */
	PHASE_FLUSH,	/* data of ordered mode */
	PHASE_LOG,	/* writing the log, and after it */
	NR_PHASES
};

/* EXT4_HT_* of fs/ext4/ext4_jbd2.h, and room for more; the last is all beyond */
#define JOURNAL_TYPES 16
#define JOURNAL_SLOWEST 16

/* A start; what it waited for longest, and how long for that */
struct journal_event {
	__u64 latency, waited;
	__u32 tid, device, pid, tgid;
	__u32 line;		/* in the file that started it */
	__u32 credits;
	__u8 type, wait, origin;
	char comm[16];
};

/* The slowest of all that were offered; see journal_slowest_slot() */
struct journal_slowest {
	__u64 count;
	__u64 threshold;	/* what is not above it is none of the slowest */
	__u64 least;		/* the one at the threshold, once all places are taken */
	struct journal_event event[JOURNAL_SLOWEST];
};

/*
 * Sums of a CPU.  Programs may preempt each other, but not themselves on the
 * same CPU: therefore each field is written by one program only.
 */
struct journal_type {
	__u64 starts, faults, untimed, latency, credits;
	__u64 restarts, restart_latency;
	__u64 ended, hold, used;	/* used: of the credits */
};

struct journal_latency {
	__u64 hist[HIST_BUCKETS];
	__u64 waits[NR_WAITS];		/* starts that had this wait; NONE: that had no other */
	__u64 time[NR_WAITS];		/* exclusive: the sum is that of the latencies */
};

struct journal_commits {
	__u64 begun, ended, time;
	__u64 phase[NR_PHASES];		/* exclusive: the sum is .time */
	__u64 handles, blocks;		/* in them; of the log */
	__u64 hist[HIST_BUCKETS];
	__u64 wait_hist[HIST_BUCKETS];	/* PHASE_HANDLES */
};

struct journal_totals {
	__u64 begun;			/* starts and restarts */
	__u64 abandoned;		/* begun before this one, never came to an end */
	struct journal_type type[JOURNAL_TYPES];
	struct journal_latency origin[NR_ORIGINS];
	struct journal_commits commits;
};

/*
 * What cannot be had from a difference of two readings: there are two of each,
 * in turn.  One that is not of the epoch counts as empty.
 */
struct journal_peaks {
	__u64 start_epoch, hold_epoch, commit_epoch;
	__u64 start[JOURNAL_TYPES], hold[JOURNAL_TYPES];
	__u64 commit, commit_wait;
	struct journal_slowest slowest;
};

struct journal_cpu {
	struct journal_totals totals;
	struct journal_peaks peaks[2];
};

/**
 * journal_slowest_slot() - where an event of @latency goes.
 * Return: the place, or NULL if it is not among the slowest.
 */
static inline __attribute__((always_inline)) struct journal_event *
journal_slowest_slot(struct journal_slowest *list, __u64 latency)
{
	__u64 place;

	if (latency <= list->threshold)
		return NULL;
	place = list->count < JOURNAL_SLOWEST ? list->count : list->least;
	if (list->count < JOURNAL_SLOWEST)
		list->count++;
	return &list->event[place % JOURNAL_SLOWEST];
}

/** journal_slowest_settle() - when the place is filled in: the threshold rises. */
static inline __attribute__((always_inline)) void
journal_slowest_settle(struct journal_slowest *list)
{
	__u64 least = 0;

	if (list->count < JOURNAL_SLOWEST)
		return;
	for (__u64 i = 1; i < JOURNAL_SLOWEST; i++)
		if (list->event[i].latency < list->event[least % JOURNAL_SLOWEST].latency)
			least = i;
	list->threshold = list->event[least % JOURNAL_SLOWEST].latency;
	list->least = least;
}

#endif
