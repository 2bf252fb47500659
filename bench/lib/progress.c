// SPDX-License-Identifier: GPL-2.0-only
/* One line on the terminal, rewritten as work goes on. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "lib/progress.h"

void progress_show(size_t done, size_t all, const char *label)
{
	static time_t began;
	time_t now = time(NULL), left;

	if (!isatty(STDERR_FILENO))
		return;
	if (!began || !done)
		began = now;
	left = done ? (now - began) * (time_t)(all - done) / (time_t)done : 0;
	if (done)
		fprintf(stderr, "\r%zu/%zu %s, %ld:%02ld left\033[K", done, all, label,
			(long)left / 60, (long)left % 60);
	else
		fprintf(stderr, "\r%zu/%zu %s\033[K", done, all, label);
}

void progress_clear(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}
