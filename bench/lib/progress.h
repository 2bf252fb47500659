/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_LIB_PROGRESS_H
#define FAULTLINE_LIB_PROGRESS_H

#include <stddef.h>

/**
 * progress_show() - "12/240 label, 1:05 left" on a terminal; nothing elsewhere.
 * @most: seconds after which all is over at the latest, then "at most 1:05 left"; 0: what is
 * left is judged by what is done.
 */
void progress_show(size_t done, size_t all, const char *label, double most);

/** progress_clear() - leave an empty line behind. */
void progress_clear(void);

#endif
