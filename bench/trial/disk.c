// SPDX-License-Identifier: GPL-2.0-only
/*
 * What stands between a run and somebody's data.  These must hold before a device is given to
 * mkfs: it was named, it is not mounted, nothing else has it (the kernel says so through
 * O_EXCL, whatever is forced: so the root disk is always refused), it is no device-mapper
 * device, libblkid finds no signature, and who sits at a terminal has said yes.
 */
#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "trial/disk.h"
#include "trial/filesystem.h"
#include "trial/restore.h"

#define LEAST_BYTES (1ULL << 30)

/* What libblkid finds on @fd ("ext4", "gpt"): 1 found, 0 nothing, -1 error */
static int signature(int fd, const char *path, char *found, size_t len)
{
	blkid_probe probe = blkid_new_probe();
	const char *value;
	bool ours;
	int ret = -1;

	*found = '\0';
	if (!probe || blkid_probe_set_device(probe, fd, 0, 0)) {
		complain("%s: libblkid cannot read it: %s", path, strerror(errno));
		goto out;
	}
	blkid_probe_enable_superblocks(probe, 1);
	blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_UUID);
	blkid_probe_enable_partitions(probe, 1);
	ret = blkid_do_safeprobe(probe);
	if (ret == -1) {
		complain("%s: libblkid cannot read it", path);
		goto out;
	}
	/* 1 means nothing found, -2 more than one thing; what an earlier run left is nothing */
	ours = ret == 0 && blkid_probe_lookup_value(probe, "PTTYPE", &value, NULL) &&
	       !blkid_probe_lookup_value(probe, "UUID", &value, NULL) &&
	       !strcmp(value, FILESYSTEM_UUID);
	ret = ret != 1 && !ours;
	if (ret) {
		if (blkid_probe_lookup_value(probe, "TYPE", &value, NULL) &&
		    blkid_probe_lookup_value(probe, "PTTYPE", &value, NULL))
			value = "several signatures";
		snprintf(found, len, "%s", value);
	}
out:
	blkid_free_probe(probe);
	return ret;
}

static int check_empty(int fd, const char *path, int force)
{
	char found[64];
	int ret = signature(fd, path, found, sizeof(found));

	if (ret <= 0 || force)
		return ret < 0 ? -1 : 0;
	return complain("%s holds %s; --force erases it", path, found);
}

/* What is built of other devices is somebody's: a volume, an encrypted disk */
static int check_plain(dev_t number, const char *path, int force)
{
	char sys[64], name[128];

	snprintf(sys, sizeof(sys), "/sys/dev/block/%u:%u/dm/name", major(number), minor(number));
	if (force || !read_line(sys, name, sizeof(name)))
		return 0;
	return complain("%s is the device-mapper device %s; --force erases it", path, name);
}

/* "Samsung SSD 990 PRO"; a partition is one folder below its disk. Return: @buf, "" if unknown */
static const char *model_of(dev_t number, char *buf, size_t len)
{
	char path[64];

	for (int up = 0; up < 2; up++) {
		snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/%sdevice/model", major(number),
			 minor(number), up ? "../" : "");
		if (read_line(path, buf, len)) {
			for (size_t n = strlen(buf); n && buf[n - 1] == ' '; n--)
				buf[n - 1] = '\0';
			return buf;
		}
	}
	return "";
}

static int confirm(const struct disk *disk, const char *path, dev_t number)
{
	char model[80], answer[16] = "";
	const char *name = model_of(number, model, sizeof(model));

	fprintf(stderr, "faultline: erase %s (%s%s%llu MiB)? [y/N] ", path, name, *name ? ", " : "",
		disk->bytes >> 20);
	if (fgets(answer, sizeof(answer), stdin) && (!strcasecmp(answer, "y\n") || !strcasecmp(answer, "yes\n")))
		return 0;
	return complain("%s is left alone; --yes does not ask", path);
}

int disk_open_device(struct disk *disk, const char *path, int force, bool ask)
{
	struct stat st;

	disk->fd = open(path, O_RDWR | O_EXCL | O_CLOEXEC);
	if (disk->fd < 0) {
		if (errno == EBUSY)
			return complain("%s is mounted or in use; name a free device", path);
		return complain("device %s: %s", path, strerror(errno));
	}
	if (fstat(disk->fd, &st) || !S_ISBLK(st.st_mode)) {
		complain("%s is no block device; a file goes with --image", path);
		goto fail;
	}
	if (ioctl(disk->fd, BLKGETSIZE64, &disk->bytes) || disk->bytes < LEAST_BYTES) {
		complain("%s has %llu MiB; at least 1024 are needed", path, disk->bytes >> 20);
		goto fail;
	}
	if (check_plain(st.st_rdev, path, force) || check_empty(disk->fd, path, force) ||
	    (ask && confirm(disk, path, st.st_rdev)))
		goto fail;
	/* The kernel knows no link from /dev/disk/by-id */
	disk->device = realpath(path, NULL);
	if (!disk->device) {
		complain("device %s: %s", path, strerror(errno));
		goto fail;
	}
	/* mkfs and mount want it exclusively themselves */
	close(disk->fd);
	disk->fd = -1;
	return 0;
fail:
	close(disk->fd);
	disk->fd = -1;
	return -1;
}

/* Put the file behind a free loop device, which goes away with its last user */
static int attach_loop(struct disk *disk, int image_fd)
{
	struct loop_config config = {
		.fd = (unsigned int)image_fd,
		.info.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO,
	};
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int number = -1;

	if (control < 0)
		return complain("/dev/loop-control: %s", strerror(errno));
	/* Somebody else may take the free one first: then ask again */
	for (int tries = 0; tries < 16; tries++) {
		number = ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0 || asprintf(&disk->device, "/dev/loop%d", number) < 0) {
			disk->device = NULL;
			break;
		}
		disk->fd = open(disk->device, O_RDWR | O_CLOEXEC);
		if (disk->fd >= 0 && !ioctl(disk->fd, LOOP_CONFIGURE, &config)) {
			close(control);
			return 0;
		}
		/* tmpfs cannot do direct I/O */
		if (errno == EINVAL)
			config.info.lo_flags &= ~(unsigned int)LO_FLAGS_DIRECT_IO;
		else if (errno != EBUSY)
			tries = 16;
		if (disk->fd >= 0)
			close(disk->fd);
		disk->fd = -1;
		free(disk->device);
		disk->device = NULL;
	}
	close(control);
	return complain("no loop device for the image: %s", strerror(errno));
}

/* A file has no O_EXCL, so ask each loop device whether it has this one */
static int check_unused(const struct stat *image, const char *path)
{
	struct loop_info64 info;
	glob_t loops;
	int ret = 0;

	if (glob("/dev/loop[0-9]*", 0, NULL, &loops))
		return 0;
	for (size_t i = 0; !ret && i < loops.gl_pathc; i++) {
		int fd = open(loops.gl_pathv[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			continue;
		if (!ioctl(fd, LOOP_GET_STATUS64, &info) && info.lo_inode == image->st_ino &&
		    info.lo_device == image->st_dev)
			ret = complain("image %s is in use by %s; name another", path,
				       loops.gl_pathv[i]);
		close(fd);
	}
	globfree(&loops);
	return ret;
}

static int make_image(int fd, const char *path, const struct stat *made, unsigned long long bytes)
{
	int error;

	if (restore_image(path, made)) {
		unlink(path);
		return -1;
	}
	error = posix_fallocate(fd, 0, (off_t)bytes);
	if (!error)
		return 0;
	return complain("image %s: %s; it takes %llu MiB", path, strerror(error), bytes >> 20);
}

int disk_open_image(struct disk *disk, const char *path, unsigned long long bytes, int force)
{
	struct stat st;
	bool made;
	int fd;

	disk->image = strdup(path);
	if (!disk->image)
		return complain("out of memory");
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	made = fd >= 0;
	if (fd < 0 && errno == EEXIST)
		fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return complain("image %s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		complain("image %s is no file; a device goes with --device", path);
		goto fail;
	}
	if (made && make_image(fd, path, &st, bytes))
		goto fail;
	if (check_unused(&st, path))
		goto fail;
	disk->bytes = made ? bytes : (unsigned long long)st.st_size;
	if (disk->bytes < LEAST_BYTES) {
		complain("image %s has %llu MiB; at least 1024 are needed", path,
			 disk->bytes >> 20);
		goto fail;
	}
	if (check_empty(fd, path, force) || attach_loop(disk, fd))
		goto fail;
	close(fd);
	return 0;
fail:
	close(fd);
	return -1;
}

void disk_close(struct disk *disk)
{
	if (disk->fd >= 0)
		close(disk->fd);
	free(disk->device);
	free(disk->image);
	memset(disk, 0, sizeof(*disk));
	disk->fd = -1;
}
