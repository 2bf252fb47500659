// SPDX-License-Identifier: GPL-2.0-only
/* The files of a trial, mapped, and each thread's share of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "lib/random.h"
#include "trial/filestate.h"
#include "trial/stage.h"

static void file_name(char name[32], unsigned int i)
{
	snprintf(name, 32, "file%u", i);
}

/*
 * Folio order.  Without readahead a fault allocates one page; with it, 128 KiB
 * sequentially.  Where default readahead cannot help (any other pattern on an
 * empty cache) the mapping asks for huge folios, and for no readahead: that
 * would fill the next range with small folios when part of it is there already.
 */
static int advise(const struct stage *stage, char *map)
{
	const struct cell *cell = stage->cell;
	int huge = cell->folio == FOLIO_LARGE && cell->pattern != PATTERN_SEQUENTIAL;

	if (((cell->folio == FOLIO_ORDER0 || huge) &&
	     madvise(map, cell->size, MADV_RANDOM)) ||
	    (huge && madvise(map, cell->size, MADV_HUGEPAGE)))
		return complain("madvise of the test file: %s", strerror(errno));
	return 0;
}

/*
 * Below all that a program or its libraries map, if that is free: a fault looks its
 * VMA up among all others, step by step, and what is before it is up to the libraries.
 * Each in gigabytes of its own, so that it shares no page table.
 */
static void *place(size_t size, unsigned int i)
{
	const uintptr_t gigabyte = 1UL << 30;

	return (void *)(4 * gigabyte + i * (size / gigabyte + 1) * gigabyte);
}

static int open_file(struct stage *stage, unsigned int i)
{
	int *fd = &stage->fd[i];
	char **map = &stage->map[i];
	size_t size = stage->cell->size;
	char name[32];

	file_name(name, i);
	*fd = openat(stage->dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (*fd < 0)
		return complain("cannot create the test file: %s", strerror(errno));
	if (filestate_make(*fd, stage->cell))
		return -1;
	*map = mmap(place(size, i), size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (*map == MAP_FAILED)
		return complain("mmap of the test file: %s", strerror(errno));
	return advise(stage, *map);
}

/* Mapped and dirtied once, then written back: the next touch dirties it again */
static int clean_mapping(const struct stage *stage, char *map)
{
	touch_pages(map, stage->offset, stage->offset + stage->pages_per_file);
	if (msync(map, stage->cell->size, MS_SYNC))
		return complain("msync of the test file: %s", strerror(errno));
	return 0;
}

static int make_offsets(struct stage *stage, uint64_t seed)
{
	const struct cell *cell = stage->cell;
	size_t stride = cell->pattern == PATTERN_STRIDE ? cell->stride : 1;
	size_t n = cell_touched_pages(cell) / stage->n_files;

	stage->pages_per_file = n;
	stage->offset = malloc(n * sizeof(*stage->offset));
	if (!stage->offset)
		return complain("out of memory for %zu page offsets", n);
	for (size_t i = 0; i < n; i++)
		stage->offset[i] = i * stride * PAGE_BYTES;
	if (cell->pattern == PATTERN_RANDOM)
		random_shuffle(stage->offset, n, sizeof(*stage->offset), &seed);
	return 0;
}

int stage_cpu(const struct stage *stage, unsigned int i)
{
	const cpu_set_t *set = &stage->cpus;
	int cpu;

	i %= (unsigned int)CPU_COUNT(set);
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, set) && !i--)
			break;
	return cpu;
}

static int make_shares(struct stage *stage)
{
	const struct cell *cell = stage->cell;
	size_t n = stage->pages_per_file, threads = cell->threads;

	if (posix_memalign((void **)&stage->share, 128, threads * sizeof(*stage->share)))
		return complain("out of memory for %zu threads", threads);
	memset(stage->share, 0, threads * sizeof(*stage->share));
	for (unsigned int i = 0; i < threads; i++) {
		struct touch *share = &stage->share[i];
		size_t begin = n * i / threads, end = n * (i + 1) / threads;

		if (cell->sharing == SHARING_PRIVATE) {
			begin = 0;
			end = n;
		}
		share->base = stage->map[i % stage->n_files];
		share->offset = stage->offset + begin;
		share->pages = end - begin;
		share->cpu = stage_cpu(stage, i);
	}
	return 0;
}

int stage_open(struct stage *stage, const char *dir, const struct cell *cell, uint64_t seed)
{
	memset(stage, 0, sizeof(*stage));
	stage->cell = cell;
	stage->n_files = cell_files(cell);
	if (sched_getaffinity(0, sizeof(stage->cpus), &stage->cpus)) {
		stage->dir_fd = -1;
		return complain("sched_getaffinity: %s", strerror(errno));
	}
	stage->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (stage->dir_fd < 0)
		return complain("%s: %s", dir, strerror(errno));
	stage->fd = calloc(stage->n_files, sizeof(*stage->fd));
	stage->map = calloc(stage->n_files, sizeof(*stage->map));
	if (!stage->fd || !stage->map)
		return complain("out of memory for %u files", stage->n_files);
	for (unsigned int i = 0; i < stage->n_files; i++) {
		stage->fd[i] = -1;
		stage->map[i] = MAP_FAILED;
	}
	if (make_offsets(stage, seed))
		return -1;
	for (unsigned int i = 0; i < stage->n_files; i++) {
		if (open_file(stage, i))
			return -1;
		if ((state_flags[cell->state] & STATE_IS_TOUCHED) && clean_mapping(stage, stage->map[i]))
			return -1;
		if (filestate_reload_extents(stage->fd[i]))
			return -1;
	}
	return make_shares(stage);
}

void stage_close(struct stage *stage)
{
	char name[32];

	for (unsigned int i = 0; stage->fd && stage->map && i < stage->n_files; i++) {
		if (stage->map[i] != MAP_FAILED)
			munmap(stage->map[i], stage->cell->size);
		if (stage->fd[i] < 0)
			continue;
		close(stage->fd[i]);
		file_name(name, i);
		unlinkat(stage->dir_fd, name, 0);
	}
	if (stage->dir_fd >= 0)
		close(stage->dir_fd);
	if (stage->share)
		sched_setaffinity(0, sizeof(stage->cpus), &stage->cpus);
	free(stage->share);
	free(stage->offset);
	free(stage->map);
	free(stage->fd);
}
