// SPDX-License-Identifier: GPL-2.0-only
/* Stable pages first: a device in front of the disk takes that over from it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "lib/write_text.h"
#include "model/setup.h"
#include "trial/device_setup.h"
#include "trial/restore.h"
#include "trial/slow_device.h"

/* A partition has no queue of its own, but its disk, one folder up */
static void stable_path(const char *device, char path[192])
{
	const char *slash = strrchr(device, '/'), *name = slash ? slash + 1 : device;

	snprintf(path, 192, "/sys/class/block/%.63s/queue/stable_writes", name);
	if (access(path, F_OK))
		snprintf(path, 192, "/sys/class/block/%.63s/../queue/stable_writes", name);
}

static int is_stable(const char *device)
{
	char path[192], value[8];

	stable_path(device, path);
	return read_line(path, value, sizeof(value)) && !strcmp(value, "1");
}

static int make_stable(struct device_setup *now, const char *device)
{
	char path[192];

	stable_path(device, path);
	if (!read_line(path, now->stable_before, sizeof(now->stable_before)))
		return complain("setup=stable-pages: %s: %s", path, strerror(errno));
	if (restore_later(RESTORE_SETTING, path, now->stable_before))
		return -1;
	memcpy(now->stable_path, path, sizeof(path));
	if (write_text(path, "1"))
		return complain("setup=stable-pages: %s: %s", path, strerror(errno));
	return 0;
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
	if (*now->stable_path && write_text(now->stable_path, now->stable_before))
		ret = complain("%s: cannot set it back to %s", now->stable_path, now->stable_before);
	*now->stable_path = '\0';
	return ret;
}
