// SPDX-License-Identifier: GPL-2.0-only
#include <libgen.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/data_path.h"

char *data_path(char path[PATH_MAX], const char *name)
{
	char program[PATH_MAX], installed[PATH_MAX] = "";
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (len > 0) {
		program[len] = '\0';
		snprintf(installed, sizeof(installed), "%.*s/share/faultline",
			 PATH_MAX - 64, dirname(dirname(program)));
	}
	snprintf(path, PATH_MAX, "%.*s/%s", PATH_MAX - 64,
		 access(installed, X_OK) ? DATA_DIR : installed, name);
	return path;
}
