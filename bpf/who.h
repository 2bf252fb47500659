/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who waits, and who made them wait: a process, where it is in the kernel, or
 * an interrupt.  What the kernel side and ours have in common; the kernel side
 * also gets the means to fill it in.
 */
#ifndef FAULTLINE_WHO_H
#define FAULTLINE_WHO_H

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

#ifdef __bpf__

#include "kernel.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "interrupt.h"

/* By a hash of its own: a BPF_MAP_TYPE_STACK_TRACE loses what collides */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, STACKS);
	__type(key, __u64);
	__type(value, struct stack);
} stacks SEC(".maps");

__u64 stacks_lost;

static __noinline __u64 remember_stack(void *ctx, bool interrupt)
{
	struct stack stack = {};
	__u64 id = 1;

	if (interrupt)
		bpf_get_stack(ctx, &stack, STACK_DEPTH_INTERRUPT * sizeof(stack.ip[0]), 0);
	else
		bpf_get_stack(ctx, &stack, sizeof(stack), 0);
	for (int i = 0; i < STACK_DEPTH; i++) {
		id = (id ^ stack.ip[i]) * 0x9e3779b97f4a7c15;
		id ^= id >> 32;
	}
	if (!bpf_map_lookup_elem(&stacks, &id) &&
	    bpf_map_update_elem(&stacks, &id, &stack, BPF_ANY)) {
		__sync_fetch_and_add(&stacks_lost, 1);
		return 0;
	}
	return id;
}

/* Whoever runs here and now */
static __always_inline void who_am_i(void *ctx, struct who *who)
{
	bool interrupt = in_interrupt();

	__builtin_memset(who, 0, sizeof(*who));
	who->context = interrupt ? WHO_INTERRUPT : WHO_TASK;
	who->stack = remember_stack(ctx, interrupt);
	if (interrupt)
		return;
	who->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(who->comm, sizeof(who->comm));
}

#endif
#endif
