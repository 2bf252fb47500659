/* SPDX-License-Identifier: GPL-2.0-only */
/* What a setup asks of the disk, from before it is mounted until it is not any more. */
#ifndef FAULTLINE_TRIAL_DEVICE_SETUP_H
#define FAULTLINE_TRIAL_DEVICE_SETUP_H

#include "trial/setting.h"

/** SLOW_DEVICE_MS - how long each write to a slow device takes longer. */
#define SLOW_DEVICE_MS 50

struct device_setup {
	char path[64];		/**< what is to be mounted */
	int slow;		/**< there is a slow device in front of the disk */
	struct setting stable;
};

/** device_queue_path() - where sysfs has @setting of the queue of @device. */
void device_queue_path(const char *device, const char *setting, char path[SETTING_PATH]);

/** device_setup_possible() - of names of model/setup.h. Return: 1, or 0 after complaining. */
int device_setup_possible(unsigned int setup);

/**
 * device_setup_begin() - set @device, which is not mounted, up as @setup says, and read back that
 * it is so.
 * Return: 0, or -1 after complaining; device_setup_end() is due either way.
 */
int device_setup_begin(struct device_setup *now, const char *device, unsigned int setup);

/** device_setup_end() - put it back. Return: 0, or -1 after complaining. */
int device_setup_end(struct device_setup *now);

#endif
