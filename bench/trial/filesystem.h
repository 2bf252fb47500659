/* SPDX-License-Identifier: GPL-2.0-only */
/* Make and mount the filesystem that a cell is about. For other folders. */
#ifndef FAULTLINE_TRIAL_FILESYSTEM_H
#define FAULTLINE_TRIAL_FILESYSTEM_H

#include <stdbool.h>

#include "model/cell.h"
#include "trial/device_setup.h"

/** Of each filesystem that is made here: the same each time, and known again by the next run. */
#define FILESYSTEM_UUID "fa017117-e000-4000-8000-000000000001"

/** A filesystem; what it was made for, so that trials that fit can share it. */
struct filesystem {
	const char *device;	/**< block device, erased by filesystem_make() */
	char *mount_point;	/**< an empty directory */
	unsigned long long bytes;	/**< of the device that the filesystem uses */
	int steady;		/**< switch off what waits for the device in a fault */
	int made, mounted;
	struct device_setup disk;	/**< while it is mounted: disk.path is what is */
	struct cell made_for;
};

/** filesystem_fits() - was @fs made, and is it what @cell needs? */
int filesystem_fits(const struct filesystem *fs, const struct cell *cell);

/**
 * filesystem_make() - make a new filesystem for @cell on fs->device, which is
 * not mounted.  Everything on it is lost.
 * Return: 0, or -1 after complaining.
 */
int filesystem_make(struct filesystem *fs, const struct cell *cell);

/**
 * filesystem_mount() - mount the filesystem that was made.  Every trial gets
 * its own mount: where ext4 puts a file depends on the files before it.
 * Return: 0, or -1 after complaining; filesystem_unmount() is due either way.
 */
int filesystem_mount(struct filesystem *fs);

/** filesystem_unmount() - if it is mounted. Return: 0, or -1 after complaining. */
int filesystem_unmount(struct filesystem *fs);

/** filesystem_allowed() - may this process mount? */
bool filesystem_allowed(void);

/**
 * filesystem_missing() - can this kernel have what @cell needs?
 * Return: NULL if it can, else what is missing; overwritten by the next call.
 */
const char *filesystem_missing(const struct cell *cell);

/** ZEROOUT_SETTING - what fs->steady sets for ext4, for the record. */
#define ZEROOUT_SETTING "extent_max_zeroout_kb=0"

#endif
