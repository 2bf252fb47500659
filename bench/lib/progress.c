// SPDX-License-Identifier: GPL-2.0-only
/* One line on the terminal, rewritten as work goes on. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "lib/progress.h"

void progress_show(size_t done, size_t all, const char *label, double most)
{
	static time_t began;
	time_t now = time(NULL), left = (time_t)most;

	if (!isatty(STDERR_FILENO))
		return;
	if (!began || !done)
		began = now;
	if (done && !left)
		left = (now - began) * (time_t)(all - done) / (time_t)done;
	fprintf(stderr, "\r%zu/%zu %s", done, all, label);
	if (done || left)
		fprintf(stderr, ", %s%ld:%02ld left", most > 0 ? "at most " : "", (long)left / 60,
			(long)left % 60);
	fputs("\033[K", stderr);
}

void progress_clear(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}
