// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path tracer, kernel side.
 *
 * The open fault of the running task is in a per-CPU ledger, which costs a
 * third of what task storage does; when the task is switched out the ledger
 * goes into a map, and comes back on the CPU where the task goes on.
 */
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "filter.h"
#include "path.h"

/* include/trace/events/lock.h */
#define LCB_F_PERCPU (1U << 4)
#define LCB_F_MUTEX (1U << 5)

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, PATH_TASKS);
	__type(key, __u64);
	__type(value, struct path_ledger);
} asleep SEC(".maps");

/* Known only after this program has been loaded and measured */
struct path_cost cost;

/* A plain array is reached in half the instructions of a per-CPU map */
struct path_cpu cpus[PATH_CPUS];

/* How many ledgers are in the map: nobody looks there while it is none */
__u64 sleeping;

char _license[] SEC("license") = "GPL";

static __always_inline struct path_cpu *this_cpu(void)
{
	return &cpus[bpf_get_smp_processor_id() % PATH_CPUS];
}

/*
 * The sums are the CPU's, and its tasks may preempt each other in the middle of
 * a hook; a ledger is the task's, and is not there when another one runs.
 */
static __always_inline void add(__u64 *sum, __u64 value)
{
	__sync_fetch_and_add(sum, value);
}

/*
 * One part ends and another begins, now.  The clock is read first of all, and
 * what is needed is read after it: then no register has to be kept over the call.
 */
static __always_inline void turn_to(struct path_cpu *cpu, __u64 clock, __u64 old, __u64 part,
				    __u64 event_cost)
{
	struct path_ledger *ledger = &cpu->ledger;
	__u64 behind = ledger->cost;
	__u64 now = clock - behind;

	add(&cpu->totals.part[old % PATH_PARTS], now - ledger->since);
	ledger->since = now;
	ledger->cost = behind + event_cost;
	ledger->part = part;
}

/*
 * In all hooks: a fault is open on this CPU only while its task runs, see
 * SWITCH; so it need not be asked whose it is.
 */
static __always_inline int begin_part(enum path_hook hook, __u64 part)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock, old, outer;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	old = cpu->ledger.part;
	outer = cpu->ledger.outer;
	cpu->ledger.outer = outer << PART_BITS | old;
	if (outer >> (64 - PART_BITS))
		add(&cpu->totals.lost, 1);
	add(&cpu->totals.calls[hook], 1);
	turn_to(cpu, clock, old, part, cost.begin);
	return 0;
}

static __always_inline int end_part(void)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock, outer;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	outer = cpu->ledger.outer;
	cpu->ledger.outer = outer >> PART_BITS;
	turn_to(cpu, clock, cpu->ledger.part, outer % PATH_PARTS, cost.end);
	return 0;
}

/* From here to the next hook, or to the end of the enclosing one */
static __always_inline int mark_part(enum path_hook hook, __u64 part)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	add(&cpu->totals.calls[hook], 1);
	turn_to(cpu, clock, cpu->ledger.part, part, cost.mark);
	return 0;
}

#define BEGIN(function, id, part) \
	SEC("fentry/" #function) int id##_begin(void) { return begin_part(HOOK_##id, part); }
#define END(function, id) \
	SEC("fexit/" #function) int id##_end(void) { return end_part(); }
#define SPAN(function, id, part) BEGIN(function, id, part) END(function, id)
#define MARK(function, id, part) \
	SEC("fentry/" #function) int id##_mark(void) { return mark_part(HOOK_##id, part); }

BEGIN(file_update_time, UPDATE_TIME, PART_TIMESTAMP)
MARK(block_page_mkwrite, BLOCK_MKWRITE, PART_FOLIO_LOCK)
MARK(iomap_page_mkwrite, IOMAP_MKWRITE, PART_FOLIO_LOCK)
MARK(iomap_iter, IOMAP_ITER, PART_IOMAP)
MARK(ext4_walk_page_buffers, BH_MAPPED, PART_BH_WALK)
MARK(ext4_block_write_begin, BH_BEGIN, PART_BH_WALK)
MARK(__block_write_begin_int, BH_WALK, PART_BH_WALK)
SPAN(create_empty_buffers, BH_ALLOC, PART_BH_ALLOC)
SPAN(ext4_da_map_blocks, DA_MAP, PART_MAP)
SPAN(ext4_map_blocks, MAP, PART_MAP)
SPAN(xfs_buffered_write_iomap_begin, XFS_MAP, PART_MAP)
SPAN(ext4_es_lookup_extent, ES_LOOKUP, PART_ES_LOOKUP)
SPAN(ext4_es_backed_len, ES_BACKED, PART_ES_LOOKUP)
MARK(ext4_da_reserve_space, RESERVE, PART_RESERVE)
SPAN(ext4_map_create_blocks, CREATE, PART_ALLOCATE)
SPAN(start_this_handle, HANDLE_START, PART_HANDLE)
SPAN(wait_transaction_locked, HANDLE_COMMIT, PART_HANDLE_COMMIT)
SPAN(__jbd2_log_wait_for_space, HANDLE_SPACE, PART_HANDLE_SPACE)
SPAN(jbd2_journal_stop, HANDLE_STOP, PART_HANDLE)
SPAN(__folio_lock, FOLIO_LOCK, PART_FOLIO_LOCK)
MARK(folio_mark_dirty, DIRTY, PART_DIRTY)
MARK(folio_wait_stable, DONE, PART_RELEASE)
SPAN(folio_wait_writeback, STABLE, PART_STABLE)

/* What follows is not what came before */
SEC("fexit/file_update_time") int UPDATE_TIME_end(void)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	cpu->ledger.outer >>= PART_BITS;
	turn_to(cpu, clock, cpu->ledger.part, PART_INVALIDATE, cost.end);
	return 0;
}

/* The slow path of a lock. A mutex may begin several times for one end. */
SEC("tp_btf/contention_begin")
int BPF_PROG(LOCK_begin, void *lock, unsigned int flags)
{
	struct path_cpu *cpu = this_cpu();
	__u64 part = PART_LOCK_WAIT;

	if (cpu->ledger.mutex == (__u64)lock)
		return 0;
	if (flags & LCB_F_MUTEX)
		cpu->ledger.mutex = (__u64)lock;
	if (flags & LCB_F_PERCPU)
		part = PART_FREEZE;
	else if (cpu->ledger.invalidate_lock == (__u64)lock)
		part = PART_INVALIDATE;
	return begin_part(HOOK_LOCK_WAIT, part);
}

SEC("tp_btf/contention_end")
int BPF_PROG(LOCK_end, void *lock)
{
	struct path_cpu *cpu = this_cpu();

	if (cpu->ledger.mutex == (__u64)lock)
		cpu->ledger.mutex = 0;
	return end_part();
}

/* The open fault goes with its task */
static __always_inline void put_to_sleep(struct path_cpu *cpu, __u64 now)
{
	struct path_ledger *ledger = &cpu->ledger;
	__u64 task = ledger->task;

	ledger->slept = now;
	if (bpf_map_update_elem(&asleep, &task, ledger, BPF_ANY))
		add(&cpu->totals.lost, 1);
	else
		__sync_fetch_and_add(&sleeping, 1);
	ledger->task = 0;
}

static __always_inline void wake_up(struct path_cpu *cpu, __u64 task, __u64 now)
{
	struct path_ledger *ledger = bpf_map_lookup_elem(&asleep, &task);

	if (!ledger)
		return;
	cpu->ledger = *ledger;
	bpf_map_delete_elem(&asleep, &task);
	__sync_fetch_and_add(&sleeping, -1);
	add(&cpu->totals.off_cpu[cpu->ledger.part % PATH_PARTS], now - cpu->ledger.slept);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(SWITCH, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct path_cpu *cpu = this_cpu();
	__u64 now;

	if (!(cpu->ledger.task || sleeping))
		return 0;
	now = bpf_ktime_get_ns();
	if (cpu->ledger.task)
		put_to_sleep(cpu, now);
	if (sleeping)
		wake_up(cpu, (__u64)next, now);
	return 0;
}

/* At the bottom of ledger.outer: gone, or not alone, at the end if a hook was missed */
#define OUTERMOST 1

/*
 * Programs are attached in this order: when the first fault is opened, all that it
 * may meet is in place.
 */
SEC("fexit/do_page_mkwrite") int PAGE_MKWRITE_end(void)
{
	struct path_cpu *cpu = this_cpu();
	__u64 traced, net;
	__u32 bucket;

	if (!cpu->ledger.task)
		return 0;
	traced = bpf_ktime_get_ns() - cpu->ledger.began;
	net = traced - cpu->ledger.cost;
	add(&cpu->totals.part[cpu->ledger.part % PATH_PARTS],
	    cpu->ledger.began + net - cpu->ledger.since);
	add(&cpu->totals.traced, traced);
	if (cpu->ledger.outer != OUTERMOST)
		add(&cpu->totals.lost, 1);
	bucket = hist_index(net);
	barrier_var(bucket);	/* the verifier is to see the very register that is compared */
	if (bucket < HIST_BUCKETS)
		add(&cpu->totals.hist[bucket], 1);
	add(&cpu->totals.ended, 1);
	cpu->ledger.task = 0;
	return 0;
}

SEC("fentry/do_page_mkwrite")
int BPF_PROG(PAGE_MKWRITE_begin, struct vm_fault *vmf)
{
	struct address_space *mapping = vmf->vma->vm_file->f_mapping;
	struct path_cpu *cpu = this_cpu();

	if (!wanted_task() || !wanted_inode(mapping->host))
		return 0;
	add(&cpu->totals.begun, 1);
	add(&cpu->totals.calls[HOOK_PAGE_MKWRITE], 1);
	cpu->ledger.task = bpf_get_current_task();
	cpu->ledger.invalidate_lock = (__u64)&mapping->invalidate_lock;
	cpu->ledger.mutex = 0;
	cpu->ledger.outer = OUTERMOST;
	cpu->ledger.part = PART_FREEZE;
	cpu->ledger.cost = cost.begin;
	cpu->ledger.began = cpu->ledger.since = bpf_ktime_get_ns();
	return 0;
}

/* The kernel's own test functions, which do next to nothing: path_calibrate() */
SEC("fentry/bpf_fentry_test1") int CALIBRATE_open(void)
{
	struct path_cpu *cpu = this_cpu();

	cpu->ledger.task = 1;
	cpu->ledger.cost = 0;
	cpu->ledger.part = PART_OTHER;
	cpu->ledger.since = bpf_ktime_get_ns();
	return 0;
}
MARK(bpf_fentry_test2, CALIBRATE_MARK, PART_OTHER)
SPAN(bpf_fentry_test3, CALIBRATE_SPAN, PART_MAP)
SEC("fentry/bpf_fentry_test4") int CALIBRATE_close(void)
{
	this_cpu()->ledger.task = 0;
	return 0;
}
