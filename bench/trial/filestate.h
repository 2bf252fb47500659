/* SPDX-License-Identifier: GPL-2.0-only */
/* Bring a file into the state that a trial begins with, and show that it is. For other folders. */
#ifndef FAULTLINE_TRIAL_FILESTATE_H
#define FAULTLINE_TRIAL_FILESTATE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/cell.h"

/** What the kernel says of a file; pages from cachestat(2), bytes from FIEMAP. */
struct file_facts {
	size_t cached;			/**< pages in the page cache */
	size_t dirty;			/**< of these, dirty */
	size_t writeback;		/**< of these, under writeback */
	size_t extents;			/**< in the file's range */
	size_t first_byte;		/**< of the first extent on the device; 0 if delayed */
	size_t written_bytes;		/**< allocated, holding data */
	size_t unwritten_bytes;		/**< allocated by fallocate */
	size_t delalloc_bytes;		/**< reserved, no blocks yet */
	size_t tree_blocks;		/**< of ext4, that hold the tree of its extents */
	unsigned int tree_depth;	/**< of ext4: levels below the inode; 0: the inode has all */
	int has_tree;			/**< it is on ext4 */
	int has_extents;		/**< 0: the filesystem has no FIEMAP */
};

/**
 * filestate_make() - fill the new, empty file @fd up to cell->size.
 * For STATE_REDIRTY this makes STATE_WRITTEN; mapping and touching it for the
 * first time is left to the trial.
 * Return: 0, or -1 after complaining.
 */
int filestate_make(int fd, const struct cell *cell);

/**
 * filestate_reload_extents() - forget what the filesystem remembers of @fd's
 * extents in memory, and read them in again.
 * Return: 0, or -1 after complaining.
 */
int filestate_reload_extents(int fd);

/** filestate_possible() - can this kernel tell? Return: true, or false after complaining. */
bool filestate_possible(void);

/** filestate_read() - ask the kernel. Return: 0, or -1 after complaining. */
int filestate_read(int fd, const struct cell *cell, struct file_facts *facts);

/** filestate_tree_depth() - levels of ext4's tree of extents that takes @blocks blocks. */
unsigned int filestate_tree_depth(size_t blocks, unsigned int block_size);

/** filestate_dirty() - its dirty pages. Return: how many, or -1 with errno set. */
long filestate_dirty(int fd, const struct cell *cell);

/**
 * filestate_wrong() - is a file with @facts in the state that @cell begins with?
 * Return: NULL if it is, else what is wrong.
 */
const char *filestate_wrong(const struct cell *cell, const struct file_facts *facts);

#endif
