/* SPDX-License-Identifier: GPL-2.0-only */
/* Counters that all CPUs share. */
#ifndef FAULTLINE_BPF_COUNTERS_BPF_H
#define FAULTLINE_BPF_COUNTERS_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>

static __always_inline void count(__u64 *counter)
{
	__sync_fetch_and_add(counter, 1);
}

/* Return: is @value the largest now?  Eight others at the same time are too many. */
static __always_inline bool raise(__u64 *max, __u64 value)
{
	for (int i = 0; i < 8; i++) {
		__u64 old = *(volatile __u64 *)max;

		if (old >= value)
			return false;
		if (__sync_val_compare_and_swap(max, old, value) == old)
			return true;
	}
	return false;
}

#endif
