/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one rule for faults of Linux itself: the model is strict, unless a fault is named with
 * --known. Then a byte that the fault reaches may also have the value that the fault gives it
 * (struct model, alt), until something is put over it; nothing else is tolerated. Only whole
 * blocks in a ZERO_RANGE over EOF are not tried then, for what they lead to knows no end.
 *
 * tests/ext4/tap.sh has the list for a mount: buffer heads get what Linux 7.3.4 does wrong there,
 * buffered_iomap gets what it shares with them, for the queue is to do better in the rest.
 */
#ifndef EX_KNOWN_H
#define EX_KNOWN_H

enum known {
	KNOWN_DIO	= 0x1,	/* a direct write past EOF shows stores past EOF */
	KNOWN_ZERO	= 0x2,	/* a block-aligned ZERO_RANGE over EOF keeps EOF's block in the
				 * page cache, and loses what is written there next */
	KNOWN_REPLACE	= 0x4,	/* a file renamed over another one is zeroes after a crash */
	KNOWN_GROW	= 0x10,	/* a write past EOF that fails grows the file to its start */
	KNOWN_TRIM	= 0x20,	/* ... and frees what was preallocated past EOF */
	KNOWN_LEAK	= 0x40,	/* a cut write leaves reservations; a direct read of them fails */
	KNOWN_ZEROFAIL	= 0x80,	/* a ZERO_RANGE that finds no space has dropped the page cache:
				 * what was dirty is lost, and what the disk held comes back */
	KNOWN_SEEK	= 0x100, /* SEEK_HOLE and SEEK_DATA look an unwritten extent up, and then
				 * for its pages: those of an uncached write may have been
				 * written and dropped between the two */
	KNOWN_STALE	= 0x8,	/* a block is mapped before it is written: a write error, or
				 * a failed ZERO_RANGE, shows what it held before */
};

/* A list of names with commas; -1 if one of them is unknown. */
int known_parse(const char *list);
/* The list again, "" if it is empty. */
const char *known_list(int known);

#endif
