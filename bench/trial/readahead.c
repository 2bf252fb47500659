// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "trial/device_setup.h"
#include "trial/readahead.h"

int readahead_set(struct setting *readahead, const char *device, size_t bytes)
{
	char path[SETTING_PATH], text[32];

	if (!bytes)
		return 0;
	device_queue_path(device, "read_ahead_kb", path);
	snprintf(text, sizeof(text), "%zu", bytes >> 10);
	return setting_change(readahead, "", path, text);
}
