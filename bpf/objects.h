/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the kernel's objects behind a mapped file are.  This is what the kernel side
 * (objects.bpf.c) and ours (bench/trace/objects.c) have in common.
 */
#ifndef FAULTLINE_BPF_OBJECTS_H
#define FAULTLINE_BPF_OBJECTS_H

#include <linux/types.h>

/* A new object is a line here, and one in objects.bpf.c that finds it */
#define OBJECTS(OBJECT) \
	OBJECT(MM,		mm_struct) \
	OBJECT(VMA,		vm_area_struct) \
	OBJECT(FILE,		file) \
	OBJECT(EXT4_INODE,	ext4_inode_info) \
	OBJECT(XFS_INODE,	xfs_inode) \
	OBJECT(SHMEM_INODE,	shmem_inode_info) \
	OBJECT(SUPER_BLOCK,	super_block) \
	OBJECT(EXT4_SB,		ext4_sb_info) \
	OBJECT(XFS_MOUNT,	xfs_mount) \
	OBJECT(BDI,		backing_dev_info) \
	OBJECT(JOURNAL,		journal_s) \
	OBJECT(TRANSACTION,	transaction_s)

enum object {
#define OBJECT(id, type) OBJECT_##id,
	OBJECTS(OBJECT)
#undef OBJECT
	NR_OBJECTS
};

/* What the program is asked, and answers */
struct object_addresses {
	__u32 fd;			/* of the file, open in the calling process */
	__u32 unused;
	__u64 address[NR_OBJECTS];	/* 0: there is none */
};

#endif
