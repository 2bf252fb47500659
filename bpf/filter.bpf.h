/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose events count: the kernel side of struct trace_filter; 0 is any. */
#ifndef FAULTLINE_BPF_FILTER_BPF_H
#define FAULTLINE_BPF_FILTER_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

const volatile __u32 only_tgid;
const volatile bool with_children;
const volatile __u32 only_dev;		/* in the kernel's own form */
const volatile __u64 only_cgroup;
const volatile __s32 only_cgroup_level;	/* with those below; -1: without */

static __always_inline bool wanted_process(void)
{
	const struct task_struct *task;

	if (bpf_get_current_pid_tgid() >> 32 == only_tgid)
		return true;
	if (!with_children)
		return false;
	task = (const struct task_struct *)bpf_get_current_task();
	return (__u32)BPF_CORE_READ(task, real_parent, tgid) == only_tgid;
}

static __always_inline bool wanted_task(void)
{
	if (only_tgid && !wanted_process())
		return false;
	if (!only_cgroup)
		return true;
	return (only_cgroup_level < 0 ? bpf_get_current_cgroup_id() :
		bpf_get_current_ancestor_cgroup_id(only_cgroup_level)) == only_cgroup;
}

static __always_inline bool wanted_inode(const struct inode *inode)
{
	return !only_dev || inode->i_sb->s_dev == only_dev;
}

#endif
