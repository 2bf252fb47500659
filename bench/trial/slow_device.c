// SPDX-License-Identifier: GPL-2.0-only
/*
 * By the ioctls of device-mapper: what dmsetup(8) does.  Reads are not delayed, so that making
 * and mounting a filesystem does not take minutes.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "trial/slow_device.h"

#define CONTROL "/dev/mapper/control"
/* One run measures at a time: what a run that was killed has left is taken away */
#define NAME "faultline-slow"

/* A header, and room for one target with its parameters */
union request {
	struct dm_ioctl header;
	char bytes[2048];
};

static struct dm_target_spec *target_of(union request *request)
{
	return (void *)(request->bytes + request->header.data_start);
}

static char *text_of(union request *request)
{
	return (char *)(target_of(request) + 1);
}

/* Return: 0, or -1 with errno set */
static int call(unsigned long number, union request *request)
{
	int fd = open(CONTROL, O_RDWR | O_CLOEXEC), ret, error;

	if (fd < 0)
		return -1;
	ret = ioctl(fd, number, request);
	error = errno;
	close(fd);
	errno = error;
	return ret < 0 ? -1 : 0;
}

static void prepare(union request *request)
{
	memset(request, 0, sizeof(*request));
	request->header.version[0] = DM_VERSION_MAJOR;
	request->header.data_size = sizeof(*request);
	request->header.data_start = sizeof(request->header);
	snprintf(request->header.name, sizeof(request->header.name), "%s", NAME);
}

static int simple_call(unsigned long number)
{
	union request request;

	prepare(&request);
	return call(number, &request);
}

int slow_device_possible(void)
{
	if (!access(CONTROL, R_OK | W_OK))
		return 1;
	complain("setup=slow-device takes device-mapper: %s: %s", CONTROL, strerror(errno));
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
	union request request;

	if (sectors_of(device, &sectors))
		return -1;
	prepare(&request);
	request.header.target_count = 1;
	target_of(&request)->length = sectors;
	snprintf(target_of(&request)->target_type, sizeof(target_of(&request)->target_type), "delay");
	snprintf(text_of(&request), sizeof(request) - 512, "%s 0 0 %s 0 %u %s 0 %u", device, device,
		 ms, device, ms);
	return call(DM_TABLE_LOAD, &request);
}

/* Is the table in use the one that was loaded? "259:0 0 0 259:0 0 50 259:0 0 50" */
static int is_slow(unsigned int ms)
{
	unsigned int writes = 0, flushes = 0;
	union request request;

	prepare(&request);
	request.header.flags = DM_STATUS_TABLE_FLAG;
	if (call(DM_TABLE_STATUS, &request) || request.header.target_count != 1)
		return 0;
	return sscanf(text_of(&request), "%*s %*u %*u %*s %*u %u %*s %*u %u", &writes,
		      &flushes) == 2 && writes == ms && flushes == ms;
}

/* udev may look at it for a moment */
static int remove_device(void)
{
	const struct timespec pause = { .tv_nsec = 100000000 };

	for (int i = 0; i < 100; i++) {
		if (!simple_call(DM_DEV_REMOVE) || errno == ENXIO)
			return 0;
		if (errno != EBUSY)
			return -1;
		nanosleep(&pause, NULL);
	}
	return -1;
}

static int make(const char *device, unsigned int ms, char *path, size_t len)
{
	union request request;

	prepare(&request);
	if (call(DM_DEV_CREATE, &request))
		return -1;
	snprintf(path, len, "/dev/dm-%u", minor(request.header.dev));
	/* Suspending without a flag for it is to resume */
	return load_table(device, ms) || simple_call(DM_DEV_SUSPEND) ? -1 : 0;
}

int slow_device_open(const char *device, unsigned int ms, char *path, size_t len)
{
	if (remove_device())
		return complain("cannot remove the device " NAME " of an earlier run: %s",
				strerror(errno));
	if (make(device, ms, path, len)) {
		int error = errno;

		remove_device();
		return complain("cannot make a slow device (dm-delay) of %s: %s", device,
				error == EINVAL ? "this kernel has no dm-delay" : strerror(error));
	}
	return is_slow(ms) ? 0 : complain("%s is not as slow as it was told to be", path);
}

int slow_device_close(void)
{
	return remove_device() ? complain("cannot remove the device " NAME ": %s",
					  strerror(errno)) : 0;
}
