// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/write_text.h"

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), error;
	ssize_t len = (ssize_t)strlen(text), written;

	if (fd < 0)
		return -1;
	written = write(fd, text, (size_t)len);
	error = written < 0 ? errno : EIO;
	close(fd);
	errno = error;
	return written == len ? 0 : -1;
}
