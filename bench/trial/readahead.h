/* SPDX-License-Identifier: GPL-2.0-only */
/* How much the kernel reads ahead of a file that is opened from now on. */
#ifndef FAULTLINE_TRIAL_READAHEAD_H
#define FAULTLINE_TRIAL_READAHEAD_H

#include <stddef.h>

struct readahead {
	char path[192];		/**< of the setting that was changed, or "" */
	char before[32];
};

/**
 * readahead_set() - read @bytes ahead of files on @device; 0: leave it as it is.
 * Return: 0, or -1 after complaining; readahead_restore() is due either way.
 */
int readahead_set(struct readahead *readahead, const char *device, size_t bytes);

/** readahead_restore() - as it was. Return: 0, or -1 after complaining. */
int readahead_restore(struct readahead *readahead);

#endif
