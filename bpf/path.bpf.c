// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path tracer, kernel side.
 *
 * The open fault of the running task is in a per-CPU ledger, which costs a
 * third of what task storage does; when the task is switched out the ledger
 * goes into a map, and comes back on the CPU where the task goes on.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "filter.bpf.h"
#include "interrupt.bpf.h"
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

/* A plain array is reached in half the instructions of a per-CPU map */
struct path_cpu cpus[PATH_CPUS];

/* How many ledgers are in the map: nobody looks there while it is none */
__u64 sleeping;

char _license[] SEC("license") = "GPL";

static __always_inline struct path_cpu *this_cpu(void)
{
	struct path_cpu *cpu = &cpus[bpf_get_smp_processor_id() % PATH_CPUS];

	barrier_var(cpu);	/* keep this one register, do not add up the address anew */
	return cpu;
}

/*
 * The sums are the CPU's, and its tasks may preempt each other in the middle of
 * a hook; a ledger is the task's, and is not there when another one runs.
 */
static __always_inline void add(__u64 *sum, __u64 value)
{
	/* __sync_fetch_and_add() would copy a value that is needed again */
	asm volatile("lock *(u64 *)%0 += %1" : "+m"(*sum) : "r"(value));
}

/*
 * The part that is on ends now, at @clock.  The next one begins when this hook
 * is over, so it is said to begin later by what the hook costs.  Whatever
 * interrupts this, parts and costs add up to the whole: at any moment
 * .since = .began + parts + .cost.
 */
static __always_inline void end_at(struct path_cpu *cpu, __u64 clock, __u64 parts, __u64 hook_cost)
{
	__u64 since;

	add(&cpu->ledger.cost, hook_cost);
	since = __sync_lock_test_and_set(&cpu->ledger.since, hook_cost + clock);
	barrier_var(parts);	/* last, where @cpu may be added to */
	add(&cpu->totals.part[parts % PATH_PARTS], clock - since);
}

/*
 * In all hooks: a fault is open on this CPU only while its task runs, see
 * SWITCH; so it need not be asked whose it is.  The clock is read first of all,
 * and what is needed is read after it: then no register but one has to be kept
 * over the call.
 */
static __always_inline int begin_part(enum path_hook hook, __u64 part)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock, parts;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	parts = cpu->ledger.parts;
	cpu->ledger.parts = parts << PART_BITS | part;
	add(&cpu->totals.calls[hook], 1);
	end_at(cpu, clock, parts, cpu->cost.begin);
	return 0;
}

static __always_inline int end_part(void)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock, parts;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	parts = cpu->ledger.parts;
	cpu->ledger.parts = parts >> PART_BITS;
	end_at(cpu, clock, parts, cpu->cost.end);
	return 0;
}

/* From here to the next hook, or to the end of the enclosing one */
static __always_inline int mark_part(enum path_hook hook, __u64 part)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock, parts;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	parts = cpu->ledger.parts;
	cpu->ledger.parts = parts / PATH_PARTS * PATH_PARTS | part;
	add(&cpu->totals.calls[hook], 1);
	end_at(cpu, clock, parts, cpu->cost.mark);
	return 0;
}

#define BEGIN(function, id, part) \
	SEC("fentry/" #function) int id##_begin(void) { return begin_part(HOOK_##id, part); }
#define END(function, id) \
	SEC("fexit/" #function) int id##_end(void) { return end_part(); }
#define SPAN(function, id, part) BEGIN(function, id, part) END(function, id)
#define MARK(function, id, part) \
	SEC("fentry/" #function) int id##_mark(void) { return mark_part(HOOK_##id, part); }

#define PROGRAM_OPEN(function, id, part)
#define PROGRAM_LOCK(function, id, part)
#define PROGRAM_STAGE(function, id, part) BEGIN(function, id, part)
#define PROGRAM_SPAN(function, id, part) SPAN(function, id, part)
#define PROGRAM_MARK(function, id, part) MARK(function, id, part)
#define HOOK(id, function, kind, part) PROGRAM_##kind(function, id, PART_##part)
PATH_HOOKS(HOOK)
#undef HOOK

/* What follows is not what came before */
SEC("fexit/file_update_time") int UPDATE_TIME_end(void)
{
	struct path_cpu *cpu = this_cpu();
	__u64 clock, parts;

	if (!cpu->ledger.task)
		return 0;
	clock = bpf_ktime_get_ns();
	parts = cpu->ledger.parts;
	cpu->ledger.parts = (parts >> PART_BITS) / PATH_PARTS * PATH_PARTS | PATH_AFTER_STAGE;
	end_at(cpu, clock, parts, cpu->cost.end);
	return 0;
}

/* What an interrupt waits for is not the fault's: its time stays in the part that is on */
static __always_inline bool waits(const struct path_cpu *cpu)
{
	return cpu->ledger.task && !in_interrupt();
}

/*
 * Interrupts meet locks, too, and the kernel leaves the two hooks below out for one that
 * comes while they run.  Nobody misses that, but it cannot be told from what is missed:
 * hence a census.
 */
static __always_inline int take_census(void)
{
	struct path_cpu *cpu = this_cpu();

	if (waits(cpu))
		add(&cpu->totals.census, 1);
	return 0;
}

SEC("tp_btf/contention_begin") int CENSUS_begin(void) { return take_census(); }
SEC("tp_btf/contention_end") int CENSUS_end(void) { return take_census(); }

/* The slow path of a lock. A mutex may begin several times for one end. */
SEC("tp_btf/contention_begin")
int BPF_PROG(LOCK_begin, void *lock, unsigned int flags)
{
	struct path_cpu *cpu = this_cpu();
	__u64 part = PART_LOCK_WAIT;

	if (!waits(cpu))
		return 0;
	add(&cpu->totals.lock_events, 1);
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

	if (!waits(cpu))
		return 0;
	add(&cpu->totals.lock_events, 1);
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
	add(&cpu->totals.off_cpu[cpu->ledger.parts % PATH_PARTS], now - cpu->ledger.slept);
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

/*
 * Below all of ledger.parts.  It is not alone at the end if a hook was missed, and
 * gone if there were more parts than there is room for.
 */
#define BOTTOM 1

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
	add(&cpu->totals.part[cpu->ledger.parts % PATH_PARTS],
	    cpu->ledger.began + traced - cpu->ledger.since);
	add(&cpu->totals.traced, traced);
	if (cpu->ledger.parts >> PART_BITS != BOTTOM)
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
	__u64 clock;

	if (!wanted_task() || !wanted_inode(mapping->host))
		return 0;
	add(&cpu->totals.begun, 1);
	add(&cpu->totals.calls[HOOK_PAGE_MKWRITE], 1);
	/* After it about as much is left to do as in begin_part(), whose cost is taken off */
	clock = bpf_ktime_get_ns();
	cpu->ledger.task = bpf_get_current_task();
	cpu->ledger.invalidate_lock = (__u64)&mapping->invalidate_lock;
	cpu->ledger.mutex = 0;
	cpu->ledger.parts = BOTTOM << PART_BITS | PART_FREEZE;
	cpu->ledger.cost = cpu->cost.begin;
	cpu->ledger.began = clock;
	cpu->ledger.since = clock + cpu->ledger.cost;
	return 0;
}

/* The kernel's own test functions, which do next to nothing: path_calibrate() */
SEC("fentry/bpf_fentry_test1") int CALIBRATE_open(void)
{
	struct path_cpu *cpu = this_cpu();

	cpu->ledger.task = 1;
	cpu->ledger.cost = 0;
	cpu->ledger.parts = PART_OTHER;
	cpu->ledger.since = bpf_ktime_get_ns();
	return 0;
}
SEC("fentry/bpf_fentry_test4") int CALIBRATE_close(void)
{
	this_cpu()->ledger.task = 0;
	return 0;
}
