/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel types that the tracers read, cut down to the members they use.
 * libbpf relocates every access to where the member is in the running kernel
 * (CO-RE), so one object serves all kernels that have it at all.
 */
#ifndef FAULTLINE_BPF_KERNEL_H
#define FAULTLINE_BPF_KERNEL_H

#include <linux/bpf.h>
#include <stdbool.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct super_block {
	unsigned int s_dev;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
};

struct rw_semaphore {
};

struct address_space {
	struct inode *host;
	struct rw_semaphore invalidate_lock;
};

struct file {
	struct address_space *f_mapping;
};

struct vm_area_struct {
	struct file *vm_file;
};

struct vm_fault {
	struct vm_area_struct *vma;
};

struct folio {
	unsigned long flags;
	struct address_space *mapping;
	unsigned long index;
};

struct task_struct {
	int pid;
	int tgid;
	void *journal_info;
};

struct block_device {
	__u32 bd_dev;
};

struct transaction_s {
	enum { T_RUNNING, T_LOCKED, T_SWITCH } t_state;
};

struct journal_s {
	int j_barrier_count;
	struct transaction_s *j_running_transaction;
	struct block_device *j_fs_dev;
};

struct jbd2_journal_handle {
	unsigned char h_reserved : 1;
};

struct transaction_run_stats_s {
	__u32 rs_handle_count;
	__u32 rs_blocks_logged;
};

#pragma clang attribute pop

#endif
