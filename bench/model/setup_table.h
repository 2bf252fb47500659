/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The setups: a new one is an entry here.  Each filesystem is made anew where its setup
 * differs from that of the trial before.  Included where SETUP() says what is wanted of each,
 * so there is no guard.
 */

/* What changes a timestamp alone starts no handle */
SETUP(LAZYTIME, "lazytime",
	.on = { [FILESYSTEM_EXT4] = { true, "lazytime", 0 },
		[FILESYSTEM_XFS] = { true, "lazytime", 0 } },
	.elsewhere = "tmpfs writes no timestamps, soon or late")

/* A commit waits for no data */
SETUP(DATA_WRITEBACK, "data-writeback",
	.on = { [FILESYSTEM_EXT4] = { true, "data=writeback", 0 } },
	.elsewhere = "only ext4 has data=writeback")

/*
 * The smallest that mke2fs makes: handles fill transactions and wait for checkpoints.
 * mkfs.xfs makes no log smaller than 64 MiB, which this size of filesystem has anyway.
 */
SETUP(SMALL_JOURNAL, "small-journal",
	.on = { [FILESYSTEM_EXT4] = { true, NULL, 1024 } },
	.elsewhere = "only ext4 can have a journal smaller than usual")

/*
 * What is left is what the touches need and a mebibyte more, so that ext4 allocates at once
 * where it would delay it: ext4_nonda_switch()
 */
SETUP(NEAR_FULL, "near-full",
	.on = { [FILESYSTEM_EXT4] = { true, NULL, 0 },
		[FILESYSTEM_XFS] = { true, NULL, 0 } },
	.elsewhere = "tmpfs has no disk that fills up")

/* Nobody may store into a page while it is under writeback, as a disk with checksums asks */
SETUP(STABLE_PAGES, "stable-pages",
	.on = { [FILESYSTEM_EXT4] = { true, NULL, 0 },
		[FILESYSTEM_XFS] = { true, NULL, 0 } },
	.elsewhere = "tmpfs has no disk, and no writeback")

/* Each write takes longer: commits, and pages under writeback */
SETUP(SLOW_DEVICE, "slow-device",
	.on = { [FILESYSTEM_EXT4] = { true, NULL, 0 },
		[FILESYSTEM_XFS] = { true, NULL, 0 } },
	.elsewhere = "tmpfs has no disk")

/* What is free is in thousands of small pieces, the same each time */
SETUP(AGED, "aged",
	.on = { [FILESYSTEM_EXT4] = { true, NULL, 0 },
		[FILESYSTEM_XFS] = { true, NULL, 0 } },
	.elsewhere = "tmpfs has no free space that breaks into pieces")
