/* SPDX-License-Identifier: GPL-2.0-only */
/* The ioctls of device-mapper that a device of our own takes: what dmsetup(8) does. */
#ifndef FAULTLINE_TRIAL_DEVICE_MAPPER_H
#define FAULTLINE_TRIAL_DEVICE_MAPPER_H

#include <linux/dm-ioctl.h>

#define DEVICE_MAPPER "/dev/mapper/control"

/** A header, and room for one target with its parameters. */
union dm_request {
	struct dm_ioctl header;
	char bytes[2048];
};

/** dm_prepare() - a request without a target, about the device @name. */
void dm_prepare(union dm_request *request, const char *name);

/** dm_target() - the target of @request; dm_text() - its parameters. */
struct dm_target_spec *dm_target(union dm_request *request);
char *dm_text(union dm_request *request);

/** dm_call() - ioctl @number. Return: 0, or -1 with errno set. */
int dm_call(unsigned long number, union dm_request *request);

/** dm_call_by_name() - one that takes nothing but a name. Return: 0, or -1 with errno set. */
int dm_call_by_name(unsigned long number, const char *name);

/** dm_remove() - the device @name, if it is there. Return: 0, or -1 with errno set. */
int dm_remove(const char *name);

#endif
