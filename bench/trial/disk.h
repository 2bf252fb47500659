/* SPDX-License-Identifier: GPL-2.0-only */
/* The block device that a run may erase. For other folders. */
#ifndef FAULTLINE_TRIAL_DISK_H
#define FAULTLINE_TRIAL_DISK_H

#include <stdbool.h>

struct disk {
	char *device;		/**< path of the block device */
	int fd;			/**< held open exclusively until the run is over, or -1 */
	char *image;		/**< the image file behind it, or NULL */
	unsigned long long bytes;
};

/**
 * disk_open_device() - check that @path may be erased: a block device that is
 * not mounted or in use; and, unless @force, no device-mapper device, and holds nothing.
 * @ask: on stderr, for an answer on stdin.
 * Return: 0, or -1 after complaining.
 */
int disk_open_device(struct disk *disk, const char *path, int force, bool ask);

/**
 * disk_open_image() - the same for an image file, through a loop device.  A
 * file that does not exist is made, @bytes long with all its blocks, and
 * removed at restore_all().
 */
int disk_open_image(struct disk *disk, const char *path, unsigned long long bytes, int force);

void disk_close(struct disk *disk);

#endif
