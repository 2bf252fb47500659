/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of a disk's writes and flushes, as QEMU's blklogwrites filter leaves it
 * (scripts/guest --write-log), in the order in which the disk ended them.
 *
 * A part at the end of that disk holds no filesystem: each write there is a line of text, which
 * says what a program was about to do or had done (--log of the exerciser). So the order of lines
 * and writes is known exactly: what comes after a line began after the line was under way.
 */
#ifndef WRITELOG_H
#define WRITELOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECTOR		512
#define LINES_SIZE	(64 << 10)	/* at the end of the disk */

struct entry {
	enum { ENTRY_WRITE, ENTRY_LINE, ENTRY_FLUSH } kind;
	uint64_t pos;			/* byte on the disk */
	uint64_t len;
	const char *data;
};

struct writelog {
	struct entry *entries;
	size_t nr;
	uint64_t fs_size;		/* of the disk, without the part for lines */
};

/* Ends the program if the record is damaged, or of something that is not understood here. */
void writelog_read(struct writelog *w, const char *path, uint64_t disk_size);

#endif
