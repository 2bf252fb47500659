// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folio lock tracer, kernel side.
 *
 * Compilers inline folio_wait_bit_common() into whoever waits, filemap_fault()
 * first of all, so no function stands for a wait.  But all of them sleep in
 * io_schedule() with a wait queue entry on their stack, which says for which
 * folio; wake_page_function() is called through that entry by whoever unlocks,
 * and finish_wait() takes it away.  A lock that is free comes by none of these.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "counters.bpf.h"
#include "filter.bpf.h"
#include "foliolock.h"
#include "syscall.bpf.h"
#include "who.bpf.h"

#define EXT4_SUPER_MAGIC 0xef53
#define MAPPING_FLAGS 3		/* include/linux/page-flags.h: not of a file */

/* How far up the stack a waiter's wait queue entry is looked for, in words */
#define CHUNK 16
#define CHUNKS 8

/* From kallsyms; 0 and an empty range: this kernel does not have it */
const volatile __u64 wake_function;
const volatile __u64 mkwrite_begin, mkwrite_end;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FOLIOLOCK_SLEEPS);
	__type(key, __u64);
	__type(value, struct foliolock_sleep);
} sleeps SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, FOLIOLOCK_ROWS);
	__type(key, struct foliolock_key);
	__type(value, struct foliolock_row);
} rows SEC(".maps");

/* What the running task did last, in case somebody waits for its folio */
struct past {
	__u64 folio;		/* it slept for, and got */
	__u64 got;		/* when */
	struct who holder;	/* who had it before */
	__u64 handle_began;	/* waited for a handle */
	__u64 handle_ended;	/* 0: it still does */
	__u64 handle_locked;	/* with a folio locked */
	__u32 handle_device;
	__u32 handle_tid;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct past);
} pasts SEC(".maps");

/* Transactions that wait for their last handle to be stopped */
struct locking {
	__u64 began;
	__u64 task;		/* that commits */
	__u64 open;		/* handles, as it began */
	__u64 delayed;		/* by a handle that was held for a folio */
	__u64 inode;		/* of that folio */
	struct who holder;	/* of that handle */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, __u64);
	__type(value, struct locking);
} locked SEC(".maps");

/* Of a transaction, or of the last one */
enum actor_role { ACTOR_ASKED, ACTOR_COMMITTED, ACTOR_STOPPED };

struct actor_key {
	__u32 device;
	__u32 tid;		/* 0: of any */
	__u32 role;
};

/* Who asked for a commit that has not begun; who makes it; who stopped its last handle */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 256);
	__type(key, struct actor_key);
	__type(value, struct who);
} actors SEC(".maps");

/* Commits that wait for handles; without any nobody is asked who stops one */
__u64 waiting;

struct foliolock_totals totals;

char _license[] SEC("license") = "GPL";

/* A wait that took @ns; @one: the rest of what its row says */
static __noinline int account(struct foliolock_key *key, struct foliolock_row *one, __u64 ns)
{
	struct foliolock_row *row;
	struct foliolock_sum *sum;
	__u32 bucket;

	if (key->wait >= NR_FOLIOLOCK_WAITS)
		return 0;
	sum = &totals.sum[key->wait];
	count(&sum->count);
	__sync_fetch_and_add(&sum->total, ns);
	raise(&sum->max, ns);
	bucket = hist_index(ns);
	barrier_var(bucket);	/* the verifier is to see the very register that is compared */
	if (bucket < HIST_BUCKETS) {
		count(&sum->hist[bucket]);
		if (!in_syscall())
			count(&sum->fault_hist[bucket]);
	}
	row = bpf_map_lookup_elem(&rows, key);
	if (!row) {
		bpf_map_update_elem(&rows, key, one, BPF_NOEXIST);
		row = bpf_map_lookup_elem(&rows, key);
	}
	if (!row) {
		count(&totals.lost);
		return 0;
	}
	count(&row->count);
	__sync_fetch_and_add(&row->total, ns);
	if (raise(&row->max, ns)) {
		row->index = one->index;
		row->tid = one->tid;
	}
	return 0;
}

/* Until 6.18 */
union dentry_u___old {
	struct hlist_node d_alias;
} __attribute__((preserve_access_index));

struct dentry___old {
	union dentry_u___old d_u;
} __attribute__((preserve_access_index));

static __always_inline void read_name(struct inode *inode, char *name)
{
	const void *alias = BPF_CORE_READ(inode, i_dentry.first);
	const struct dentry *dentry;

	if (!alias)
		return;
	if (bpf_core_field_exists(struct dentry, d_alias))
		dentry = container_of(alias, struct dentry, d_alias);
	else
		dentry = (void *)container_of(alias, struct dentry___old, d_u);
	bpf_probe_read_kernel_str(name, FOLIOLOCK_NAME, BPF_CORE_READ(dentry, d_name.name));
}

/* Return: is it to be traced, as far as the folio tells? */
static __always_inline bool identify(struct foliolock_sleep *sleep)
{
	struct folio *folio = (struct folio *)sleep->folio;
	__u64 mapping = (__u64)BPF_CORE_READ(folio, mapping);
	struct inode *inode;

	sleep->row.index = BPF_CORE_READ(folio, index);
	if (!mapping || mapping & MAPPING_FLAGS)
		return !only_dev;
	inode = BPF_CORE_READ((struct address_space *)mapping, host);
	sleep->key.device = BPF_CORE_READ(inode, i_sb, s_dev);
	if (only_dev && only_dev != sleep->key.device)
		return false;
	sleep->key.inode = BPF_CORE_READ(inode, i_ino);
	read_name(inode, sleep->row.name);
	return true;
}

static __always_inline __u32 what_bit(int bit)
{
	if (bit == (int)bpf_core_enum_value(enum pageflags, PG_locked))
		return FOLIO_LOCKED;
	if (bit == (int)bpf_core_enum_value(enum pageflags, PG_writeback))
		return FOLIO_WRITEBACK;
	return FOLIO_OTHER;
}

/* Others than ext4 keep other things in journal_info */
static __always_inline void open_handle(struct foliolock_sleep *sleep)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct jbd2_journal_handle *handle = BPF_CORE_READ(task, journal_info);
	struct transaction_s *transaction;
	struct super_block *sb;

	if (!handle)
		return;
	transaction = BPF_CORE_READ(handle, h_transaction);
	sb = BPF_CORE_READ(transaction, t_journal, j_private);
	if (!sb || BPF_CORE_READ(sb, s_magic) != EXT4_SUPER_MAGIC)
		return;
	sleep->transaction = (__u64)transaction;
	sleep->row.tid = BPF_CORE_READ(transaction, t_tid);
}

static __always_inline struct wait_page_queue *queue_of(const void *entry)
{
	return container_of(entry, struct wait_page_queue, wait);
}

/* The program's context lies on the stack of the task, right below its caller's frame */
static __noinline __u64 find_entry(void *ctx)
{
	__u64 chunk[CHUNK], task = bpf_get_current_task();

	for (int c = 0; c < CHUNKS; c++) {
		if (bpf_probe_read_kernel(chunk, sizeof(chunk), ctx + c * sizeof(chunk)))
			return 0;
		for (int i = 0; i < CHUNK; i++) {
			struct wait_queue_entry *entry;

			if (chunk[i] != wake_function)
				continue;
			entry = container_of(ctx + c * sizeof(chunk) + i * sizeof(chunk[0]),
					     struct wait_queue_entry, func);
			if ((__u64)BPF_CORE_READ(entry, private) == task)
				return (__u64)entry;
		}
	}
	return 0;
}

/* The commit cannot go on before the handle is stopped */
static __always_inline void delay_commit(const struct foliolock_sleep *sleep, __u64 now)
{
	struct locking *commit = bpf_map_lookup_elem(&locked, &sleep->transaction);
	__u64 began = sleep->began;

	if (!commit)
		return;
	if (began < commit->began)
		began = commit->began;
	if (raise(&commit->delayed, now - began)) {
		commit->inode = sleep->key.inode;
		commit->holder = sleep->key.waiter;
	}
}

static __always_inline void account_sleep(struct foliolock_sleep *sleep, __u64 now)
{
	__u64 slept = now - sleep->began;

	account(&sleep->key, &sleep->row, slept);
	if (sleep->key.wait != FOLIO_LOCKED)
		return;
	if (sleep->transaction) {
		delay_commit(sleep, now);
		sleep->key.wait = HAZARD_FOLIO;
		account(&sleep->key, &sleep->row, slept);
	}
	if (sleep->victim) {
		sleep->key.wait = HAZARD_HANDLE_VICTIM;
		account(&sleep->key, &sleep->row, sleep->victim);
	}
}

static __always_inline void remember_lock(const struct foliolock_sleep *sleep, __u64 now)
{
	struct past *past = bpf_task_storage_get(&pasts, bpf_get_current_task_btf(), NULL,
						 BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!past)
		return;
	past->folio = sleep->folio;
	past->got = now;
	past->holder = sleep->key.holder;
}

/* In this order they are attached: a wait whose beginning is seen, its end is as well */
SEC("fentry/finish_wait")
int BPF_PROG(SLEEP_end, void *head, struct wait_queue_entry *entry)
{
	__u64 task = bpf_get_current_task(), now;
	struct foliolock_sleep *sleep;

	if ((__u64)entry->func != wake_function)
		return 0;
	now = bpf_ktime_get_ns();
	sleep = bpf_map_lookup_elem(&sleeps, &task);
	if (!sleep || sleep->entry != (__u64)entry) {
		if (wanted_task() && !only_dev)
			count(&totals.unslept);
		return 0;
	}
	/* Who waits for writeback, or only until the folio is unlocked, has got no lock */
	if (sleep->key.wait == FOLIO_LOCKED && entry->flags & WQ_FLAG_EXCLUSIVE)
		remember_lock(sleep, now);
	who_am_i(ctx, &sleep->key.waiter);
	account_sleep(sleep, now);
	bpf_map_delete_elem(&sleeps, &task);
	count(&totals.ended);
	return 0;
}

/*
 * Whoever unlocks may have got the lock from somebody who had it for longer:
 * of a queue of waiters all wait for the first, not for the one before them.
 */
static __always_inline void blame(void *ctx, struct foliolock_sleep *sleep, const struct past *past,
				  __u64 now)
{
	__u64 since = sleep->woken, held = now - since;
	bool inherited = false;

	sleep->woken = now;
	if (past && past->folio == sleep->folio && past->got > since) {
		held = now - past->got;
		if (past->got - since > held) {
			held = past->got - since;
			inherited = true;
		}
	}
	if (held < sleep->blamed)
		return;
	sleep->blamed = held;
	if (inherited)
		sleep->key.holder = past->holder;
	else
		who_am_i(ctx, &sleep->key.holder);
}

/*
 * Whoever unlocks has had the folio since @woken at the most, when somebody else unlocked it: what
 * it waited for before that it did with another folio locked.  A waiter may be woken by several,
 * one after the other.
 */
static __always_inline void blame_handle(struct foliolock_sleep *sleep, const struct past *past,
					 __u64 woken)
{
	__u64 began = woken;

	if (past->folio == sleep->folio && past->got > began)
		began = past->got;
	if (!past->handle_locked || past->handle_ended <= began ||
	    past->handle_device != sleep->key.device)
		return;
	if (began < past->handle_began)
		began = past->handle_began;
	sleep->victim += past->handle_ended - began;
	sleep->row.tid = past->handle_tid;
}

SEC("fentry/wake_page_function")
int BPF_PROG(SLEEP_wake, struct wait_queue_entry *entry, unsigned int mode, int sync,
	     struct wait_page_key *key)
{
	__u64 task = (__u64)entry->private, woken;
	struct past *past = NULL;
	struct foliolock_sleep *sleep;

	sleep = bpf_map_lookup_elem(&sleeps, &task);
	if (!sleep || sleep->entry != (__u64)entry)
		return 0;
	woken = sleep->woken;
	/* Folios share queues */
	if (sleep->folio != (__u64)BPF_CORE_READ(key, folio) ||
	    sleep->key.wait != what_bit(BPF_CORE_READ(key, bit_nr)))
		return 0;
	if (!in_interrupt())
		past = bpf_task_storage_get(&pasts, bpf_get_current_task_btf(), NULL, 0);
	blame(ctx, sleep, past, bpf_ktime_get_ns());
	if (past && sleep->key.wait == FOLIO_LOCKED)
		blame_handle(sleep, past, woken);
	return 0;
}

SEC("fentry/io_schedule")
int SLEEP_begin(void *ctx)
{
	__u64 task = bpf_get_current_task();
	struct foliolock_sleep *old, sleep = {};
	struct wait_page_queue *queue;

	if (!wanted_task())
		return 0;
	sleep.entry = find_entry(ctx);
	if (!sleep.entry)
		return 0;
	queue = queue_of((void *)sleep.entry);
	sleep.folio = (__u64)BPF_CORE_READ(queue, folio);
	old = bpf_map_lookup_elem(&sleeps, &task);
	if (old && old->entry == sleep.entry && old->folio == sleep.folio)
		return 0;	/* was woken, but another one was faster */
	if (!identify(&sleep))
		return 0;
	sleep.key.wait = what_bit(BPF_CORE_READ(queue, bit_nr));
	open_handle(&sleep);
	sleep.began = sleep.woken = bpf_ktime_get_ns();
	count(&totals.begun);
	/* Of an old one the end was missed: it is lost, and so no longer in flight */
	if (bpf_map_update_elem(&sleeps, &task, &sleep, BPF_ANY) || old) {
		count(&totals.lost);
		count(&totals.ended);
	}
	return 0;
}

static __noinline bool in_page_mkwrite(void *ctx)
{
	struct stack stack = {};

	bpf_get_stack(ctx, &stack, sizeof(stack), 0);
	for (int i = 0; i < STACK_DEPTH; i++)
		if (stack.ip[i] >= mkwrite_begin && stack.ip[i] < mkwrite_end)
			return true;
	return false;
}

static __always_inline __u32 device_of(const struct journal_s *journal)
{
	const struct super_block *sb = BPF_CORE_READ(journal, j_private);

	return BPF_CORE_READ(sb, s_dev);
}

static __always_inline void remember_actor(void *ctx, const struct actor_key *key)
{
	struct who who;

	who_am_i(ctx, &who);
	if (bpf_map_update_elem(&actors, key, &who, BPF_ANY))
		count(&totals.lost);
}

/* Return: is it known? */
static __always_inline bool recall_actor(const struct actor_key *key, struct who *who)
{
	const struct who *actor = bpf_map_lookup_elem(&actors, key);

	if (!actor)
		return false;
	*who = *actor;
	return true;
}

static __always_inline int begin_handle_wait(void *ctx, __u32 device, __u32 tid)
{
	struct past *past;

	if (!wanted_task() || (only_dev && only_dev != device))
		return 0;
	count(&totals.handle_begun);
	past = bpf_task_storage_get(&pasts, bpf_get_current_task_btf(), NULL,
				    BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!past) {
		count(&totals.lost);
		return 0;
	}
	/* iomap_page_mkwrite() has the folio locked in all that it calls */
	past->handle_locked = in_page_mkwrite(ctx);
	past->handle_device = device;
	past->handle_tid = tid;
	past->handle_ended = 0;
	past->handle_began = bpf_ktime_get_ns();
	return 0;
}

/* Who holds the log's space is not known: it is whoever is slow to write back */
static __always_inline int end_handle_wait(void *ctx, enum foliolock_wait wait)
{
	struct past *past = bpf_task_storage_get(&pasts, bpf_get_current_task_btf(), NULL, 0);
	struct foliolock_key key = { .wait = wait };
	struct foliolock_row row = {};
	__u64 waited;

	if (!past || !past->handle_began || past->handle_ended)
		return 0;
	past->handle_ended = bpf_ktime_get_ns();
	waited = past->handle_ended - past->handle_began;
	key.device = past->handle_device;
	row.tid = past->handle_tid;
	who_am_i(ctx, &key.waiter);
	if (wait == HANDLE_COMMIT)
		recall_actor(&(struct actor_key){ key.device, 0, ACTOR_COMMITTED }, &key.holder);
	account(&key, &row, waited);
	if (past->handle_locked) {
		key.wait = HAZARD_HANDLE;
		account(&key, &row, waited);
	}
	count(&totals.handle_ended);
	return 0;
}

SEC("fexit/wait_transaction_locked")
int HANDLE_COMMIT_end(void *ctx)
{
	return end_handle_wait(ctx, HANDLE_COMMIT);
}

SEC("fentry/wait_transaction_locked")
int BPF_PROG(HANDLE_COMMIT_begin, struct journal_s *journal)
{
	return begin_handle_wait(ctx, device_of(journal),
				 BPF_CORE_READ(journal, j_running_transaction, t_tid));
}

SEC("fexit/__jbd2_log_wait_for_space")
int HANDLE_SPACE_end(void *ctx)
{
	return end_handle_wait(ctx, HANDLE_SPACE);
}

SEC("fentry/__jbd2_log_wait_for_space")
int BPF_PROG(HANDLE_SPACE_begin, struct journal_s *journal)
{
	return begin_handle_wait(ctx, device_of(journal),
				 BPF_CORE_READ(journal, j_running_transaction, t_tid));
}

/* XFS has transactions of a task instead, which reserve their part of the log as they start */
SEC("tp_btf/xfs_log_grant_wake")
int XFS_SPACE_end(void *ctx)
{
	return end_handle_wait(ctx, HANDLE_SPACE);
}

SEC("tp_btf/xfs_log_grant_sleep")
int BPF_PROG(XFS_SPACE_begin, struct xlog *log)
{
	return log ? begin_handle_wait(ctx, BPF_CORE_READ(log, l_mp, m_super, s_dev), 0) : 0;
}

/* The locking phase of a commit: no handle may start, and all have to be stopped */
SEC("tp_btf/jbd2_commit_flushing")
int BPF_PROG(COMMIT_flushing, struct journal_s *journal, struct transaction_s *transaction)
{
	__u64 id = (__u64)transaction;
	struct locking *commit = bpf_map_lookup_elem(&locked, &id);
	struct foliolock_key key = { .wait = HAZARD_FOLIO_COMMIT };
	struct foliolock_row row = {};

	/* To some verifiers a tracepoint's arguments may be NULL */
	if (!commit || !journal || !transaction)
		return 0;
	count(&totals.commits);
	if (commit->delayed) {
		key.device = device_of(journal);
		key.inode = commit->inode;
		key.holder = commit->holder;
		row.tid = BPF_CORE_READ(transaction, t_tid);
		who_am_i(ctx, &key.waiter);
		account(&key, &row, commit->delayed);
	}
	bpf_map_delete_elem(&locked, &id);
	return 0;
}

/* A barrier waits there as well: that is no commit */
SEC("fexit/jbd2_journal_wait_updates")
int BPF_PROG(COMMIT_locked, struct journal_s *journal)
{
	__u64 id = (__u64)BPF_CORE_READ(journal, j_running_transaction);
	struct locking *commit = bpf_map_lookup_elem(&locked, &id);
	struct foliolock_key key = { .wait = COMMIT_HANDLES };
	struct foliolock_row row = {};
	struct actor_key stopped;

	if (!commit || !commit->open || commit->task != bpf_get_current_task())
		return 0;
	__sync_fetch_and_add(&waiting, -1);
	key.device = device_of(journal);
	row.tid = BPF_CORE_READ((struct transaction_s *)id, t_tid);
	who_am_i(ctx, &key.waiter);
	stopped = (struct actor_key){ key.device, row.tid, ACTOR_STOPPED };
	recall_actor(&stopped, &key.holder);
	bpf_map_delete_elem(&actors, &stopped);
	account(&key, &row, bpf_ktime_get_ns() - commit->began);
	return 0;
}

/* The owner of a handle that a commit waits for: nearly all handles are none */
static __always_inline int stop_handle(void *ctx, __u32 device, __u32 tid)
{
	const struct actor_key stopped = { device, tid, ACTOR_STOPPED };

	if (bpf_map_lookup_elem(&actors, &stopped))
		remember_actor(ctx, &stopped);
	return 0;
}

static __always_inline bool anybody_waits(void)
{
	return *(volatile __u64 *)&waiting;
}

SEC("tp_btf/jbd2_handle_stats")
int BPF_PROG(COMMIT_stop, __u32 device, __u32 tid)
{
	return anybody_waits() ? stop_handle(ctx, device, tid) : 0;
}

SEC("fentry/jbd2__journal_restart")
int BPF_PROG(COMMIT_restart, struct jbd2_journal_handle *handle)
{
	struct transaction_s *transaction = handle->h_transaction;

	if (!anybody_waits() || !transaction)
		return 0;
	return stop_handle(ctx, device_of(BPF_CORE_READ(transaction, t_journal)),
			   BPF_CORE_READ(transaction, t_tid));
}

/* If nobody has asked for it, jbd2 itself found that the transaction was old enough */
static __always_inline void account_commit(void *ctx, const struct transaction_s *transaction,
					   __u32 device)
{
	struct foliolock_key key = { .wait = COMMIT, .device = device };
	struct foliolock_row row = { .tid = BPF_CORE_READ(transaction, t_tid) };
	const struct actor_key asked = { device, row.tid, ACTOR_ASKED };

	if (recall_actor(&asked, &key.holder))
		bpf_map_delete_elem(&actors, &asked);
	else if (!BPF_CORE_READ(transaction, t_requested))
		who_am_i(ctx, &key.holder);
	account(&key, &row, 0);
}

/* From here on no handle starts, so those that are open are all that it waits for */
static __always_inline void expect_stops(const struct transaction_s *transaction, __u32 device)
{
	const struct actor_key stopped = { device, BPF_CORE_READ(transaction, t_tid),
					   ACTOR_STOPPED };
	const struct who nobody = {};

	bpf_map_update_elem(&actors, &stopped, &nobody, BPF_ANY);
	count(&waiting);
}

SEC("tp_btf/jbd2_commit_locking")
int BPF_PROG(COMMIT_locking, struct journal_s *journal, struct transaction_s *transaction)
{
	struct locking commit = { .began = bpf_ktime_get_ns(), .task = bpf_get_current_task() };
	__u64 id = (__u64)transaction;
	__u32 device;

	if (!journal || !transaction)
		return 0;
	device = device_of(journal);
	if (only_dev && only_dev != device)
		return 0;
	account_commit(ctx, transaction, device);
	remember_actor(ctx, &(struct actor_key){ device, 0, ACTOR_COMMITTED });
	commit.open = BPF_CORE_READ(transaction, t_updates.counter);
	if (bpf_map_update_elem(&locked, &id, &commit, BPF_ANY))
		count(&totals.lost);
	else if (commit.open)
		expect_stops(transaction, device);
	return 0;
}

SEC("fexit/__jbd2_log_start_commit")
int BPF_PROG(COMMIT_asked, struct journal_s *journal, __u32 tid, int is_new)
{
	__u32 device = device_of(journal);

	if (is_new && (!only_dev || only_dev == device))
		remember_actor(ctx, &(struct actor_key){ device, tid, ACTOR_ASKED });
	return 0;
}
