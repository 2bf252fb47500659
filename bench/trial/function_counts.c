// SPDX-License-Identifier: GPL-2.0-only
/* Perf events on kprobes and tracepoints, used for nothing but their counts. */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/read_line.h"
#include "trial/function_counts.h"
#include "trial/kprobe.h"
#include "trial/restore.h"

#define TRACING "/sys/kernel/tracing/"

/* The tracepoint's number, by which perf knows it */
static int read_id(const char *group, const char *event)
{
	char path[160], text[32];

	snprintf(path, sizeof(path), TRACING "events/%s/%s/id", group, event);
	return read_line(path, text, sizeof(text)) ? atoi(text) : -1;
}

/*
 * A kprobe is made by name in tracefs and then opened as a tracepoint.  perf's
 * own kprobe events are no use: they are inherited by way of a user pointer,
 * and a thread that a child makes after its exec fails with ENOENT.
 */
static int open_point(int id)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attr),
		.config = (uint64_t)id,
		.inherit = 1,
	};

	if (id < 0)
		return -1;
	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int function_counts_possible(void)
{
	return kprobe_possible();
}

int function_counts_open(struct function_counts *counts)
{
	for (int i = 0; i < NR_POINTS; i++) {
		const char *name = point_names[i];

		if (i == POINT_JBD2_HANDLE_START) {
			counts->fd[i] = open_point(read_id("jbd2", name));
			continue;
		}
		/* A function may not exist */
		counts->fd[i] = restore_later(RESTORE_PROBE, name, "") ||
				kprobe_add(name) ? -1 : open_point(read_id(KPROBE_GROUP, name));
	}
	if (counts->fd[POINT_EXT4_PAGE_MKWRITE] >= 0 && counts->fd[POINT_IOMAP_PAGE_MKWRITE] >= 0)
		return 0;
	complain("no kprobe on ext4_page_mkwrite and iomap_page_mkwrite: %s", strerror(errno));
	function_counts_close(counts);
	return -1;
}

static uint64_t read_point(int fd)
{
	uint64_t count;

	return fd >= 0 && read(fd, &count, sizeof(count)) == sizeof(count) ? count : UINT64_MAX;
}

/*
 * Differences, because a reset leaves what ended threads and children have
 * handed up.  Reading touches no kernel text, so all points stay armed.
 */
void function_counts_start(struct function_counts *counts)
{
	for (int i = 0; i < NR_POINTS; i++)
		counts->before[i] = read_point(counts->fd[i]);
}

void function_counts_stop(const struct function_counts *counts, uint64_t count[NR_POINTS])
{
	for (int i = 0; i < NR_POINTS; i++) {
		count[i] = read_point(counts->fd[i]);
		if (count[i] != UINT64_MAX)
			count[i] -= counts->before[i];
	}
}

void function_counts_close(struct function_counts *counts)
{
	for (int i = 0; i < NR_POINTS; i++) {
		if (counts->fd[i] >= 0)
			close(counts->fd[i]);
		counts->fd[i] = -1;
		if (i != POINT_JBD2_HANDLE_START)
			kprobe_remove(point_names[i]);
	}
}

static uint64_t known(uint64_t count)
{
	return count == UINT64_MAX ? 0 : count;
}

/* Of those that a variant's path leads through; all counts are there, or UINT64_MAX */
struct calls {
	uint64_t mkwrite, ext4, iomap;
	uint64_t block;		/* block_page_mkwrite() */
	uint64_t begin;		/* ext4_block_write_begin() */
	uint64_t handles;	/* of jbd2 */
};

static const char *iomap_wrong(const struct calls *calls)
{
	if (known(calls->block) || known(calls->begin))
		return "buffer heads were used on the iomap path";
	return calls->iomap == calls->mkwrite && calls->ext4 == calls->mkwrite ? NULL :
	       "not every page_mkwrite was ext4's by way of iomap";
}

static const char *buffer_head_wrong(const struct calls *calls)
{
	if (calls->iomap)
		return "iomap_page_mkwrite ran on the buffer_head path";
	return calls->ext4 == calls->mkwrite ? NULL : "not every page_mkwrite was ext4's";
}

/* Older ext4 (6.12) calls block_page_mkwrite() here, too, but in a handle of its own */
static const char *block_write_wrong(const struct calls *calls)
{
	if (known(calls->block) && (calls->block != calls->mkwrite || calls->handles < calls->mkwrite))
		return "block_page_mkwrite ran without delayed allocation";
	return buffer_head_wrong(calls);
}

/*
 * ext4 delays no allocation once two thirds of what was free are promised: of holes, unless
 * somebody writes them back meanwhile.  How much must be free besides goes by the CPUs.
 */
static const char *near_full_wrong(const struct cell *cell, const struct calls *calls)
{
	const size_t least = 4 << 20;
	bool is_short = cell->state == STATE_SPARSE && cell->pattern != PATTERN_STRIDE &&
			cell->size * cell_files(cell) >= least && !load_writes_back(cell->load);

	if (is_short && calls->block == calls->mkwrite)
		return "space was never so short that ext4 did not delay allocation";
	return buffer_head_wrong(calls);
}

static const char *calls_wrong(const struct cell *cell, const struct calls *calls)
{
	switch (variants[cell->variant].path) {
	case PATH_NO_MKWRITE:
		return calls->mkwrite ? "tmpfs has no page_mkwrite, yet it was called" : NULL;
	case PATH_IOMAP:
		return calls->iomap == calls->mkwrite ? NULL :
		       "not every page_mkwrite was iomap's";
	case PATH_EXT4_IOMAP:
		return iomap_wrong(calls);
	case PATH_EXT4_BUFFER_HEAD:
		if (cell->setup & SETUP_BIT(NEAR_FULL))
			return near_full_wrong(cell, calls);
		return calls->block != calls->mkwrite ?
		       "not every page_mkwrite was the buffer_head one" : buffer_head_wrong(calls);
	case PATH_EXT4_BLOCK_WRITE:
		return block_write_wrong(calls);
	}
	return "its variant does not say which path is right";
}

/*
 * Where the compiler has inlined do_page_mkwrite: ext4's own is called as often.  XFS has
 * none that has a hook; there each page takes a call where each touch takes a fault.
 */
static uint64_t mkwrites(const struct cell *cell, const uint64_t count[NR_POINTS])
{
	const uint64_t ext4 = known(count[POINT_EXT4_PAGE_MKWRITE]);
	const uint64_t iomap = known(count[POINT_IOMAP_PAGE_MKWRITE]);

	if (count[POINT_DO_PAGE_MKWRITE] != UINT64_MAX)
		return count[POINT_DO_PAGE_MKWRITE];
	if (variants[cell->variant].path == PATH_NO_MKWRITE)
		return ext4 + iomap;
	if (variants[cell->variant].path != PATH_IOMAP)
		return ext4;
	if (cell->folio == FOLIO_ORDER0 && cell->load == LOAD_NONE &&
	    (cell->sharing != SHARING_OVERLAPPING || cell->tasks == TASKS_PROCESSES))
		return cell_touched_pages(cell);
	return iomap;
}

const char *function_counts_wrong(const struct cell *cell, const uint64_t count[NR_POINTS])
{
	const enum fault_path path = variants[cell->variant].path;
	const uint64_t mkwrite = mkwrites(cell, count);
	const struct calls calls = {
		.mkwrite = mkwrite,
		/* The path tracer leaves it out: what comes before and after it is ext4's alone */
		.ext4 = count[POINT_EXT4_PAGE_MKWRITE] == UINT64_MAX ? mkwrite :
			count[POINT_EXT4_PAGE_MKWRITE],
		.iomap = known(count[POINT_IOMAP_PAGE_MKWRITE]),
		.block = count[POINT_BLOCK_PAGE_MKWRITE], .begin = count[POINT_BLOCK_WRITE_BEGIN],
		.handles = known(count[POINT_JBD2_HANDLE_START]),
	};

	if (!mkwrite && path != PATH_NO_MKWRITE)
		return "no fault called page_mkwrite";
	return calls_wrong(cell, &calls);
}
