/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a disk that loses its cache may hold after a power cut.
 *
 * A flush makes durable what had ended when the disk took it. Any other write is there, or not,
 * or some of its sectors are. The record knows when a write ended on the disk, not when the
 * kernel was told, a moment later: a flush that was sent in that moment counts for a write
 * here that it need not hold. Such a state is one that a disk may leave, too, only a kind one.
 *
 * QEMU copies a write into the record right after it ended. A store to its page in between is
 * in the record with it, and the line that announced the store behind it. If the cut falls just
 * there, a right disk is called wrong. For that the line must be written and the guest go on
 * before one copy in memory is done; it has not been seen.
 */
#ifndef POWERCUT_H
#define POWERCUT_H

#include "writelog.h"

struct disk {
	const struct writelog *w;
	char *durable;		/* entries before `applied` */
	char *image;		/* what the cut left */
	size_t applied;
};

struct cut {
	size_t at;		/* the power fails after this entry */
	unsigned int seed;
	bool drop;		/* the last write before the last flush is lost: the disk lied */
	/* what became of the writes since the last flush */
	unsigned int whole, torn, lost;
};

void disk_init(struct disk *d, const struct writelog *w, int filled_with);

/* Make the image. Cuts must come in their order. */
void disk_cut(struct disk *d, struct cut *cut);

#endif
