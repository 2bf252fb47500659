// SPDX-License-Identifier: GPL-2.0-only
/*
 * Journal tracer, kernel side.
 *
 * A start sleeps, and may wake up on another CPU, so all that is known of it
 * is with its task.  It begins at start_this_handle() and ends at the
 * tracepoint after it, which has the type; a nested start gets to neither.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "filter.bpf.h"
#include "journal.h"

/* A power of two spares the range check */
#define WAITS 8
_Static_assert(NR_WAITS <= WAITS, "more waits than places");

struct commit_record {
	__u64 began;		/* 0: none */
	__u64 since;		/* when the phase began */
	__u64 phase[NR_PHASES];
	__u64 wait_began;	/* for open handles; 0: not waiting */
	__u64 waited;
	__u64 handles, blocks;
};

struct record {
	__u64 in_fault;
	__u64 began;		/* of the start; 0: none */
	__u64 wait_began;
	__u64 waits;		/* bits of enum journal_wait */
	__u64 waited[WAITS];
	__u64 rest;		/* enum journal_wait of the time that no hook covers */
	__u64 held_since;	/* 0: holds no handle */
	__u64 held;		/* before the handle was restarted */
	struct commit_record commit;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct record);
} tasks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct journal_cpu);
} cpus SEC(".maps");

/* Set when all hooks are attached: what began before has no beginning for us */
volatile bool tracing;
/* Counts the intervals, from 1 on */
volatile __u64 epoch;
__u64 lost, overlaps;

char _license[] SEC("license") = "GPL";

static __always_inline struct journal_cpu *this_cpu(void)
{
	__u32 only = 0;

	return bpf_map_lookup_elem(&cpus, &only);
}

static __always_inline struct record *this_task(__u64 flags)
{
	return bpf_task_storage_get(&tasks, bpf_get_current_task_btf(), 0, flags);
}

/* For whatever begins: without a record it is lost */
static __always_inline struct record *new_record(void)
{
	struct record *task = this_task(BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!task)
		__sync_fetch_and_add(&lost, 1);
	return task;
}

static __always_inline bool wanted_journal(const struct journal_s *journal)
{
	return !only_dev || journal->j_fs_dev->bd_dev == only_dev;
}

static __always_inline void count(__u64 *hist, __u64 value)
{
	__u32 bucket = hist_index(value);

	barrier_var(bucket);	/* the verifier is to see the very register that is compared */
	if (bucket < HIST_BUCKETS)
		hist[bucket]++;
}

SEC("fentry/do_page_mkwrite") int FAULT_begin(void)
{
	struct record *task;

	if (!tracing || !wanted_task())
		return 0;
	task = new_record();
	if (task)
		task->in_fault = 1;
	return 0;
}

SEC("fexit/do_page_mkwrite") int FAULT_end(void)
{
	struct record *task;

	if (!wanted_task())
		return 0;
	task = this_task(0);
	if (task)
		task->in_fault = 0;
	return 0;
}

/* Most starts have none, and pay nothing for the others' times */
static __always_inline void note_wait(struct record *task, enum journal_wait wait)
{
	if (!task->waits)
		__builtin_memset(task->waited, 0, sizeof(task->waited));
	task->waits |= 1 << wait;
}

/*
 * Two waits are inlined, so they are foreseen from what start_this_handle()
 * will see as soon as it has the lock.
 */
static __always_inline void foresee(struct record *task, const struct journal_s *journal,
				    const struct jbd2_journal_handle *handle)
{
	const struct transaction_s *running = journal->j_running_transaction;
	enum journal_wait wait;

	if (journal->j_barrier_count)
		wait = WAIT_BARRIER;
	else if (running && running->t_state == T_SWITCH)
		wait = WAIT_SWITCH;
	else
		return;
	/* A reserved handle is let through the one, and all others wait elsewhere */
	if (BPF_CORE_READ_BITFIELD(handle, h_reserved) != (wait == WAIT_SWITCH))
		return;
	note_wait(task, wait);
	task->rest = wait;
}

SEC("fentry/start_this_handle")
int BPF_PROG(START_begin, struct journal_s *journal, struct jbd2_journal_handle *handle)
{
	struct journal_cpu *cpu = this_cpu();
	struct record *task;
	__u64 now;

	if (!cpu || !tracing || !wanted_task() || !wanted_journal(journal))
		return 0;
	task = new_record();
	if (!task)
		return 0;
	cpu->totals.begun++;
	if (task->began)
		cpu->totals.abandoned++;
	task->rest = WAIT_NONE;
	task->waits = 0;
	foresee(task, journal, handle);
	now = bpf_ktime_get_ns();
	task->began = now;
	if (task->held_since)
		task->held += now - task->held_since;
	task->held_since = 0;
	return 0;
}

static __always_inline int begin_wait(void)
{
	struct record *task = this_task(0);

	if (task && task->began)
		task->wait_began = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int end_wait(const struct journal_s *journal, enum journal_wait wait)
{
	struct record *task = this_task(0);

	if (!task || !task->began || !task->wait_began)
		return 0;
	note_wait(task, wait);
	task->waited[wait] += bpf_ktime_get_ns() - task->wait_began;
	task->wait_began = 0;
	/* It begins anew, and may find what was not there the first time */
	if (journal->j_barrier_count) {
		note_wait(task, WAIT_BARRIER);
		task->rest = WAIT_BARRIER;
	}
	return 0;
}

SEC("fentry/wait_transaction_locked") int COMMIT_WAIT_begin(void)
{
	return begin_wait();
}

SEC("fexit/wait_transaction_locked")
int BPF_PROG(COMMIT_WAIT_end, struct journal_s *journal)
{
	return end_wait(journal, WAIT_COMMIT);
}

SEC("fentry/__jbd2_log_wait_for_space") int SPACE_WAIT_begin(void)
{
	return begin_wait();
}

SEC("fexit/__jbd2_log_wait_for_space")
int BPF_PROG(SPACE_WAIT_end, struct journal_s *journal)
{
	return end_wait(journal, WAIT_SPACE);
}

/* Return: the longest of its waits */
static __always_inline enum journal_wait add_waits(struct journal_latency *sums,
						   struct record *task, __u64 latency)
{
	enum journal_wait longest = WAIT_NONE;
	__u64 most = 0;

	if (!task->waits) {
		sums->waits[WAIT_NONE]++;
		sums->time[WAIT_NONE] += latency;
		return WAIT_NONE;
	}
	task->waited[task->rest % WAITS] +=
		latency - task->waited[WAIT_COMMIT] - task->waited[WAIT_SPACE];
	for (int i = 0; i < NR_WAITS; i++) {
		__u64 waited = task->waited[i];

		sums->time[i] += waited;
		if (!(task->waits >> i & 1))
			continue;
		sums->waits[i]++;
		if (waited >= most) {
			most = waited;
			longest = i;
		}
	}
	return longest;
}

static __always_inline void raise(__u64 *peak, __u64 value)
{
	if (value > *peak)
		*peak = value;
}

/* The arguments of jbd2_handle_start */
struct start {
	__u32 device, tid, type, line, credits;
};

static __always_inline void keep_if_slow(struct journal_slowest *slowest, const struct start *start,
					 const struct record *task, enum journal_wait wait,
					 __u64 latency)
{
	struct journal_event *event = journal_slowest_slot(slowest, latency);
	__u64 id;

	if (!event)
		return;
	id = bpf_get_current_pid_tgid();
	event->latency = latency;
	event->waited = wait == WAIT_NONE ? 0 : task->waited[wait % WAITS];
	event->tid = start->tid;
	event->device = start->device;
	event->pid = (__u32)id;
	event->tgid = id >> 32;
	event->line = start->line;
	event->credits = start->credits;
	event->type = start->type;
	event->wait = wait;
	event->origin = task->in_fault ? ORIGIN_FAULT : ORIGIN_OTHER;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	journal_slowest_settle(slowest);
}

static __always_inline struct journal_peaks *start_peaks(struct journal_cpu *cpu)
{
	__u64 now = epoch;
	struct journal_peaks *peaks = &cpu->peaks[now % 2];

	if (peaks->start_epoch == now)
		return peaks;
	peaks->start_epoch = now;
	__builtin_memset(peaks->start, 0, sizeof(peaks->start));
	peaks->slowest.count = 0;
	peaks->slowest.threshold = 0;
	return peaks;
}

static __always_inline __u32 known_type(__u32 type)
{
	type = type < JOURNAL_TYPES ? type : JOURNAL_TYPES - 1;
	barrier_var(type);	/* else the mask goes away that the verifier wants to see */
	return type;
}

static __always_inline void end_start(struct journal_cpu *cpu, struct journal_type *type,
				      struct record *task, __u64 now, const struct start *start)
{
	struct journal_peaks *peaks = start_peaks(cpu);
	struct journal_latency *sums;
	__u64 latency = now - task->began;
	enum journal_wait wait;

	sums = &cpu->totals.origin[ORIGIN_OTHER];
	if (task->in_fault) {
		sums = &cpu->totals.origin[ORIGIN_FAULT];
		type->faults++;
	}
	type->latency += latency;
	count(sums->hist, latency);
	wait = add_waits(sums, task, latency);
	raise(&peaks->start[start->type % JOURNAL_TYPES], latency);
	keep_if_slow(&peaks->slowest, start, task, wait, latency);
	task->began = 0;
}

SEC("tp_btf/jbd2_handle_start")
int BPF_PROG(START_end, __u32 device, __u32 tid, __u32 type, __u32 line, __u32 credits)
{
	__u64 now = bpf_ktime_get_ns();
	const struct start start = { device, tid, known_type(type), line, credits };
	struct record *task = this_task(0);
	struct journal_cpu *cpu = this_cpu();
	struct journal_type *sums;

	if (!cpu)
		return 0;
	sums = &cpu->totals.type[start.type % JOURNAL_TYPES];
	/* A start that failed, on an aborted journal, has no such end */
	if (task && task->began && only_dev && device != only_dev) {
		task->began = 0;
		cpu->totals.abandoned++;
	}
	if (task && task->began) {
		end_start(cpu, sums, task, now, &start);
		task->held = 0;
		task->held_since = now;
	} else if (tracing && wanted_task() && (!only_dev || device == only_dev)) {
		sums->untimed++;
	} else {
		return 0;
	}
	sums->starts++;
	sums->credits += credits;
	return 0;
}

SEC("tp_btf/jbd2_handle_restart")
int BPF_PROG(RESTART_end, __u32 device, __u32 tid, __u32 type)
{
	__u64 now = bpf_ktime_get_ns(), latency;
	struct journal_cpu *cpu = this_cpu();
	struct record *task = this_task(0);

	/* It has no transaction if it failed */
	if (!cpu || !task || !task->began || !tid)
		return 0;
	latency = now - task->began;
	cpu->totals.type[known_type(type) % JOURNAL_TYPES].restarts++;
	cpu->totals.type[known_type(type) % JOURNAL_TYPES].restart_latency += latency;
	count(cpu->totals.origin[ORIGIN_RESTART].hist, latency);
	add_waits(&cpu->totals.origin[ORIGIN_RESTART], task, latency);
	task->began = 0;
	task->held_since = now;
	return 0;
}

static __always_inline struct journal_peaks *hold_peaks(struct journal_cpu *cpu)
{
	__u64 now = epoch;
	struct journal_peaks *peaks = &cpu->peaks[now % 2];

	if (peaks->hold_epoch == now)
		return peaks;
	peaks->hold_epoch = now;
	__builtin_memset(peaks->hold, 0, sizeof(peaks->hold));
	return peaks;
}

/* In the jbd2_journal_stop() that really ends it, not in a nested one */
SEC("tp_btf/jbd2_handle_stats")
int BPF_PROG(STOP, __u32 device, __u32 tid, __u32 type, __u32 line, int interval, int sync,
	     __u32 requested, __u32 used)
{
	__u64 now = bpf_ktime_get_ns(), hold;
	struct journal_cpu *cpu = this_cpu();
	struct record *task = this_task(0);
	struct journal_type *sums;

	if (!cpu || !task || !task->held_since)
		return 0;
	hold = task->held + now - task->held_since;
	task->held_since = 0;
	sums = &cpu->totals.type[known_type(type) % JOURNAL_TYPES];
	sums->ended++;
	sums->hold += hold;
	sums->used += used;
	raise(&hold_peaks(cpu)->hold[known_type(type) % JOURNAL_TYPES], hold);
	return 0;
}

SEC("fentry/jbd2_journal_commit_transaction")
int BPF_PROG(COMMIT_begin, struct journal_s *journal)
{
	struct journal_cpu *cpu = this_cpu();
	struct record *task;

	if (!cpu || !tracing || !wanted_journal(journal))
		return 0;
	task = new_record();
	if (!task)
		return 0;
	cpu->totals.commits.begun++;
	if (task->commit.began)
		__sync_fetch_and_add(&overlaps, 1);
	__builtin_memset(&task->commit, 0, sizeof(task->commit));
	task->commit.began = task->commit.since = bpf_ktime_get_ns();
	return 0;
}

static __always_inline int end_phase(enum journal_phase phase)
{
	struct record *task = this_task(0);
	__u64 now;

	if (!task || !task->commit.began)
		return 0;
	now = bpf_ktime_get_ns();
	task->commit.phase[phase] = now - task->commit.since;
	task->commit.since = now;
	return 0;
}

SEC("tp_btf/jbd2_commit_locking") int COMMIT_lock(void)
{
	return end_phase(PHASE_BEGIN);
}

SEC("tp_btf/jbd2_commit_flushing") int COMMIT_flush(void)
{
	return end_phase(PHASE_LOCKED);
}

SEC("tp_btf/jbd2_commit_logging") int COMMIT_log(void)
{
	return end_phase(PHASE_FLUSH);
}

/* A barrier waits there as well: that is no commit */
SEC("fentry/jbd2_journal_wait_updates") int HANDLES_begin(void)
{
	struct record *task = this_task(0);

	if (task && task->commit.began)
		task->commit.wait_began = bpf_ktime_get_ns();
	return 0;
}

SEC("fexit/jbd2_journal_wait_updates") int HANDLES_end(void)
{
	struct record *task = this_task(0);

	if (task && task->commit.wait_began)
		task->commit.waited = bpf_ktime_get_ns() - task->commit.wait_began;
	return 0;
}

SEC("tp_btf/jbd2_run_stats")
int BPF_PROG(COMMIT_stats, __u32 device, __u32 tid, struct transaction_run_stats_s *stats)
{
	struct record *task = this_task(0);

	/* It never is NULL, but the verifier of 6.12 wants to be told */
	if (!task || !task->commit.began || !stats)
		return 0;
	task->commit.handles = stats->rs_handle_count;
	task->commit.blocks = stats->rs_blocks_logged;
	return 0;
}

static __always_inline struct journal_peaks *commit_peaks(struct journal_cpu *cpu)
{
	__u64 now = epoch;
	struct journal_peaks *peaks = &cpu->peaks[now % 2];

	if (peaks->commit_epoch == now)
		return peaks;
	peaks->commit_epoch = now;
	peaks->commit = 0;
	peaks->commit_wait = 0;
	return peaks;
}

SEC("fexit/jbd2_journal_commit_transaction") int COMMIT_end(void)
{
	struct journal_cpu *cpu = this_cpu();
	struct record *task = this_task(0);
	struct journal_commits *sums;
	struct commit_record *commit;
	__u64 now, all;

	if (!cpu || !task || !task->commit.began)
		return 0;
	now = bpf_ktime_get_ns();
	sums = &cpu->totals.commits;
	commit = &task->commit;
	all = now - commit->began;
	sums->ended++;
	sums->time += all;
	sums->phase[PHASE_BEGIN] += commit->phase[PHASE_BEGIN];
	sums->phase[PHASE_LOCKED] += commit->phase[PHASE_LOCKED] - commit->waited;
	sums->phase[PHASE_HANDLES] += commit->waited;
	sums->phase[PHASE_FLUSH] += commit->phase[PHASE_FLUSH];
	sums->phase[PHASE_LOG] += now - commit->since;
	sums->handles += commit->handles;
	sums->blocks += commit->blocks;
	count(sums->hist, all);
	count(sums->wait_hist, commit->waited);
	raise(&commit_peaks(cpu)->commit, all);
	raise(&commit_peaks(cpu)->commit_wait, commit->waited);
	commit->began = 0;
	return 0;
}
