// SPDX-License-Identifier: GPL-2.0-only
/* One load after the other, each with what it takes, and the table of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "trial/filestate.h"
#include "trial/load_kinds.h"
#include "trial/load_proof.h"
#include "trial/memory_cgroup.h"

static const char own_name[] = "load";
static const char other_name[] = "load.renamed";

static int file_of(const struct load_thread *load, unsigned int i)
{
	return load->stage->fd[i];
}

static void remove_own(struct load_thread *load)
{
	if (load->own_fd < 0)
		return;
	close(load->own_fd);
	unlinkat(load->stage->dir_fd, own_name, 0);
	load->own_fd = -1;
}

static int open_own(struct load_thread *load, int flags)
{
	load->own_fd = openat(load->stage->dir_fd, own_name,
			      flags | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (load->own_fd < 0)
		return complain("cannot create the file of the load: %s", strerror(errno));
	return 0;
}

static int is_dirty(const struct load_thread *load, unsigned int i)
{
	long dirty = filestate_dirty(file_of(load, i), load->cell);

	return dirty < 0 ? -1 : dirty > 0;
}

static const struct load_kind load_none;

static int begin_commit(struct load_thread *load)
{
	return open_own(load, O_WRONLY | O_APPEND);
}

/* As a database writes its log; every length is new to the inode, so each fsync commits */
static long commit(const struct load_thread *load, unsigned long round, unsigned int i)
{
	static const char page[PAGE_BYTES];
	const unsigned long pages = 64;	/* a nearly full filesystem has room for them */

	(void)i;
	if (round % pages == 0 && ftruncate(load->own_fd, 0))
		return -1;
	if (write(load->own_fd, page, sizeof(page)) != sizeof(page))
		return -1;
	return fsync(load->own_fd) ? -1 : 1;
}

static const struct load_kind load_commit = {
	.begin = begin_commit, .once = commit, .end = remove_own,
	.effect = "commits", .count = load_commits,
};

static long sync_test_file(const struct load_thread *load, unsigned long round, unsigned int i)
{
	(void)round;
	return fsync(file_of(load, i)) ? -1 : 1;
}

static const struct load_kind load_fsync = {
	.due = is_dirty, .once = sync_test_file, .effect = "commits", .count = load_commits,
};

static long write_back(const struct load_thread *load, unsigned long round, unsigned int i)
{
	(void)round;
	return sync_file_range(file_of(load, i), 0, 0,
			       SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
			       SYNC_FILE_RANGE_WAIT_AFTER) ? -1 : 1;
}

static const struct load_kind load_writeback = {
	.due = is_dirty, .once = write_back, .effect = "pages written", .count = load_pages_written,
};

/* Takes no page away that a thread touches */
static long lengthen_and_cut(const struct load_thread *load, unsigned long round, unsigned int i)
{
	const size_t size = load->cell->size;
	int fd = file_of(load, i);

	(void)round;
	return ftruncate(fd, (off_t)(size + PAGE_BYTES)) || ftruncate(fd, (off_t)size) ? -1 : 1;
}

static const struct load_kind load_truncate = { .once = lengthen_and_cut };

/* A file that has no name in the end had both of them */
static long rename_and_unlink(const struct load_thread *load, unsigned long round, unsigned int i)
{
	const int dir = load->stage->dir_fd;
	struct stat st;
	int fd, gone;

	(void)round;
	(void)i;
	fd = openat(dir, own_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	gone = !renameat(dir, own_name, dir, other_name) && !unlinkat(dir, other_name, 0) &&
	       !fstat(fd, &st) && !st.st_nlink;
	close(fd);
	return gone ? 1 : -1;
}

/* If it broke off in the middle */
static void remove_names(struct load_thread *load)
{
	unlinkat(load->stage->dir_fd, own_name, 0);
	unlinkat(load->stage->dir_fd, other_name, 0);
}

static const struct load_kind load_metadata = {
	.once = rename_and_unlink, .end = remove_names, .effect = "files",
};

#define READ_BYTES ((size_t)64 * 1024)

/*
 * Readahead goes by the open file, so it is one of its own, and the same all the time.  Where
 * folios are to have one page there is none: it would make larger ones.
 */
static int open_again(struct load_thread *load, unsigned int i)
{
	char name[32];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", file_of(load, i));
	load->own_fds[i] = open(name, O_RDONLY | O_CLOEXEC);
	if (load->own_fds[i] < 0)
		return complain("cannot open the test file again: %s", strerror(errno));
	if (load->cell->folio == FOLIO_ORDER0)
		posix_fadvise(load->own_fds[i], 0, 0, POSIX_FADV_RANDOM);
	return 0;
}

static int begin_read(struct load_thread *load)
{
	const unsigned int files = cell_files(load->cell);

	load->own_pages = malloc(READ_BYTES);
	load->own_fds = malloc(files * sizeof(*load->own_fds));
	if (!load->own_pages || !load->own_fds)
		return complain("out of memory for the load");
	for (unsigned int i = 0; i < files; i++)
		load->own_fds[i] = -1;
	for (unsigned int i = 0; i < files; i++)
		if (open_again(load, i))
			return -1;
	return 0;
}

/* The next part of each file */
static long read_next(const struct load_thread *load, unsigned long round, unsigned int i)
{
	const size_t parts = (load->cell->size + READ_BYTES - 1) / READ_BYTES;
	const size_t part = round / cell_files(load->cell) % parts;
	ssize_t len = pread(load->own_fds[i], load->own_pages, READ_BYTES,
			    (off_t)(part * READ_BYTES));

	return len > 0 ? len / PAGE_BYTES : -1;
}

static void free_pages(struct load_thread *load)
{
	free(load->own_pages);
	load->own_pages = NULL;
}

static void end_read(struct load_thread *load)
{
	free_pages(load);
	for (unsigned int i = 0; load->own_fds && i < cell_files(load->cell); i++)
		if (load->own_fds[i] >= 0)
			close(load->own_fds[i]);
	free(load->own_fds);
	load->own_fds = NULL;
}

static const struct load_kind load_read = {
	.begin = begin_read, .once = read_next, .end = end_read, .effect = "pages read",
};

#define PUNCH_PAGES 16

static int set_sizes(const struct load_thread *load, size_t size)
{
	for (unsigned int i = 0; i < cell_files(load->cell); i++)
		if (ftruncate(file_of(load, i), (off_t)size))
			return complain("ftruncate of the test file: %s", strerror(errno));
	return 0;
}

/* Behind the pages that threads touch there are as many more as are punched */
static int begin_punch(struct load_thread *load)
{
	return set_sizes(load, load->cell->size + PUNCH_PAGES * (size_t)PAGE_BYTES);
}

static long fill_and_punch(const struct load_thread *load, unsigned long round, unsigned int i)
{
	static const char pages[PUNCH_PAGES * PAGE_BYTES];
	const off_t at = (off_t)load->cell->size;
	int fd = file_of(load, i);

	(void)round;
	if (pwrite(fd, pages, sizeof(pages), at) != sizeof(pages) ||
	    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, sizeof(pages)))
		return -1;
	/* There is data behind it no more */
	if (lseek(fd, at, SEEK_DATA) < 0 && errno == ENXIO)
		return PUNCH_PAGES;
	return -1;
}

static void end_punch(struct load_thread *load)
{
	set_sizes(load, load->cell->size);
}

static const struct load_kind load_punch = {
	.begin = begin_punch, .once = fill_and_punch, .end = end_punch, .effect = "pages punched",
};

/*
 * Memory of its own comes and goes, as that of every large malloc(3), and the mapping of a
 * test file grows and shrinks: the one takes mmap_lock, the other the lock of the VMA as well.
 */
static long map_and_unmap(const struct load_thread *load, unsigned long round, unsigned int i)
{
	const size_t own_size = READ_BYTES, size = load->cell->size;
	char *own = mmap(NULL, own_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *map = load->stage->map[i];

	(void)round;
	if (own == MAP_FAILED)
		return -1;
	*own = 1;		/* so that CPUs have something to forget */
	if (munmap(own, own_size) || mremap(map, size, size + PAGE_BYTES, 0) != map)
		return -1;
	return munmap(map + size, PAGE_BYTES) ? -1 : 1;
}

static const struct load_kind load_map = { .once = map_and_unmap };

/* More than the statistics of a cgroup may be behind: 64 pages for each CPU */
#define RECLAIM_BYTES ((size_t)4 << 20)
#define RECLAIM_FILE (16 * RECLAIM_BYTES)

/* A hole takes page cache, and no space on the disk */
static int begin_reclaim(struct load_thread *load)
{
	load->own_pages = malloc(RECLAIM_BYTES);
	if (!load->own_pages)
		return complain("out of memory for the load");
	if (open_own(load, O_RDWR))
		return -1;
	if (ftruncate(load->own_fd, (off_t)RECLAIM_FILE))
		return complain("ftruncate of the file of the load: %s", strerror(errno));
	return 0;
}

/* What is oldest goes: where the test files can be reclaimed, their pages */
static long read_and_reclaim(const struct load_thread *load, unsigned long round, unsigned int i)
{
	const off_t at = (off_t)(round * RECLAIM_BYTES % RECLAIM_FILE);

	(void)i;
	if (pread(load->own_fd, load->own_pages, RECLAIM_BYTES, at) != (ssize_t)RECLAIM_BYTES)
		return -1;
	return memory_cgroup_reclaim(RECLAIM_BYTES) ? -1 : 1;
}

static long long reclaimed(int fd)
{
	(void)fd;
	return memory_cgroup_reclaimed();
}

static void end_reclaim(struct load_thread *load)
{
	free_pages(load);
	remove_own(load);
}

static const struct load_kind load_reclaim = {
	.possible = memory_cgroup_possible, .enter = memory_cgroup_enter,
	.leave = memory_cgroup_leave, .begin = begin_reclaim, .once = read_and_reclaim,
	.end = end_reclaim, .effect = "pages reclaimed", .count = reclaimed,
};

const struct load_kind *const load_kinds[NR_LOADS] = {
#define LOAD(id, token) [LOAD_##id] = &load_##token,
	LOADS(LOAD)
#undef LOAD
};
