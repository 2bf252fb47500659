/* SPDX-License-Identifier: GPL-2.0-only */
/* Make and mount the filesystem that a cell is about. */
#ifndef FAULTLINE_FILESYSTEM_H
#define FAULTLINE_FILESYSTEM_H

#include "cell.h"

/** A mounted filesystem; what it is for, so that it can be kept between trials. */
struct filesystem {
	const char *device;	/**< block device, erased by filesystem_make() */
	char *mount_point;	/**< an empty directory */
	unsigned long long bytes;	/**< of the device that the filesystem uses */
	int steady;		/**< switch off what waits for the device in a fault */
	int mounted;
	struct cell made_for;
};

/** filesystem_fits() - is @fs mounted, and what @cell needs? */
int filesystem_fits(const struct filesystem *fs, const struct cell *cell);

/**
 * filesystem_make() - unmount what is there, make a new filesystem for @cell,
 * mount it.  Everything on fs->device is lost.
 * Return: 0, or -1 after complaining, with nothing mounted.
 */
int filesystem_make(struct filesystem *fs, const struct cell *cell);

/** filesystem_unmount() - if it is mounted. Return: 0, or -1 after complaining. */
int filesystem_unmount(struct filesystem *fs);

/**
 * filesystem_missing() - can this kernel mount @variant?
 * Return: NULL if it can, else what is missing.
 */
const char *filesystem_missing(enum variant variant);

/** filesystem_options() - what mount(2) is given as data for @cell's variant. */
const char *filesystem_options(const struct cell *cell);

/** ZEROOUT_SETTING - what fs->steady sets for ext4, for the record. */
#define ZEROOUT_SETTING "extent_max_zeroout_kb=0"

#endif
