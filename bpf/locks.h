/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracer of all other locks a fault meets: waits for contended mutexes,
 * semaphores and spinlocks, by name, with who waited and who released.  This is
 * what the kernel side (locks.bpf.c) and ours (bench/trace/locks.c) have in common.
 */
#ifndef FAULTLINE_BPF_LOCKS_H
#define FAULTLINE_BPF_LOCKS_H

#include <linux/types.h>

#include "histogram.h"
#include "who.h"

/* Locks that are known by the object they are in */
#define LOCK_NAMES(NAME) \
	NAME(MMAP,		"mmap_lock") \
	NAME(VMA,		"VMA lock") \
	NAME(INVALIDATE,	"invalidate_lock") \
	NAME(I_RWSEM,		"i_rwsem") \
	NAME(I_MMAP,		"i_mmap_rwsem") \
	NAME(I_DATA,		"i_data_sem") \
	NAME(I_ES,		"i_es_lock") \
	NAME(I_PRIVATE,		"i_private_lock") \
	NAME(I_PAGES,		"i_pages") \
	NAME(J_STATE,		"j_state_lock") \
	NAME(J_LIST,		"j_list_lock") \
	NAME(S_WRITE,		"s_writers (write)") \
	NAME(S_PAGEFAULT,	"s_writers (page fault)") \
	NAME(S_INTERNAL,	"s_writers (internal)")

enum lock_name {
	LOCK_OTHER,		/* named after its symbol, or who takes it */
#define NAME(id, name) LOCK_##id,
	LOCK_NAMES(NAME)
#undef NAME
	NR_LOCKS
};

/* include/trace/events/lock.h */
#define LCB_F_SPIN	(1U << 0)
#define LCB_F_READ	(1U << 1)
#define LCB_F_WRITE	(1U << 2)
#define LCB_F_RT	(1U << 3)
#define LCB_F_PERCPU	(1U << 4)
#define LCB_F_MUTEX	(1U << 5)

/* Waits are added up if all of this is the same */
struct lock_key {
	__u32 name;		/* enum lock_name */
	__u32 flags;		/* LCB_F_*, as the wait began */
	__u64 symbol;		/* address of the lock if it is one of the kernel's variables */
	struct who waiter;
	struct who holder;	/* who released it, or whom that one had waited for */
};

struct lock_row {
	__u64 count, total, max;	/* ns */
};

/* A wait that is over, in case the lock is held still when somebody else waits for it */
struct lock_past {
	__u64 lock, ended;
	struct who holder;
};

#define LOCK_PASTS 4	/* locks that a task holds at a time, and had to wait for */

struct lock_wait {
	__u64 lock;		/* 0: none now */
	__u64 began;
	__u64 passed;		/* of another device than the one that is traced */
	struct lock_key key;
};

struct lock_task {
	struct lock_wait wait;
	__u64 n_pasts;
	struct lock_past past[LOCK_PASTS];
};

/* Spinlocks nest: task, soft interrupt, hard interrupt, NMI */
#define LOCK_SPINS 4

struct lock_cpu {
	__u64 releasing;	/* RELEASE runs here, and is left out for whoever interrupts it */
	__u64 depth;
	struct lock_wait wait[LOCK_SPINS];
};

struct lock_totals {
	__u64 hist[NR_LOCKS][HIST_BUCKETS];	/* of ns */
	__u64 fault_hist[NR_LOCKS][HIST_BUCKETS];	/* likewise, without system calls */
	__u64 begun, ended;	/* ended: or known to be lost */
	__u64 restarted;	/* began once more, as mutexes and rwlocks do */
	__u64 passed;		/* of another device than the one that is traced */
	__u64 lost;		/* a map was full, or the end of a wait was missed */
	__u64 census_begun, census_ended;	/* by hooks that do nothing else */
	__u64 releases_met, releases_missed;	/* while RELEASE ran; of these, wanted ones */
};

#define LOCK_TASKS 16384
#define LOCK_ROWS 16384

#endif
