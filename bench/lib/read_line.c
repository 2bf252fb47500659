// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "lib/read_line.h"

char *read_line(const char *path, char *buf, size_t len)
{
	FILE *file = fopen(path, "re");
	char *got;

	if (!file)
		return NULL;
	got = fgets(buf, (int)len, file);
	fclose(file);
	if (!got)
		return NULL;
	/* sysfs pads some strings with spaces */
	for (len = strcspn(buf, "\n"); len && buf[len - 1] == ' '; len--)
		;
	buf[len] = '\0';
	return buf;
}
