/* SPDX-License-Identifier: GPL-2.0-only */
/* A device in front of another one that takes its time: dm-delay. */
#ifndef FAULTLINE_TRIAL_SLOW_DEVICE_H
#define FAULTLINE_TRIAL_SLOW_DEVICE_H

#include <stddef.h>

/** slow_device_possible() - is there device-mapper? Return: 1, or 0 after complaining. */
int slow_device_possible(void);

/**
 * slow_device_open() - put one in front of @device, whose writes and flushes take @ms longer,
 * and see that it does so.
 * @path: where it is then.
 * Return: 0, or -1 after complaining.
 */
int slow_device_open(const char *device, unsigned int ms, char *path, size_t len);

/** slow_device_close() - remove it. Return: 0, or -1 after complaining. */
int slow_device_close(void);

#endif
