/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who waits, and who made them wait: a process, where it is in the kernel, or
 * an interrupt.  What the kernel side and ours have in common; who.bpf.h fills it in.
 */
#ifndef FAULTLINE_BPF_WHO_H
#define FAULTLINE_BPF_WHO_H

#include <linux/types.h>

#define STACK_DEPTH 24
#define STACK_DEPTH_INTERRUPT 12	/* of its own frames; not of what it interrupted */
#define STACKS 4096			/* different ones */

struct stack {
	__u64 ip[STACK_DEPTH];
};

enum who_context { WHO_UNKNOWN, WHO_TASK, WHO_INTERRUPT };

struct who {
	__u32 context;
	__u32 pid;		/* of the process; 0 in an interrupt */
	char comm[16];
	__u64 stack;		/* key of the map of stacks; 0: none */
};

#endif
