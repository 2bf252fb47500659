/* SPDX-License-Identifier: GPL-2.0-only */
/* Does this CPU serve an interrupt? */
#ifndef FAULTLINE_BPF_INTERRUPT_BPF_H
#define FAULTLINE_BPF_INTERRUPT_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>

/* Bits of the preempt count: see tracer_interrupt_mask() */
const volatile __u32 interrupt_mask;

extern const unsigned long __preempt_count __ksym __weak;
extern const struct pcpu_hot pcpu_hot __ksym __weak;

static __always_inline bool in_interrupt(void)
{
	__u32 count = 0;

	if (&__preempt_count)
		count = *(const __u32 *)bpf_this_cpu_ptr(&__preempt_count);
	else if (&pcpu_hot)
		count = ((const struct pcpu_hot *)bpf_this_cpu_ptr(&pcpu_hot))->preempt_count;
	return count & interrupt_mask;
}

#endif
