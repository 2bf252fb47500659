// SPDX-License-Identifier: GPL-2.0-only
/*
 * The objects behind a mapped file, kernel side: run once by the process that has it open.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "objects.h"

#define EXT4_SUPER_MAGIC	0xef53
#define XFS_SUPER_MAGIC		0x58465342
#define TMPFS_MAGIC		0x01021994

char _license[] SEC("license") = "GPL";

static __always_inline struct file *file_of(struct task_struct *task, __u32 fd)
{
	struct file **files = BPF_CORE_READ(task, files, fdt, fd);
	struct file *file = NULL;

	bpf_probe_read_kernel(&file, sizeof(file), files + fd);
	return file;
}

/* One mapping: the root of the tree of them.  A tree node is in its VMA */
static __always_inline __u64 vma_of(struct address_space *mapping)
{
	struct rb_node *node = BPF_CORE_READ(mapping, i_mmap.rb_root.rb_node);

	if (!node || !bpf_core_field_exists(struct vm_area_struct, shared.rb))
		return 0;
	return (__u64)node - bpf_core_field_offset(struct vm_area_struct, shared.rb);
}

static __always_inline void find_ext4(struct super_block *sb, struct inode *inode, __u64 *found)
{
	struct ext4_sb_info *info = BPF_CORE_READ(sb, s_fs_info);
	struct journal_s *journal = BPF_CORE_READ(info, s_journal);

	found[OBJECT_EXT4_INODE] = (__u64)inode -
		bpf_core_field_offset(struct ext4_inode_info, vfs_inode);
	found[OBJECT_EXT4_SB] = (__u64)info;
	found[OBJECT_JOURNAL] = (__u64)journal;
	if (journal)
		found[OBJECT_TRANSACTION] = (__u64)BPF_CORE_READ(journal, j_running_transaction);
}

SEC("syscall")
int find_objects(struct object_addresses *asked)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	struct file *file = file_of(task, asked->fd);
	struct address_space *mapping = BPF_CORE_READ(file, f_mapping);
	struct inode *inode = BPF_CORE_READ(mapping, host);
	struct super_block *sb = BPF_CORE_READ(inode, i_sb);
	__u64 *found = asked->address, magic = BPF_CORE_READ(sb, s_magic);

	found[OBJECT_MM] = (__u64)BPF_CORE_READ(task, mm);
	found[OBJECT_VMA] = vma_of(mapping);
	found[OBJECT_FILE] = (__u64)file;
	found[OBJECT_SUPER_BLOCK] = (__u64)sb;
	found[OBJECT_BDI] = (__u64)BPF_CORE_READ(sb, s_bdi);
	if (magic == EXT4_SUPER_MAGIC && bpf_core_type_exists(struct ext4_inode_info))
		find_ext4(sb, inode, found);
	if (magic == XFS_SUPER_MAGIC && bpf_core_type_exists(struct xfs_inode)) {
		found[OBJECT_XFS_INODE] = (__u64)inode -
			bpf_core_field_offset(struct xfs_inode, i_vnode);
		found[OBJECT_XFS_MOUNT] = (__u64)BPF_CORE_READ(sb, s_fs_info);
	}
	if (magic == TMPFS_MAGIC && bpf_core_type_exists(struct shmem_inode_info))
		found[OBJECT_SHMEM_INODE] = (__u64)inode -
			bpf_core_field_offset(struct shmem_inode_info, vfs_inode);
	return 0;
}
