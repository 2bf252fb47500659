// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locks held longer, kernel side: a program at the entry of a function that runs while
 * the lock is held, and spins.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "delay.h"

char _license[] SEC("license") = "GPL";

struct delay_length length[NR_DELAY_LOCKS];
struct delay_sum sums[NR_DELAY_LOCKS];
struct delay_measure measure;

/*
 * By thread: does it touch pages now?  A map by thread would have locks of its own, which
 * the tracers would see.
 */
__u8 touching[DELAY_TIDS];

/*
 * Linux 6.10.  The kernel leaves a program out on a CPU where it runs already, and so would
 * not delay a thread that preempts one in its delay.
 */
extern void bpf_preempt_disable(void) __ksym __weak;
extern void bpf_preempt_enable(void) __ksym __weak;

static long nothing(__u32 round, void *context)
{
	return 0;
}

static long until(__u32 round, void *end)
{
	return bpf_ktime_get_ns() >= *(__u64 *)end;
}

/* One function, so that a round costs the same where it is measured */
static __noinline int spin(__u64 rounds)
{
	bpf_loop(rounds, nothing, NULL, 0);
	return 0;
}

static __always_inline int delay(enum delay_lock lock)
{
	__u64 began, end;

	if (!touching[(__u32)bpf_get_current_pid_tgid() % DELAY_TIDS])
		return 0;
	if (&bpf_preempt_disable)
		bpf_preempt_disable();
	began = bpf_ktime_get_ns();
	end = began + length[lock].ns;
	if (length[lock].ns)
		bpf_loop(DELAY_ROUNDS, until, &end, 0);
	else
		spin(length[lock].rounds);
	__sync_fetch_and_add(&sums[lock].times, 1);
	__sync_fetch_and_add(&sums[lock].total, bpf_ktime_get_ns() - began);
	if (&bpf_preempt_enable)
		bpf_preempt_enable();
	return 0;
}

static __always_inline bool under_vma_lock(const struct vm_fault *vmf)
{
	return vmf->flags & bpf_core_enum_value(enum fault_flag, FAULT_FLAG_VMA_LOCK);
}

#define PROGRAM_ALWAYS(id, function) \
	SEC("fentry/" #function) int id##_##function(void) { return delay(DELAY_##id); }
#define PROGRAM_UNDER_VMA(id, function) \
	SEC("fentry/" #function) int BPF_PROG(id##_##function, struct vm_fault *vmf) \
	{ return under_vma_lock(vmf) ? delay(DELAY_##id) : 0; }
#define PROGRAM_UNDER_MMAP(id, function) \
	SEC("fentry/" #function) int BPF_PROG(id##_##function, struct vm_fault *vmf) \
	{ return under_vma_lock(vmf) ? 0 : delay(DELAY_##id); }
#define PROGRAM_OUTERMOST(id, function) \
	SEC("fentry/" #function) int BPF_PROG(id##_##function, struct jbd2_journal_handle *handle) \
	{ return handle->h_ref == 1 ? delay(DELAY_##id) : 0; }

#define HOOK(id, function, when) PROGRAM_##when(id, function)
DELAY_HOOKS(HOOK)
#undef HOOK

/* What a round costs, in a program of the same kind; on a test function of the kernel */
SEC("fentry/bpf_fentry_test1") int MEASURE(void)
{
	__u64 began = bpf_ktime_get_ns();

	spin(measure.rounds);
	measure.elapsed = bpf_ktime_get_ns() - began;
	return 0;
}
