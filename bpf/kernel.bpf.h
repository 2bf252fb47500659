/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel types that the tracers read, cut down to the members they use.
 * libbpf relocates every access to where the member is in the running kernel
 * (CO-RE), so one object serves all kernels that have it at all.
 */
#ifndef FAULTLINE_BPF_KERNEL_BPF_H
#define FAULTLINE_BPF_KERNEL_BPF_H

#include <linux/bpf.h>
#include <stdbool.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* "opaque": nothing of these is read. clang 19 crashes on members that have no size. */

struct rw_semaphore {
	char opaque;
};

struct percpu_rw_semaphore {
	char opaque;
};

struct spinlock {
	char opaque;
};

struct rwlock {
	char opaque;
};

struct qrwlock {
	char opaque;
};

struct xarray {
	char opaque;
};

struct rb_node {
	char opaque;
};

struct rb_root {
	struct rb_node *rb_node;
};

struct rb_root_cached {
	struct rb_root rb_root;
};

struct backing_dev_info {
	char opaque;
};

struct sb_writers {
	struct percpu_rw_semaphore rw_sem[3];
};

struct super_block {
	unsigned int s_dev;
	unsigned long s_magic;
	struct dentry *s_root;
	struct sb_writers s_writers;
	struct backing_dev_info *s_bdi;
	void *s_fs_info;
};

struct hlist_node {
	char opaque;
};

struct hlist_head {
	struct hlist_node *first;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
	struct super_block *d_sb;
	struct hlist_node d_alias;
};

struct inode {
	struct super_block *i_sb;
	struct address_space *i_mapping;
	struct rw_semaphore i_rwsem;
	unsigned long i_ino;
	struct hlist_head i_dentry;
};

struct address_space {
	struct inode *host;
	struct xarray i_pages;
	struct rw_semaphore invalidate_lock;
	struct rb_root_cached i_mmap;
	struct spinlock i_private_lock;
	struct rw_semaphore i_mmap_rwsem;
};

struct file {
	struct address_space *f_mapping;
};

struct fdtable {
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct rcuwait {
	char opaque;
};

struct mm_struct {
	struct rw_semaphore mmap_lock;
	struct rcuwait vma_writer_wait;
};

struct vm_area_struct {
	struct file *vm_file;
	struct mm_struct *vm_mm;
	struct {
		struct {
			int counter;
		} refs;
	} vm_refcnt;
	struct {
		struct rb_node rb;
	} shared;
};

struct vma_exclude_readers_state {
	struct vm_area_struct *vma;
	bool detaching;
};

enum fault_flag {
	FAULT_FLAG_VMA_LOCK = 1 << 12,
};

struct vm_fault {
	struct vm_area_struct *vma;
	enum fault_flag flags;
};

struct folio {
	unsigned long flags;
	struct address_space *mapping;
	unsigned long index;
};

#define WQ_FLAG_EXCLUSIVE 0x01

struct wait_queue_entry {
	unsigned int flags;
	void *private;
	void *func;
};

struct wait_page_queue {
	struct folio *folio;
	int bit_nr;
	struct wait_queue_entry wait;
};

struct wait_page_key {
	struct folio *folio;
	int bit_nr;
};

/* Where x86 had its preempt count for a while */
struct pcpu_hot {
	int preempt_count;
};

struct pt_regs {
	unsigned long orig_ax;
};

struct task_struct {
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct mm_struct *mm;
	struct files_struct *files;
	void *journal_info;
};

struct block_device {
	__u32 bd_dev;
};

struct transaction_s {
	struct journal_s *t_journal;
	unsigned int t_tid;
	enum { T_RUNNING, T_LOCKED, T_SWITCH } t_state;
	unsigned long t_requested;
	struct {
		int counter;
	} t_updates;
};

struct journal_s {
	int j_barrier_count;
	struct transaction_s *j_running_transaction;
	struct block_device *j_fs_dev;
	void *j_private;
	struct rwlock j_state_lock;
	struct spinlock j_list_lock;
};

struct ext4_sb_info {
	struct journal_s *s_journal;
};

struct ext4_inode_info {
	struct rw_semaphore i_data_sem;
	struct inode vfs_inode;
	struct rwlock i_es_lock;
};

struct xfs_inode {
	struct inode i_vnode;
};

struct xfs_mount {
	struct super_block *m_super;
};

struct xlog {
	struct xfs_mount *l_mp;
};

struct shmem_inode_info {
	struct inode vfs_inode;
};

struct jbd2_journal_handle {
	struct transaction_s *h_transaction;
	int h_ref;
	unsigned char h_reserved : 1;
};

struct transaction_run_stats_s {
	__u32 rs_handle_count;
	__u32 rs_blocks_logged;
};

#pragma clang attribute pop

enum pageflags {
	PG_locked,
	PG_writeback,
};

#endif
