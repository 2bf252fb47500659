/* SPDX-License-Identifier: GPL-2.0-only */
/* Who runs here, and the stacks that are kept of them. */
#ifndef FAULTLINE_BPF_WHO_BPF_H
#define FAULTLINE_BPF_WHO_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "interrupt.bpf.h"
#include "who.h"

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
