/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that appear whole or not at all, whatever signal ends the program. */
#ifndef FAULTLINE_LIB_OUTFILE_H
#define FAULTLINE_LIB_OUTFILE_H

#include <stdio.h>

struct outfile {
	FILE *file;
	char path[4096];	/**< where it will be */
	char tmp[4096 + 8];	/**< where it is written; a signal that ends us removes it */
	struct outfile *next;	/**< that is open, too */
};

/**
 * outfile_open() - begin DIR/NAME, which is replaced if it is a regular file.
 * @out: stays where it is until outfile_commit() or outfile_discard().
 * Return: 0, or -1 after complaining.
 */
int outfile_open(struct outfile *out, const char *dir, const char *name);

/**
 * outfile_commit() - flush, fsync and rename into place.
 * Return: 0, or -1 after complaining, with the earlier file as it was.
 */
int outfile_commit(struct outfile *out);

/**
 * outfile_flush_stdout() - see that what was printed has arrived.
 * Return: 0, or -1 after complaining, once.
 */
int outfile_flush_stdout(void);

/** outfile_discard() - throw away what was written. */
void outfile_discard(struct outfile *out);

#endif
