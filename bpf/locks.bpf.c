// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracer of contended locks, kernel side.
 *
 * The record of a wait for a lock that sleeps is the task's, that of one that
 * spins the CPU's: it nests inside the other, and in interrupts.  All that
 * takes time is done when a wait begins, as at its end the lock is held.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "counters.bpf.h"
#include "filter.bpf.h"
#include "locks.h"
#include "syscall.bpf.h"
#include "who.bpf.h"

#define EXT4_SUPER_MAGIC 0xef53

/* The kernel's variables, from kallsyms */
const volatile __u64 kernel_begin, kernel_end;

/* Of a task; stays until that ends, so that the next wait needs no lock of ours */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LOCK_TASKS);
	__type(key, __u64);
	__type(value, struct lock_task);
} tasks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lock_cpu);
} cpus SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, LOCK_ROWS);
	__type(key, struct lock_key);
	__type(value, struct lock_row);
} rows SEC(".maps");

/* The last time that a lock was released to somebody who waited */
struct release {
	__u64 waiters;		/* that are traced; without any nothing is remembered */
	__u64 lock;		/* or RELEASE_BUSY */
	__u64 at;
	__u64 got;		/* when who released it had got it, after a wait; 0: without */
	struct who holder;
	struct who before;	/* whom that one had waited for */
};

#define RELEASES_SHIFT 12
#define RELEASE_BUSY 1

/*
 * By a hash of the lock's address.  Not a hash table: its locks are contended
 * themselves, which these programs then would be called for, and left out.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << RELEASES_SHIFT);
	__type(key, __u32);
	__type(value, struct release);
} releases SEC(".maps");

struct lock_totals totals;

/* For the hash; too large for the stack.  Stays as it is */
struct lock_task nobody;

char _license[] SEC("license") = "GPL";

static __noinline int account(struct lock_key *key, __u64 ns)
{
	struct lock_row none = {}, *row;
	__u32 name = key->name, bucket = hist_index(ns);

	/* The verifier is to see the very registers that are compared */
	barrier_var(name);
	barrier_var(bucket);
	if (name < NR_LOCKS && bucket < HIST_BUCKETS) {
		count(&totals.hist[name][bucket]);
		if (!in_syscall())
			count(&totals.fault_hist[name][bucket]);
	}
	row = bpf_map_lookup_elem(&rows, key);
	if (!row) {
		bpf_map_update_elem(&rows, key, &none, BPF_NOEXIST);
		row = bpf_map_lookup_elem(&rows, key);
	}
	if (!row) {
		count(&totals.lost);
		return 0;
	}
	count(&row->count);
	__sync_fetch_and_add(&row->total, ns);
	raise(&row->max, ns);
	return 0;
}

/*
 * A lock is known by the object it is in: take it for the member of one, and
 * see whether what that object points to points back to it.
 */
#define OBJECT(lock, type, member) ((const type *)container_of(lock, type, member))

static __always_inline const struct super_block *sb_of_mapping(const struct address_space *mapping)
{
	const struct inode *inode = BPF_CORE_READ(mapping, host);

	if (!inode || BPF_CORE_READ(inode, i_mapping) != mapping)
		return NULL;
	return BPF_CORE_READ(inode, i_sb);
}

static __always_inline const struct super_block *sb_of_inode(const struct inode *inode)
{
	const struct address_space *mapping = BPF_CORE_READ(inode, i_mapping);

	if (!mapping || BPF_CORE_READ(mapping, host) != inode)
		return NULL;
	return BPF_CORE_READ(inode, i_sb);
}

static __always_inline const struct super_block *sb_of_ext4(const struct ext4_inode_info *ei)
{
	const void *inode = (const void *)ei + offsetof(struct ext4_inode_info, vfs_inode);
	const struct super_block *sb = sb_of_inode(inode);

	return sb && BPF_CORE_READ(sb, s_magic) == EXT4_SUPER_MAGIC ? sb : NULL;
}

static __always_inline const struct super_block *sb_of_journal(const struct journal_s *journal)
{
	const struct super_block *sb = BPF_CORE_READ(journal, j_private);
	const struct ext4_sb_info *info;

	if (!sb || BPF_CORE_READ(sb, s_magic) != EXT4_SUPER_MAGIC)
		return NULL;
	info = BPF_CORE_READ(sb, s_fs_info);
	return BPF_CORE_READ(info, s_journal) == journal ? sb : NULL;
}

static __always_inline const struct super_block *checked_sb(const struct super_block *sb)
{
	return BPF_CORE_READ(sb, s_root, d_sb) == sb ? sb : NULL;
}

#define TRY(found, id) do {		\
	const struct super_block *s = (found);	\
	if (s) {			\
		*sb = s;		\
		return LOCK_##id;	\
	}				\
} while (0)

static __always_inline __u32 name_rwsem(const void *lock, const struct super_block **sb)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	const struct mm_struct *mm = BPF_CORE_READ(task, mm);

	if (mm && OBJECT(lock, struct mm_struct, mmap_lock) == mm)
		return LOCK_MMAP;
	TRY(sb_of_mapping(OBJECT(lock, struct address_space, invalidate_lock)), INVALIDATE);
	TRY(sb_of_mapping(OBJECT(lock, struct address_space, i_mmap_rwsem)), I_MMAP);
	TRY(sb_of_inode(OBJECT(lock, struct inode, i_rwsem)), I_RWSEM);
	if (bpf_core_field_exists(struct ext4_inode_info, i_data_sem))
		TRY(sb_of_ext4(OBJECT(lock, struct ext4_inode_info, i_data_sem)), I_DATA);
	return LOCK_OTHER;
}

static __always_inline __u32 name_rwlock(const void *lock, const struct super_block **sb)
{
	if (bpf_core_field_exists(struct ext4_inode_info, i_es_lock))
		TRY(sb_of_ext4(OBJECT(lock, struct ext4_inode_info, i_es_lock)), I_ES);
	if (bpf_core_field_exists(struct journal_s, j_state_lock))
		TRY(sb_of_journal(OBJECT(lock, struct journal_s, j_state_lock)), J_STATE);
	return LOCK_OTHER;
}

static __always_inline __u32 name_spinlock(const void *lock, const struct super_block **sb)
{
	/* private_lock before 6.8 */
	if (bpf_core_field_exists(struct address_space, i_private_lock))
		TRY(sb_of_mapping(OBJECT(lock, struct address_space, i_private_lock)), I_PRIVATE);
	/* The xarray's lock is its first member */
	TRY(sb_of_mapping(OBJECT(lock, struct address_space, i_pages)), I_PAGES);
	if (bpf_core_field_exists(struct journal_s, j_list_lock))
		TRY(sb_of_journal(OBJECT(lock, struct journal_s, j_list_lock)), J_LIST);
	return LOCK_OTHER;
}

static __always_inline __u32 name_percpu(const void *lock, const struct super_block **sb)
{
	const void *writers = lock - offsetof(struct super_block, s_writers) -
			      offsetof(struct sb_writers, rw_sem);
	__u64 size = bpf_core_type_size(struct percpu_rw_semaphore);

	TRY(checked_sb(writers), S_WRITE);
	TRY(checked_sb(writers - size), S_PAGEFAULT);
	TRY(checked_sb(writers - 2 * size), S_INTERNAL);
	return LOCK_OTHER;
}

/* Locks whose filesystem is not known pass a filter for devices: any may be met in a fault */
static __noinline bool name_lock(const void *lock, struct lock_key *key)
{
	const struct super_block *sb = NULL;
	__u32 flags = key->flags;

	if (key->name != LOCK_OTHER)
		return true;
	if ((__u64)lock >= kernel_begin && (__u64)lock < kernel_end) {
		key->symbol = (__u64)lock;
		return true;
	}
	if (flags & LCB_F_PERCPU)
		key->name = name_percpu(lock, &sb);
	else if (flags & LCB_F_SPIN && flags & (LCB_F_READ | LCB_F_WRITE))
		key->name = name_rwlock(lock, &sb);
	else if (flags & (LCB_F_READ | LCB_F_WRITE))
		key->name = name_rwsem(lock, &sb);
	else if (flags & LCB_F_SPIN)
		key->name = name_spinlock(lock, &sb);
	return !only_dev || !sb || BPF_CORE_READ(sb, s_dev) == only_dev;
}

static __always_inline bool wanted_waiter(void)
{
	if (in_interrupt())
		return !only_tgid && !only_cgroup;
	return wanted_task();
}

/* Return: is it to be traced? */
static __always_inline bool begin_wait(void *ctx, struct lock_wait *wait, void *lock,
				       __u32 flags, __u32 name)
{
	__builtin_memset(&wait->key, 0, sizeof(wait->key));
	wait->key.flags = flags;
	wait->key.name = name;
	wait->passed = !name_lock(lock, &wait->key);
	if (wait->passed) {
		count(&totals.passed);
		return false;
	}
	who_am_i(ctx, &wait->key.waiter);
	wait->began = bpf_ktime_get_ns();
	wait->lock = (__u64)lock;
	count(&totals.begun);
	return true;
}

static __always_inline void end_wait(struct lock_wait *wait, __u64 now)
{
	account(&wait->key, now - wait->began);
	wait->lock = 0;
	count(&totals.ended);
}

static __always_inline struct lock_cpu *this_cpu(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&cpus, &zero);
}

/* Those who wait for an rwlock queue up behind a spinlock that is part of it */
static __always_inline bool same_rwlock(const struct lock_cpu *cpu, void *lock)
{
	__u64 top = cpu->depth - 1;

	return top < LOCK_SPINS && cpu->wait[top].key.flags & (LCB_F_READ | LCB_F_WRITE) &&
	       (__u64)lock - cpu->wait[top].lock < bpf_core_type_size(struct qrwlock);
}

/* The ends of all that this CPU waits for were missed: lost, and so no longer in flight */
static __always_inline void lose_spins(struct lock_cpu *cpu)
{
	for (__u64 i = 0; i < LOCK_SPINS; i++)
		if (i < cpu->depth && !cpu->wait[i].passed)
			count(&totals.ended);
	__sync_fetch_and_add(&totals.lost, cpu->depth);
	cpu->depth = 0;
}

static __always_inline int begin_spin(void *ctx, void *lock, __u32 flags)
{
	struct lock_cpu *cpu = this_cpu();
	__u64 depth;

	if (!cpu)
		return 0;
	if (same_rwlock(cpu, lock)) {
		count(&totals.restarted);
		return 0;
	}
	/* A task spins with preemption off: below it is only what was lost */
	if (cpu->depth && interrupt_mask && !in_interrupt())
		lose_spins(cpu);
	depth = cpu->depth;
	if (depth >= LOCK_SPINS) {
		count(&totals.lost);
		return 0;
	}
	/* An interrupt that comes now takes the next slot, and gives it back */
	cpu->depth = depth + 1;
	/* Known even if it is passed: a spinlock that is part of it is to be, too */
	begin_wait(ctx, &cpu->wait[depth], lock, flags, LOCK_OTHER);
	cpu->wait[depth].lock = (__u64)lock;
	return 0;
}

/* Return: what spins here for this lock, NULL: nothing */
static __always_inline struct lock_wait *spins_for(struct lock_cpu *cpu, void *lock)
{
	__u64 top;

	if (!cpu || !cpu->depth)
		return NULL;
	top = cpu->depth - 1;
	if (top >= LOCK_SPINS || cpu->wait[top].lock != (__u64)lock)
		return NULL;
	return &cpu->wait[top];
}

/* Return: what this task waits for, if it is this lock; NULL: it is not */
static __always_inline struct lock_task *sleeps_for(void *lock)
{
	__u64 task = bpf_get_current_task();
	struct lock_task *waiter = bpf_map_lookup_elem(&tasks, &task);

	return waiter && waiter->wait.lock == (__u64)lock ? waiter : NULL;
}

static __always_inline struct lock_task *this_task(void)
{
	__u64 task = bpf_get_current_task();
	struct lock_task *waiter = bpf_map_lookup_elem(&tasks, &task);

	if (!waiter) {
		bpf_map_update_elem(&tasks, &task, &nobody, BPF_NOEXIST);
		waiter = bpf_map_lookup_elem(&tasks, &task);
	}
	return waiter;
}

/* The verifier lets nobody hash a pointer */
static __always_inline __u64 number_of(void *address)
{
	__u64 number;

	bpf_probe_read_kernel(&number, sizeof(number), &address);
	return number;
}

static __always_inline struct release *release_of(__u64 lock)
{
	__u32 slot = (lock * 0x9e3779b97f4a7c15) >> (64 - RELEASES_SHIFT);

	return bpf_map_lookup_elem(&releases, &slot);
}

static __always_inline void add_waiters(__u64 lock, __s64 n)
{
	struct release *release = release_of(lock);

	if (release)
		__sync_fetch_and_add(&release->waiters, n);
}

static __always_inline int begin_sleep(void *ctx, void *lock, __u32 flags, __u32 name)
{
	struct lock_task *waiter = this_task();

	if (!waiter) {
		count(&totals.lost);
		return 0;
	}
	/* A mutex spins, and sleeps, and spins: it is one wait */
	if (waiter->wait.lock == (__u64)lock) {
		count(&totals.restarted);
		return 0;
	}
	if (waiter->wait.lock) {
		count(&totals.lost);
		count(&totals.ended);
		add_waiters(waiter->wait.lock, -1);
		waiter->wait.lock = 0;
	}
	if (begin_wait(ctx, &waiter->wait, lock, flags, name))
		add_waiters(waiter->wait.lock, 1);
	return 0;
}

/* When the task had got the lock, and from whom, if it had to wait for it */
static __always_inline void remember_past(struct release *release, const struct lock_task *holder,
					  __u64 lock)
{
	release->got = 0;
	for (int i = 0; i < LOCK_PASTS; i++) {
		const struct lock_past *past = &holder->past[i];

		if (past->lock != lock || past->ended <= release->got)
			continue;
		release->got = past->ended;
		release->before = past->holder;
	}
}

/* Who comes while another one writes here, is not remembered */
static __always_inline int remember_release(void *ctx, void *address)
{
	__u64 task = bpf_get_current_task(), lock = number_of(address), old;
	const struct lock_task *holder;
	struct release *release = release_of(lock);

	if (!release || !release->waiters)
		return 0;
	old = *(volatile __u64 *)&release->lock;
	if (old == RELEASE_BUSY ||
	    __sync_val_compare_and_swap(&release->lock, old, RELEASE_BUSY) != old)
		return 0;
	release->at = bpf_ktime_get_ns();
	holder = bpf_map_lookup_elem(&tasks, &task);
	if (holder)
		remember_past(release, holder, lock);
	else
		release->got = 0;
	who_am_i(ctx, &release->holder);
	__sync_lock_test_and_set(&release->lock, lock);
	return 0;
}

/* Of a queue of waiters all wait for the first, not for the one before them */
static __always_inline void blame(struct lock_wait *wait)
{
	struct release *release = release_of(wait->lock);
	volatile __u64 *lock, *at;
	__u64 then;

	if (!release)
		return;
	lock = &release->lock;
	at = &release->at;
	then = *at;
	if (*lock != wait->lock || then < wait->began)
		return;
	if (release->got > wait->began && release->got - wait->began > then - release->got)
		wait->key.holder = release->before;
	else
		wait->key.holder = release->holder;
	/* Another one was released here meanwhile */
	if (*lock != wait->lock || *at != then)
		__builtin_memset(&wait->key.holder, 0, sizeof(wait->key.holder));
}

static __always_inline int end_sleep(void *lock)
{
	__u64 now = bpf_ktime_get_ns();
	struct lock_task *waiter = sleeps_for(lock);
	struct lock_past *past;

	if (!waiter)
		return 0;
	blame(&waiter->wait);
	past = &waiter->past[waiter->n_pasts++ % LOCK_PASTS];
	past->lock = waiter->wait.lock;
	past->ended = now;
	past->holder = waiter->wait.key.holder;
	add_waiters(waiter->wait.lock, -1);
	end_wait(&waiter->wait, now);
	return 0;
}

/*
 * The kernel leaves a program out on a CPU where it runs already: for an
 * interrupt, and for whom the task is preempted for.  Most of what is left out
 * nobody wanted: hence a census by hooks that take no time.
 *
 * In this order they are attached: a wait whose beginning is seen, its end is as well.
 */
SEC("tp_btf/contention_end")
int BPF_PROG(CENSUS_end, void *lock)
{
	const struct lock_wait *spins = spins_for(this_cpu(), lock);

	if ((spins && !spins->passed) || sleeps_for(lock))
		count(&totals.census_ended);
	return 0;
}

SEC("tp_btf/contention_end")
int BPF_PROG(WAIT_end, void *lock)
{
	struct lock_cpu *cpu = this_cpu();
	struct lock_wait *wait = spins_for(cpu, lock);

	if (!wait)
		return end_sleep(lock);
	if (!wait->passed)
		end_wait(wait, bpf_ktime_get_ns());
	cpu->depth--;
	return 0;
}

/* What RELEASE is left out for; who waits for such a lock would have a wrong holder */
SEC("tp_btf/contended_release")
int BPF_PROG(CENSUS_release, void *lock)
{
	const struct release *release;

	if (!this_cpu()->releasing)
		return 0;
	count(&totals.releases_met);
	release = release_of(number_of(lock));
	if (release && release->waiters)
		count(&totals.releases_missed);
	return 0;
}

SEC("tp_btf/contended_release")
int BPF_PROG(RELEASE, void *lock)
{
	struct lock_cpu *cpu = this_cpu();

	*(volatile __u64 *)&cpu->releasing = 1;
	remember_release(ctx, lock);
	*(volatile __u64 *)&cpu->releasing = 0;
	return 0;
}

SEC("tp_btf/contention_begin")
int BPF_PROG(WAIT_begin, void *lock, unsigned int flags)
{
	if (!wanted_waiter())
		return 0;
	if (flags & LCB_F_SPIN && !(flags & LCB_F_MUTEX))
		return begin_spin(ctx, lock, flags);
	return begin_sleep(ctx, lock, flags, LOCK_OTHER);
}

SEC("tp_btf/contention_begin")
int BPF_PROG(CENSUS_begin, void *lock, unsigned int flags)
{
	if (wanted_waiter())
		count(&totals.census_begun);
	return 0;
}

/*
 * The lock of a VMA is a count of its readers: a writer waits for them here.
 * A reader does not wait, it takes mmap_lock instead.
 */
static __always_inline void *vma_lock(struct vma_exclude_readers_state *state)
{
	struct mm_struct *mm = state->vma->vm_mm;

	return (void *)mm + offsetof(struct mm_struct, vma_writer_wait);
}

SEC("fexit/__vma_start_exclude_readers")
int BPF_PROG(VMA_end, struct vma_exclude_readers_state *state)
{
	void *lock = vma_lock(state);

	if (sleeps_for(lock))
		count(&totals.census_ended);
	return end_sleep(lock);
}

SEC("fentry/__vma_start_exclude_readers")
int BPF_PROG(VMA_begin, struct vma_exclude_readers_state *state)
{
	int readers = state->vma->vm_refcnt.refs.counter - !state->detaching;

	if (readers <= 0 || !wanted_waiter())
		return 0;
	count(&totals.census_begun);
	return begin_sleep(ctx, vma_lock(state), LCB_F_WRITE, LOCK_VMA);
}

SEC("fentry/rcuwait_wake_up")
int BPF_PROG(VMA_release, struct rcuwait *waiter)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	const struct mm_struct *mm = BPF_CORE_READ(task, mm);

	if (!bpf_core_field_exists(struct mm_struct, vma_writer_wait))
		return 0;
	if (!mm || OBJECT((void *)waiter, struct mm_struct, vma_writer_wait) != mm)
		return 0;
	return remember_release(ctx, waiter);
}

/* A task at the same address later is another one; to miss this does no harm */
SEC("tp_btf/sched_process_free")
int BPF_PROG(WAIT_task_free, struct task_struct *task)
{
	__u64 id = (__u64)task;

	if (bpf_map_lookup_elem(&tasks, &id))
		bpf_map_delete_elem(&tasks, &id);
	return 0;
}
