/* SPDX-License-Identifier: GPL-2.0-only */
/* Is the running task in a system call, and not in a fault of its own? */
#ifndef FAULTLINE_BPF_SYSCALL_BPF_H
#define FAULTLINE_BPF_SYSCALL_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* x86 keeps the number of the call there, and -1 where an exception came in */
static __always_inline bool in_syscall(void)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct pt_regs *regs = (const struct pt_regs *)bpf_task_pt_regs(task);

	/* A thread of the kernel has come from nowhere */
	return task->mm && (long)BPF_CORE_READ(regs, orig_ax) >= 0;
}

#endif
