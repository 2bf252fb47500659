// SPDX-License-Identifier: GPL-2.0-only
/* The life of a trial: make, prove, settle, touch, prove again, remove. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "lib/random.h"
#include "trial/load.h"
#include "trial/quiet.h"
#include "trial/touch.h"
#include "trial/trial.h"

struct stage {
	const struct cell *cell;
	int dir_fd;
	int *fd;		/* of each file */
	char **map;
	unsigned int n_files;
	size_t *offset;		/* of every touch, file by file */
	size_t pages_per_file;
	struct touch *share;
	cpu_set_t cpus;		/* that this process may use; put back at the end */
};

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

/* The @i-th CPU this process may use, counting round */
static int nth_cpu(const cpu_set_t *set, unsigned int i)
{
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
		share->cpu = nth_cpu(&stage->cpus, i);
	}
	return 0;
}

static int open_stage(struct stage *stage, const char *dir, const struct cell *cell, uint64_t seed)
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
		if (cell->state == STATE_REDIRTY && clean_mapping(stage, stage->map[i]))
			return -1;
		if (filestate_reload_extents(stage->fd[i]))
			return -1;
	}
	return make_shares(stage);
}

static void close_stage(struct stage *stage)
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

/*
 * What others do with the CPU while a thread that could go on waits for it is not the
 * fault's cost, and on a busy machine it is ten times that.  A thread that slept
 * waited for something, a lock or the device, and what it waited for is not told from
 * who had the CPU then: all of it counts.
 */
static uint64_t thread_cost(const struct touch *share, enum mode mode)
{
	uint64_t elapsed = share->end - share->begin;

	if (mode == MODE_TIME && share->preemptions && !share->waits && share->cpu_time < elapsed)
		return share->cpu_time;
	return elapsed;
}

/*
 * In time mode the cost is what each thread waited, added up.  Under icount the
 * virtual clock leaps ahead while the vCPU idles, and one vCPU runs all threads
 * in turn: there it is the instructions that the threads themselves executed.
 * That clock is read a little outside the TSC's window, so a single thread that
 * kept its CPU has the TSC, which is exact.
 */
static void add_up(const struct stage *stage, enum mode mode, struct trial *trial)
{
	uint64_t begin = UINT64_MAX, end = 0;

	trial->has_pmu = 1;
	for (unsigned int i = 0; i < stage->cell->threads; i++) {
		const struct touch *share = &stage->share[i];

		trial->pages += share->pages;
		trial->minflt += share->minflt;
		trial->majflt += share->majflt;
		trial->waits += share->waits;
		trial->preemptions += share->preemptions;
		trial->cpu_time += share->cpu_time;
		trial->elapsed += thread_cost(share, mode);
		trial->cycles += share->pmu.cycles;
		trial->insn += share->pmu.insn;
		trial->has_pmu &= share->has_pmu;
		begin = share->begin < begin ? share->begin : begin;
		end = share->end > end ? share->end : end;
	}
	trial->wall = end - begin;
	if (mode == MODE_COUNT)
		trial->elapsed = trial->wall = trial->cpu_time = 0;
	if (mode == MODE_INSN &&
	    (trial->cpu_time < trial->wall || stage->cell->threads > 1))
		trial->elapsed = trial->cpu_time;
}

/* A fault count outside these bounds means that something else was measured */
static void check_counts(const struct cell *cell, struct trial *trial)
{
	size_t faults = (size_t)(trial->minflt + trial->majflt);
	size_t pages = trial->pages, mapped = cell->size / PAGE_BYTES;
	size_t most = pages + 2 + 2 * cell->threads;
	int one_each = cell->folio == FOLIO_ORDER0 || cell->state == STATE_REDIRTY;

	/* A page may be written back, and so protected, between its fault and its store */
	if (cell->load == LOAD_WRITEBACK)
		most += pages;
	/* A stray fault of the harness (a stack, a library page) is one in thousands */
	if (one_each && (faults < pages || faults > most))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu faults for %zu pages, where each page takes one", faults, pages);
	else if (!faults || faults > most)
		snprintf(trial->wrong, sizeof(trial->wrong), "%zu faults for %zu pages",
			 faults, pages);
	else if (cell->folio == FOLIO_ORDER0 && trial->folios.tail_pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are in folios larger than order 0",
			 trial->folios.tail_pages);
	else if (cell->folio == FOLIO_LARGE &&
		 4 * trial->folios.large_pages < 3 * trial->folios.pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "only %zu of %zu pages are in folios of order 2 or more",
			 trial->folios.large_pages, trial->folios.pages);
	else if (cell->load == LOAD_NONE && trial->after.has_extents &&
		 trial->after.dirty < pages / cell_files(cell))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are dirty after %zu were touched", trial->after.dirty,
			 pages / cell_files(cell));
	else if (trial->after.cached > mapped)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are cached of a file of %zu", trial->after.cached, mapped);
}

/* A load that did nothing meanwhile was none */
static void check_load(const struct cell *cell, struct trial *trial)
{
	if (cell->load != LOAD_NONE && !trial->load_rounds)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "load %s was not under way meanwhile; a larger size takes longer",
			 load_names[cell->load]);
}

/*
 * Large folios take so few faults that one slab more or less to fill, 2,700
 * instructions, is up to 0.2 % of them.  So fault the folios of another file
 * first, and delete it: that leaves as many objects (page cache nodes, iomap's
 * folio state, whose size depends on the folio's) on the CPU's free lists as
 * 32 MiB need, and some to spare.  Re-dirtying takes a fault for each page, and needs none.
 */
static int warm_up(struct stage *stage)
{
	static const char zeroes[FILESTATE_LARGE_WRITE], name[] = "warm-up";
	const size_t folios = 320, size = folios * sizeof(zeroes);
	const enum variant variant = stage->cell->variant;
	char *map = MAP_FAILED;
	int fd, ret = -1;

	fd = openat(stage->dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		goto out;
	/* Without delalloc a buffered write allocates block by block: a quarter of a run's time */
	if (variant == VARIANT_EXT4_BUFFER_HEAD_NODELALLOC && fallocate(fd, 0, 0, (off_t)size))
		goto out;
	for (size_t i = 0; i < folios; i++)
		if (write(fd, zeroes, sizeof(zeroes)) != sizeof(zeroes))
			goto out;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		goto out;
	for (size_t i = 0; i < folios; i++)
		*(volatile char *)(map + i * sizeof(zeroes)) = 1;
	ret = 0;
out:
	if (ret)
		complain("cannot fault the warm-up file: %s", strerror(errno));
	if (map != MAP_FAILED)
		munmap(map, size);
	if (fd >= 0)
		close(fd);
	unlinkat(stage->dir_fd, name, 0);
	return ret;
}

/* Did the faults go their cell's way, and was all of it seen? */
static void check_testimony(const struct cell *cell, struct trial *trial)
{
	const char *wrong = NULL;

	if (trial->seen.by != WITNESS_LOCKS)
		wrong = pathcount_wrong(cell, trial->seen.path);
	if (!wrong)
		wrong = trial->seen.wrong;
	if (wrong)
		snprintf(trial->wrong, sizeof(trial->wrong), "%s", wrong);
}

/* Between two looks at the file, and before the load ends */
static int touch(struct stage *stage, struct background *background, enum mode mode,
		 struct witness *witness, struct trial *trial)
{
	const struct cell *cell = stage->cell;
	unsigned long ended;

	if (witness && witness_start(witness))
		return -1;
	ended = background_ended(background);
	if (touch_all(stage->share, cell->threads, mode))
		return -1;
	trial->load_rounds = background_begun(background) - ended;
	if (witness && witness_stop(witness, &trial->seen))
		return -1;
	return folio_count(stage->map[0], cell->size, &trial->folios) ||
	       filestate_read(stage->fd[0], cell, &trial->after) ? -1 : 0;
}

static int measure(struct stage *stage, const char *device, enum mode mode,
		   struct witness *witness, struct trial *trial)
{
	const struct cell *cell = stage->cell;
	struct background background;
	const char *wrong;
	int ret;

	if (filestate_read(stage->fd[0], cell, &trial->before))
		return -1;
	wrong = filestate_wrong(cell, &trial->before);
	if (wrong) {
		snprintf(trial->wrong, sizeof(trial->wrong), "the file was not %s: %s",
			 state_names[cell->state], wrong);
		return 0;
	}
	quiet_drain(device);
	quiet_shrink_slabs();
	if (cell->folio == FOLIO_LARGE && cell->state != STATE_REDIRTY && warm_up(stage))
		return -1;
	quiet_drain(device);
	ret = background_start(&background, cell, stage->fd, stage->dir_fd,
			       nth_cpu(&stage->cpus, cell->threads)) ||
	      touch(stage, &background, mode, witness, trial);
	if (background_stop(&background) || ret)
		return -1;
	add_up(stage, mode, trial);
	check_counts(cell, trial);
	if (!*trial->wrong)
		check_load(cell, trial);
	if (witness && !*trial->wrong)
		check_testimony(cell, trial);
	return 0;
}

int trial_run(const struct filesystem *fs, const struct cell *cell, enum mode mode, uint64_t seed,
	      struct witness *witness, struct trial *trial)
{
	struct stage stage;
	int ret;

	memset(trial, 0, sizeof(*trial));
	ret = open_stage(&stage, fs->mount_point, cell, seed);
	if (!ret)
		ret = measure(&stage, fs->device, mode, witness, trial);
	close_stage(&stage);
	return ret;
}
