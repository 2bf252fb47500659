// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's periodic work.  Left alone, a flusher thread or a journal
 * commit falls into some trials and not into others: 5 to 33 % in a few cells.
 * (Journal commits are put off by the mount options, see filesystem.c.)
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "complain.h"
#include "quiet.h"

static struct knob {
	const char *path;
	const char *value;
	int optional;		/* not every kernel has it */
	int zero_is_unset;	/* a ratio is 0 while its twin in bytes rules */
	char before[32];
} knobs[] = {
	/* An hour. Zero would not switch the flusher off but run it at once */
	{ .path = "/proc/sys/vm/dirty_writeback_centisecs", .value = "360000" },
	{ .path = "/proc/sys/vm/dirty_expire_centisecs", .value = "360000" },
	{ .path = "/proc/sys/vm/dirty_bytes", .value = NULL, .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/dirty_background_bytes", .value = NULL, .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/dirty_ratio", .value = "80", .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/dirty_background_ratio", .value = "70", .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/stat_interval", .value = "3600" },
	{ .path = "/proc/sys/fs/xfs/xfssyncd_centisecs", .value = "720000", .optional = 1 },
	{ .path = "/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs",
	  .value = "3600000", .optional = 1 },
};

static int read_knob(struct knob *knob)
{
	int fd = open(knob->path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, knob->before, sizeof(knob->before) - 1);
	close(fd);
	if (len <= 0)
		return -1;
	knob->before[len] = '\0';
	return 0;
}

static int write_knob(const struct knob *knob, const char *value)
{
	int fd = open(knob->path, O_WRONLY | O_CLOEXEC);
	ssize_t len = (ssize_t)strlen(value), written;

	if (fd < 0)
		return -1;
	written = write(fd, value, (size_t)len);
	close(fd);
	return written == len ? 0 : -1;
}

int quiet_begin(void)
{
	static int at_exit_set;

	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
		struct knob *knob = &knobs[i];

		if (access(knob->path, F_OK) && knob->optional)
			continue;
		if (read_knob(knob) || (knob->value && write_knob(knob, knob->value))) {
			complain("%s: %s; background work cannot be kept out of the trials",
				 knob->path, strerror(errno));
			quiet_end();
			return -1;
		}
	}
	if (!at_exit_set++)
		atexit(quiet_end);
	return 0;
}

void quiet_end(void)
{
	for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
		struct knob *knob = &knobs[i];

		if (!*knob->before || (knob->zero_is_unset && !strcmp(knob->before, "0\n")))
			continue;
		if (write_knob(knob, knob->before))
			complain("%s: cannot set it back to %s", knob->path, knob->before);
		*knob->before = '\0';
	}
}

/*
 * Give every slab cache's free objects back.  A cache that earlier trials left
 * half full serves a fault in fewer instructions than an empty one: 1 % of a
 * fault that allocates four buffer heads.
 */
static void shrink_slabs(void)
{
	DIR *dir = opendir("/sys/kernel/slab");
	const struct dirent *entry;
	int fd;

	/* Only SLUB with SLUB_DEBUG has it; without it such cells spread more */
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		char path[sizeof(entry->d_name) + 16];

		/* Links are second names of merged caches */
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/shrink", entry->d_name);
		fd = openat(dirfd(dir), path, O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (write(fd, "1", 1) != 1)
			note("/sys/kernel/slab/%s: %s", path, strerror(errno));
		close(fd);
	}
	closedir(dir);
}

void quiet_pause(long ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000L };

	nanosleep(&pause, NULL);
}

void quiet_settle(void)
{
	quiet_pause(60);
	shrink_slabs();
	quiet_pause(200);
}
