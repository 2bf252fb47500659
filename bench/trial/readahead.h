/* SPDX-License-Identifier: GPL-2.0-only */
/* How much the kernel reads ahead of a file that is opened from now on. */
#ifndef FAULTLINE_TRIAL_READAHEAD_H
#define FAULTLINE_TRIAL_READAHEAD_H

#include <stddef.h>

#include "trial/setting.h"

/**
 * readahead_set() - read @bytes ahead of files on @device; 0: leave it as it is.
 * Return: 0, or -1 after complaining; setting_restore() is due either way.
 */
int readahead_set(struct setting *readahead, const char *device, size_t bytes);

#endif
