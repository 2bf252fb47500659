// SPDX-License-Identifier: GPL-2.0-only
/*
 * By the ioctls of device-mapper: what dmsetup(8) does.  Reads are not delayed, so that making
 * and mounting a filesystem does not take minutes.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/complain.h"
#include "trial/device_mapper.h"
#include "trial/restore.h"
#include "trial/slow_device.h"

#define NAME "faultline-slow"

int slow_device_possible(void)
{
	if (!access(DEVICE_MAPPER, R_OK | W_OK))
		return 1;
	complain("setup=slow-device takes device-mapper: %s: %s", DEVICE_MAPPER, strerror(errno));
	return 0;
}

static int sectors_of(const char *device, unsigned long long *sectors)
{
	int fd = open(device, O_RDONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -1;
	ret = ioctl(fd, BLKGETSIZE64, sectors);
	close(fd);
	*sectors /= 512;
	return ret;
}

/* Of reads, writes and flushes each: where to, and how late */
static int load_table(const char *device, unsigned int ms)
{
	unsigned long long sectors;
	union dm_request request;

	if (sectors_of(device, &sectors))
		return -1;
	dm_prepare(&request, NAME);
	request.header.target_count = 1;
	dm_target(&request)->length = sectors;
	snprintf(dm_target(&request)->target_type, DM_MAX_TYPE_NAME, "delay");
	snprintf(dm_text(&request), sizeof(request) - 512, "%s 0 0 %s 0 %u %s 0 %u", device, device,
		 ms, device, ms);
	return dm_call(DM_TABLE_LOAD, &request);
}

/* Is the table in use the one that was loaded? "259:0 0 0 259:0 0 50 259:0 0 50" */
static int is_slow(unsigned int ms)
{
	unsigned int writes = 0, flushes = 0;
	union dm_request request;

	dm_prepare(&request, NAME);
	request.header.flags = DM_STATUS_TABLE_FLAG;
	if (dm_call(DM_TABLE_STATUS, &request) || request.header.target_count != 1)
		return 0;
	return sscanf(dm_text(&request), "%*s %*u %*u %*s %*u %u %*s %*u %u", &writes,
		      &flushes) == 2 && writes == ms && flushes == ms;
}

static int make(const char *device, unsigned int ms, char *path, size_t len)
{
	union dm_request request;

	dm_prepare(&request, NAME);
	if (dm_call(DM_DEV_CREATE, &request))
		return -1;
	snprintf(path, len, "/dev/dm-%u", minor(request.header.dev));
	/* Suspending without a flag for it is to resume */
	return load_table(device, ms) || dm_call_by_name(DM_DEV_SUSPEND, NAME) ? -1 : 0;
}

int slow_device_open(const char *device, unsigned int ms, char *path, size_t len)
{
	if (restore_later(RESTORE_MAPPED, NAME, ""))
		return -1;
	if (make(device, ms, path, len)) {
		int error = errno;

		dm_remove(NAME);
		return complain("cannot make a slow device (dm-delay) of %s: %s", device,
				error == EINVAL ? "this kernel has no dm-delay" : strerror(error));
	}
	return is_slow(ms) ? 0 : complain("%s is not as slow as it was told to be", path);
}

int slow_device_close(void)
{
	return dm_remove(NAME) ? complain("cannot remove the device " NAME ": %s", strerror(errno)) : 0;
}
