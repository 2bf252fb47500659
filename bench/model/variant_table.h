/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The variants: a new one is an entry here, and what the compiler finds missing after
 * that.  Included where VARIANT() says what is wanted of each, so there is no guard.
 */
VARIANT(EXT4_BUFFER_HEAD, "ext4-buffer_head",
	.filesystem = FILESYSTEM_EXT4, .options = EXT4_OPTIONS, .large_since = "6.16",
	.path = PATH_EXT4_BUFFER_HEAD, .delays_allocation = true,
	.compared_with = &variants[VARIANT_EXT4_IOMAP], .head = { "ext4", "bh" },
	.style = "#000000 7 1")

VARIANT(EXT4_BUFFER_HEAD_NODELALLOC, "ext4-buffer_head-nodelalloc",
	.filesystem = FILESYSTEM_EXT4, .options = EXT4_OPTIONS ",nodelalloc",
	.large_since = "6.16",
	.path = PATH_EXT4_BLOCK_WRITE, .allocates_by_block = true,
	.compared_with = &variants[VARIANT_EXT4_IOMAP_NODELALLOC], .head = { "ext4 bh", "nodelal." },
	.style = "#0072b2 5 5")

VARIANT(EXT4_IOMAP, "ext4-iomap",
	.filesystem = FILESYSTEM_EXT4, .options = EXT4_OPTIONS ",buffered_iomap",
	.new_option = "buffered_iomap",
	.path = PATH_EXT4_IOMAP, .delays_allocation = true, .head = { "ext4", "iomap" },
	.style = "#d55e00 9 2")

VARIANT(EXT4_IOMAP_NODELALLOC, "ext4-iomap-nodelalloc",
	.filesystem = FILESYSTEM_EXT4, .options = EXT4_OPTIONS ",nodelalloc,buffered_iomap",
	.new_option = "buffered_iomap",
	.path = PATH_EXT4_IOMAP, .head = { "ext4 iom", "nodelal." },
	.style = "#009e73 6 3")

/* Two runs at the same time have the same identifier, and XFS minds */
VARIANT(XFS, "xfs",
	.filesystem = FILESYSTEM_XFS, .options = "nouuid", .large_since = "5.18",
	.large_writes_since = "6.6",
	.path = PATH_IOMAP, .delays_allocation = true,
	.compared_with = &variants[VARIANT_EXT4_IOMAP],
	.compared_else = &variants[VARIANT_EXT4_BUFFER_HEAD], .head = { "xfs", "iomap" },
	.style = "#cc79a7 4 4")

VARIANT(TMPFS, "tmpfs",
	.filesystem = FILESYSTEM_TMPFS, .options = "huge=never", .options_large = "huge=always",
	.options_by_write = "huge=within_size",
	.path = PATH_NO_MKWRITE, .in_memory = true, .head = { "tmpfs", "shmem" },
	.style = "#e69f00 8 1")
