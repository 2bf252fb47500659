// SPDX-License-Identifier: GPL-2.0-only
/* The files of a trial, mapped, and each thread's share of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
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
 * sequentially.  Where such readahead cannot help (any other pattern on an
 * empty cache, or threads that go through a folio together) the mapping asks for huge
 * folios, and for no readahead: that would fill the next range with small folios when part
 * of it is there already.  Where each window of readahead is a folio, sequential access has
 * it begin with the window: around the fault, a window of two pages would be the last.
 */
static int advise(const struct stage *stage, char *map)
{
	const struct cell *cell = stage->cell;
	const bool huge = cell_hugepages(cell);

	if (((cell->folio == FOLIO_ORDER0 || huge) &&
	     madvise(map, cell->size, MADV_RANDOM)) ||
	    (huge && madvise(map, cell->size, MADV_HUGEPAGE)) ||
	    (cell_folio_order(cell) > 0 && cell_readahead(cell) &&
	     madvise(map, cell->size, MADV_SEQUENTIAL)))
		return complain("madvise of the test file: %s", strerror(errno));
	return 0;
}

/*
 * Below all that a program or its libraries map, if that is free: a fault looks its
 * VMA up among all others, step by step, and what is before it is up to the libraries.
 * Each in gigabytes of its own, so that it shares no page table; but files that one thread
 * goes through side by side, so that many take as many page tables as a large one.
 */
static void *place(const struct cell *cell, unsigned int i)
{
	const uintptr_t gigabyte = 1UL << 30;
	const size_t size = cell->size;

	if (cell->files)
		return (void *)(4 * gigabyte + i * size);
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
	*map = mmap(place(stage->cell, i), size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
	if (*map == MAP_FAILED)
		return complain("mmap of the test file: %s", strerror(errno));
	return advise(stage, *map);
}

/*
 * Mapped and dirtied once, then written back: the next touch dirties it again.  Processes
 * have done that in their own mappings.
 */
static int clean_mapping(const struct stage *stage, char *map)
{
	if (stage->cell->tasks == TASKS_THREADS)
		touch_pages(map, stage->offset, stage->offset + stage->pages_per_file);
	if (msync(map, stage->cell->size, MS_SYNC))
		return complain("msync of the test file: %s", strerror(errno));
	return 0;
}

/* Thread by thread; each goes through the file row by row, a row being a page for each thread */
static void deal_folios(const struct stage *stage)
{
	const size_t folio = CELL_LARGE_FOLIO / PAGE_BYTES, threads = stage->cell->threads;
	const size_t rows = folio / threads, folios = stage->pages_per_file / (rows * threads);
	size_t *offset = stage->offset;

	for (size_t thread = 0; thread < threads; thread++)
		for (size_t first = 0; first < folios * folio; first += folio)
			for (size_t row = 0; row < rows; row++)
				*offset++ = (first + row * threads + thread) * PAGE_BYTES;
}

static int make_offsets(struct stage *stage, uint64_t seed)
{
	const struct cell *cell = stage->cell;
	size_t n = cell_pages_per_file(cell);

	stage->pages_per_file = n;
	stage->offset = malloc(n * sizeof(*stage->offset));
	if (!stage->offset)
		return complain("out of memory for %zu page offsets", n);
	for (size_t i = 0; i < n; i++)
		stage->offset[i] = cell_page(cell, i) * PAGE_BYTES;
	if (cell->sharing == SHARING_SAME_FOLIO)
		deal_folios(stage);
	if (cell->pattern == PATTERN_RANDOM)
		random_shuffle(stage->offset, n, sizeof(*stage->offset), &seed);
	return 0;
}

/* One file after the other, page by page */
static int make_touches(struct stage *stage)
{
	const size_t files = stage->cell->files;

	stage->n_touches = stage->pages_per_file;
	if (!files) {
		stage->touch = stage->offset;
		return 0;
	}
	stage->n_touches *= files;
	stage->touch = malloc(stage->n_touches * sizeof(*stage->touch));
	if (!stage->touch)
		return complain("out of memory for %zu touches", stage->n_touches);
	for (size_t i = 0; i < stage->n_touches; i++)
		stage->touch[i] = (size_t)(stage->map[i % files] - stage->map[0]) +
				  stage->offset[i / files];
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
	size_t n = stage->n_touches, threads = cell->threads;

	stage->shared = crew_memory(sizeof(*stage->shared) + threads * sizeof(*stage->share));
	if (!stage->shared)
		return -1;
	stage->share = stage->shared->share;
	stage->shared->meeting.threads = cell->threads;
	for (unsigned int i = 0; i < threads; i++) {
		struct touch *share = &stage->share[i];
		size_t begin = n * i / threads, end = n * (i + 1) / threads;

		if (cell->sharing == SHARING_PRIVATE || cell->sharing == SHARING_OVERLAPPING) {
			begin = 0;
			end = n;
		}
		share->base = stage->map[cell->sharing == SHARING_PRIVATE ? i : 0];
		share->offset = stage->touch + begin;
		share->pages = end - begin;
		share->cpu = stage_cpu(stage, i);
		if (cell->sharing == SHARING_SAME_FOLIO)
			share->meeting = &stage->shared->meeting;
		share->paced = cell->pace == PACE_TICK;
	}
	return 0;
}

/* In a process: keep nothing mapped but its own file, and be ready to dirty its pages again */
static void prepare_process(void *arg, size_t i)
{
	const struct stage *stage = arg;
	const struct touch *share = &stage->share[i];

	for (unsigned int f = 0; f < stage->n_files; f++)
		if (stage->map[f] != share->base && !stage->cell->files)
			munmap(stage->map[f], stage->cell->size);
	if (state_flags[stage->cell->state] & STATE_IS_TOUCHED)
		touch_pages(share->base, share->offset, share->offset + share->pages);
}

/* Shells give a process 1024 files */
static int allow_files(unsigned int n)
{
	const rlim_t others = 256;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return complain("getrlimit: %s", strerror(errno));
	if (limit.rlim_cur >= n + others)
		return 0;
	limit.rlim_cur = n + others;
	if (limit.rlim_max < limit.rlim_cur)
		limit.rlim_max = limit.rlim_cur;
	return setrlimit(RLIMIT_NOFILE, &limit) ?
	       complain("%u files cannot be open at once: %s", n, strerror(errno)) : 0;
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
	if (make_offsets(stage, seed) || allow_files(stage->n_files))
		return -1;
	for (unsigned int i = 0; i < stage->n_files; i++)
		if (open_file(stage, i))
			return -1;
	if (make_touches(stage) || make_shares(stage))
		return -1;
	if (cell->tasks == TASKS_PROCESSES &&
	    crew_start(&stage->crew, stage->share, cell->threads, prepare_process, stage))
		return -1;
	for (unsigned int i = 0; i < stage->n_files; i++) {
		if ((state_flags[cell->state] & STATE_IS_TOUCHED) && clean_mapping(stage, stage->map[i]))
			return -1;
		if (filestate_reload_extents(stage->fd[i]))
			return -1;
	}
	return 0;
}

int stage_touch(struct stage *stage, enum mode mode)
{
	if (stage->cell->tasks == TASKS_PROCESSES)
		return crew_touch(&stage->crew, mode);
	return touch_all(stage->share, stage->cell->threads, mode);
}

void stage_look(const struct stage *stage)
{
	for (size_t i = 0; i < stage->pages_per_file; i++)
		(void)*(volatile char *)(stage->map[0] + stage->offset[i]);
}

void stage_close(struct stage *stage)
{
	char name[32];

	crew_end(&stage->crew);
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
	if (stage->shared)
		munmap(stage->shared, sizeof(*stage->shared) +
		       stage->cell->threads * sizeof(*stage->share));
	if (stage->touch != stage->offset)
		free(stage->touch);
	free(stage->offset);
	free(stage->map);
	free(stage->fd);
}
