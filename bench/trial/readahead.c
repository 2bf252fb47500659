// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "lib/write_text.h"
#include "trial/device_setup.h"
#include "trial/readahead.h"
#include "trial/restore.h"

int readahead_set(struct readahead *readahead, const char *device, size_t bytes)
{
	char path[192], text[32];

	memset(readahead, 0, sizeof(*readahead));
	if (!bytes)
		return 0;
	device_queue_path(device, "read_ahead_kb", path);
	if (!read_line(path, readahead->before, sizeof(readahead->before)))
		return complain("%s: %s", path, strerror(errno));
	if (restore_later(RESTORE_SETTING, path, readahead->before))
		return -1;
	memcpy(readahead->path, path, sizeof(path));
	snprintf(text, sizeof(text), "%zu", bytes >> 10);
	return write_text(path, text) ? complain("%s: %s", path, strerror(errno)) : 0;
}

int readahead_restore(struct readahead *readahead)
{
	if (*readahead->path && write_text(readahead->path, readahead->before))
		return complain("%s: cannot set it back to %s", readahead->path, readahead->before);
	*readahead->path = '\0';
	return 0;
}
