/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Locks that a fault can be made to hold longer.  This is what the kernel side
 * (delay.bpf.c) and ours (bench/trace/delay.c) have in common.
 */
#ifndef FAULTLINE_BPF_DELAY_H
#define FAULTLINE_BPF_DELAY_H

#include <linux/types.h>

/*
 * The names are those that the tracers give to waits.  SLEEPS: who waits for it sleeps;
 * SPINS: whole CPUs do, so a delay of it has to be shorter.
 */
#define DELAY_LOCKS(LOCK) \
	LOCK(MMAP,		"mmap_lock",		SLEEPS) \
	LOCK(VMA,		"VMA lock",		SLEEPS) \
	LOCK(INVALIDATE,	"invalidate_lock",	SLEEPS) \
	LOCK(FOLIO,		"folio lock",		SLEEPS) \
	LOCK(HANDLE,		"handle",		SLEEPS) \
	LOCK(I_DATA,		"i_data_sem",		SLEEPS) \
	LOCK(I_ES,		"i_es_lock",		SPINS) \
	LOCK(J_STATE,		"j_state_lock",		SPINS)

enum delay_lock {
#define LOCK(id, name, kind) DELAY_##id,
	DELAY_LOCKS(LOCK)
#undef LOCK
	NR_DELAY_LOCKS
};

/*
 * Functions that run while a lock is held, at whose entry it is held longer.  ALWAYS: in each
 * call of it; UNDER_VMA, UNDER_MMAP: by which of the two the fault is protected; OUTERMOST:
 * where a handle ends, and not one inside it.
 */
#define DELAY_HOOKS(HOOK) \
	HOOK(MMAP,		do_page_mkwrite,		UNDER_MMAP) \
	HOOK(VMA,		do_page_mkwrite,		UNDER_VMA) \
	/* ext4's buffer heads, and then iomap's callers; before either locks the folio */ \
	HOOK(INVALIDATE,	ext4_convert_inline_data,	ALWAYS) \
	HOOK(INVALIDATE,	iomap_page_mkwrite,		ALWAYS) \
	/* the last that every page_mkwrite does */ \
	HOOK(FOLIO,		folio_wait_stable,		ALWAYS) \
	HOOK(HANDLE,		jbd2_journal_stop,		OUTERMOST) \
	/* held to read, to allocate, and to reserve */ \
	HOOK(I_DATA,		ext4_map_query_blocks,		ALWAYS) \
	HOOK(I_DATA,		ext4_map_create_blocks,		ALWAYS) \
	HOOK(I_DATA,		ext4_da_reserve_space,		ALWAYS) \
	/* before an extent is inserted; nothing is called while one is looked up */ \
	HOOK(I_ES,		__es_remove_extent,		ALWAYS) \
	HOOK(J_STATE,		add_transaction_credits,	ALWAYS)

/* How long: one of the two is 0 */
struct delay_length {
	__u64 ns;
	__u64 rounds;		/* of a loop that does nothing */
};

struct delay_sum {
	__u64 times, total;	/* ns (insn under icount), from the first to the last clock reading */
};

/* What a run of MEASURE is given, and gives */
struct delay_measure {
	__u64 rounds, elapsed;
};

#define DELAY_TIDS (1 << 22)		/* PID_MAX_LIMIT */
#define DELAY_ROUNDS (1 << 23)		/* BPF_MAX_LOOPS; each takes some ns */

#endif
