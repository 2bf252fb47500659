// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "lib/write_text.h"
#include "trial/restore.h"
#include "trial/setting.h"

int setting_change(struct setting *setting, const char *about, const char *path, const char *value)
{
	if (!read_line(path, setting->before, sizeof(setting->before)))
		return complain("%s%s: %s", about, path, strerror(errno));
	if (!strcmp(setting->before, value))
		return 0;
	if (restore_later(RESTORE_SETTING, path, setting->before))
		return -1;
	snprintf(setting->path, sizeof(setting->path), "%s", path);
	return write_text(path, value) ? complain("%s%s: %s", about, path, strerror(errno)) : 0;
}

int setting_restore(struct setting *setting)
{
	int ret = 0;

	if (*setting->path && write_text(setting->path, setting->before))
		ret = complain("%s: cannot set it back to %s", setting->path, setting->before);
	*setting->path = '\0';
	return ret;
}
