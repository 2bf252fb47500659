// SPDX-License-Identifier: GPL-2.0-only
/* Stable pages first: a device in front of the disk takes that over from it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "model/setup.h"
#include "trial/device_setup.h"
#include "trial/slow_device.h"

/* A partition has no queue of its own, but its disk, one folder up */
void device_queue_path(const char *device, const char *setting, char path[SETTING_PATH])
{
	const char *slash = strrchr(device, '/'), *name = slash ? slash + 1 : device;

	snprintf(path, SETTING_PATH, "/sys/class/block/%.63s/queue/%.31s", name, setting);
	if (access(path, F_OK))
		snprintf(path, SETTING_PATH, "/sys/class/block/%.63s/../queue/%.31s", name, setting);
}

static int is_stable(const char *device)
{
	char path[SETTING_PATH], value[8];

	device_queue_path(device, "stable_writes", path);
	return read_line(path, value, sizeof(value)) && !strcmp(value, "1");
}

static int make_stable(struct device_setup *now, const char *device)
{
	char path[SETTING_PATH];

	device_queue_path(device, "stable_writes", path);
	return setting_change(&now->stable, "setup=stable-pages: ", path, "1");
}

int device_setup_possible(unsigned int setup)
{
	return !(setup & SETUP_BIT(SLOW_DEVICE)) || slow_device_possible();
}

int device_setup_begin(struct device_setup *now, const char *device, unsigned int setup)
{
	memset(now, 0, sizeof(*now));
	snprintf(now->path, sizeof(now->path), "%s", device);
	if (setup & SETUP_BIT(STABLE_PAGES) && make_stable(now, device))
		return -1;
	if (setup & SETUP_BIT(SLOW_DEVICE)) {
		if (slow_device_open(device, SLOW_DEVICE_MS, now->path, sizeof(now->path)))
			return -1;
		now->slow = 1;
	}
	if (setup & SETUP_BIT(STABLE_PAGES) && !is_stable(now->path))
		return complain("setup=stable-pages: %s does not ask for stable pages", now->path);
	return 0;
}

int device_setup_end(struct device_setup *now)
{
	int ret = 0;

	if (now->slow && slow_device_close())
		ret = -1;
	now->slow = 0;
	return setting_restore(&now->stable) || ret ? -1 : 0;
}
