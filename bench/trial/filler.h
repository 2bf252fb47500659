/* SPDX-License-Identifier: GPL-2.0-only */
/* A file that takes a filesystem's space away. For other folders. */
#ifndef FAULTLINE_TRIAL_FILLER_H
#define FAULTLINE_TRIAL_FILLER_H

/**
 * filler_open() - make it in @dir_fd, so large that @left bytes and no more than FILLER_SLACK
 * besides are free.
 * Return: 0, or -1 after complaining; filler_close() is due either way.
 */
int filler_open(int dir_fd, unsigned long long left);

#define FILLER_SLACK (256ULL << 10)

/**
 * filler_age() - fill @dir_fd's new filesystem for good, and punch the same holes each time, so
 * that AGED_FREE bytes are free, in pieces of 4 to 64 KiB.
 * Return: 0, or -1 after complaining.
 */
int filler_age(int dir_fd);

/** filler_close() - remove it, if it is there. */
void filler_close(int dir_fd);

/** filler_free() - bytes that are free to everybody. Return: -1 after complaining. */
long long filler_free(int dir_fd);

#endif
