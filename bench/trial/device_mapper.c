// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "trial/device_mapper.h"

void dm_prepare(union dm_request *request, const char *name)
{
	memset(request, 0, sizeof(*request));
	request->header.version[0] = DM_VERSION_MAJOR;
	request->header.data_size = sizeof(*request);
	request->header.data_start = sizeof(request->header);
	snprintf(request->header.name, sizeof(request->header.name), "%s", name);
}

struct dm_target_spec *dm_target(union dm_request *request)
{
	return (void *)(request->bytes + request->header.data_start);
}

char *dm_text(union dm_request *request)
{
	return (char *)(dm_target(request) + 1);
}

int dm_call(unsigned long number, union dm_request *request)
{
	int fd = open(DEVICE_MAPPER, O_RDWR | O_CLOEXEC), ret, error;

	if (fd < 0)
		return -1;
	ret = ioctl(fd, number, request);
	error = errno;
	close(fd);
	errno = error;
	return ret < 0 ? -1 : 0;
}

int dm_call_by_name(unsigned long number, const char *name)
{
	union dm_request request;

	dm_prepare(&request, name);
	return dm_call(number, &request);
}

/* udev may look at it for a moment */
int dm_remove(const char *name)
{
	const struct timespec pause = { .tv_nsec = 100000000 };

	for (int i = 0; i < 100; i++) {
		if (!dm_call_by_name(DM_DEV_REMOVE, name) || errno == ENXIO)
			return 0;
		if (errno != EBUSY)
			return -1;
		nanosleep(&pause, NULL);
	}
	return -1;
}
