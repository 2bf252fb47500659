/* SPDX-License-Identifier: GPL-2.0-only */
/* What a filesystem has free, piece by piece. */
#ifndef FAULTLINE_TRIAL_FREE_SPACE_H
#define FAULTLINE_TRIAL_FREE_SPACE_H

#include <stddef.h>

struct free_space {
	size_t pieces;		/**< with something in use between them */
	size_t bytes;		/**< of all pieces */
	size_t largest;		/**< bytes of the largest */
};

/* What setup=aged has */
#define AGED_HOLES 4096
#define AGED_PAGES 16	/* of a hole, at most */
#define AGED_LARGEST (2 * AGED_PAGES * 4096UL)	/* bytes of what is free in one */
/* At least: they have half of that on average */
#define AGED_FREE (AGED_HOLES * (AGED_PAGES / 2) * 4096ULL)

/** free_space_read() - of the filesystem of @fd. Return: 0, or -1 after complaining. */
int free_space_read(int fd, struct free_space *space);

/** free_space_wrong() - is it in pieces, as setup=aged says? Return: NULL if so, else why not. */
const char *free_space_wrong(const struct free_space *space);

#endif
