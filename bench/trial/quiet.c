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
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/write_text.h"
#include "trial/quiet.h"
#include "trial/restore.h"

static struct knob {
	const char *path;
	const char *time, *insn;	/* what to set in each mode; NULL: leave alone */
	int optional;		/* not every kernel has it */
	int zero_is_unset;	/* a ratio is 0 while its twin in bytes rules */
	char before[32];
} knobs[] = {
	/* An hour. Zero would not switch the flusher off but run it at once */
	{ .path = "/proc/sys/vm/dirty_writeback_centisecs",
	  .time = "360000", .insn = "360000" },
	{ .path = "/proc/sys/vm/dirty_expire_centisecs", .time = "360000", .insn = "360000" },
	/*
	 * How often a task that dirties pages calls balance_dirty_pages(), and
	 * after how many it first does, follows from the limit.  A ratio is one
	 * of the memory available at the moment; 12 GiB make it every 1024th
	 * page, whatever the memory.
	 */
	{ .path = "/proc/sys/vm/dirty_bytes", .insn = "12884901888", .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/dirty_background_bytes", .insn = "6442450944",
	  .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/dirty_ratio", .time = "80", .zero_is_unset = 1 },
	{ .path = "/proc/sys/vm/dirty_background_ratio", .time = "70", .zero_is_unset = 1 },
	/*
	 * A page from the CPU's own list costs 65 instructions less than one
	 * that the buddy allocator must split off.  How long that list may grow
	 * adapts to what ran before; this pins it at the longest.
	 */
	{ .path = "/proc/sys/vm/percpu_pagelist_high_fraction", .insn = "8", .optional = 1 },
	{ .path = "/proc/sys/vm/stat_interval", .time = "3600", .insn = "3600" },
	{ .path = "/proc/sys/fs/xfs/xfssyncd_centisecs", .time = "720000", .insn = "720000",
	  .optional = 1 },
	/*
	 * khugepaged scans at once when the first process is given to it, and
	 * made huge folios of half the first trial's file.  This stops it; what
	 * madvise(2) asks of readahead does not depend on it.
	 */
	{ .path = "/sys/kernel/mm/transparent_hugepage/enabled",
	  .time = "never", .insn = "never", .optional = 1 },
};

#define NR_KNOBS (sizeof(knobs) / sizeof(knobs[0]))

static int read_knob(struct knob *knob)
{
	int fd = open(knob->path, O_RDONLY | O_CLOEXEC);
	char *chosen;
	ssize_t len;

	if (fd < 0)
		return -1;
	len = read(fd, knob->before, sizeof(knob->before) - 1);
	close(fd);
	if (len <= 0)
		return -1;
	knob->before[len] = '\0';
	knob->before[strcspn(knob->before, "\n")] = '\0';
	/* A choice among words has brackets around the one that is set */
	chosen = strchr(knob->before, '[');
	if (chosen) {
		chosen[strcspn(chosen, "]")] = '\0';
		memmove(knob->before, chosen + 1, strlen(chosen));
	}
	return 0;
}

/* A limit in bytes that is 0 comes back with its ratio, and the other way round */
static int write_down(const struct knob *knob)
{
	if (knob->zero_is_unset && !strcmp(knob->before, "0"))
		return 0;
	return restore_later(RESTORE_SETTING, knob->path, knob->before);
}

int quiet_begin(enum mode mode)
{
	/* All are read before one is set: a limit in bytes makes its ratio 0 */
	for (size_t i = 0; i < 2 * NR_KNOBS; i++) {
		struct knob *knob = &knobs[i % NR_KNOBS];
		const char *value = mode == MODE_INSN ? knob->insn : knob->time;

		if (access(knob->path, F_OK) && knob->optional)
			continue;
		if (i < NR_KNOBS ? read_knob(knob) : value && write_text(knob->path, value))
			return complain("%s: %s; background work cannot be kept out of the trials",
					knob->path, strerror(errno));
		if (i < NR_KNOBS && write_down(knob))
			return -1;
	}
	if (mode == MODE_INSN)
		quiet_page_lists(64 << 20, NULL, 0);
	return 0;
}

void quiet_shrink_slabs(void)
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

/* Requests the device has been given and not finished */
static long inflight(const char *device)
{
	const char *slash = strrchr(device, '/');
	char path[128];
	long reads = 0, writes = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/block/%s/inflight",
		 slash ? slash + 1 : device);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%ld %ld", &reads, &writes) != 2)
		reads = writes = 0;
	fclose(file);
	return reads + writes;
}

/*
 * Under icount the virtual clock leaps ahead while the vCPU idles, but the
 * device takes its real time: no pause is long enough for it.  On hardware, trials after pauses
 * of 20, 50 and 200 ms spread alike, and pauses of 200 ms were two thirds of a run.
 */
void quiet_drain(const char *device, enum mode mode)
{
	const struct timespec pause = { .tv_nsec = mode == MODE_TIME ? 50000000L : 200000000L };

	do {
		nanosleep(&pause, NULL);
	} while (inflight(device));
}

static char *take_pages(size_t bytes)
{
	char *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (pages != MAP_FAILED)
		return pages;
	note("cannot fill the page lists of a CPU: %s", strerror(errno));
	return NULL;
}

void quiet_page_lists(size_t bytes, void (*before_last)(void), size_t last)
{
	char *pages = take_pages(bytes - last), *last_pages;

	if (before_last)
		before_last();
	last_pages = last ? take_pages(last) : NULL;
	if (pages)
		munmap(pages, bytes - last);
	if (last_pages)
		munmap(last_pages, last);
}
