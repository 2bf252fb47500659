/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel has counted of the disk that a file is on. */
#ifndef FAULTLINE_TRIAL_LOAD_PROOF_H
#define FAULTLINE_TRIAL_LOAD_PROOF_H

/**
 * load_commits() - transactions that the filesystem of @fd has committed; of XFS, the writes
 * of its log.
 * Return: -1 after complaining.
 */
long long load_commits(int fd);

/**
 * load_pages_written() - pages that the disk of @fd has written, whatever was in them.
 * Return: -1 after complaining.
 */
long long load_pages_written(int fd);

#endif
