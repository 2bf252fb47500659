// SPDX-License-Identifier: GPL-2.0-only
/* File states: made by the plainest system calls, proven by cachestat and FIEMAP. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "trial/filestate.h"

/* Debian 12's headers know neither; the numbers are the kernel's ABI (6.5) */
#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

struct cachestat_range_abi {
	uint64_t off, len;
};

struct cachestat_abi {
	uint64_t nr_cache, nr_dirty, nr_writeback, nr_evicted, nr_recently_evicted;
};

/* From fs/ext4/ext4.h, which is not exported */
#define EXT4_IOC_PRECACHE_EXTENTS	_IO('f', 18)
#define EXT4_IOC_CLEAR_ES_CACHE		_IO('f', 40)

/* Bytes from one extent to the next, and bytes of each: holes between keep them apart */
static size_t extent_step(const struct cell *cell)
{
	return cell->extent ? 2UL * cell->extent : cell->size;
}

static size_t extent_len(const struct cell *cell)
{
	return cell->extent ? cell->extent : cell->size;
}

static int set_size(int fd, const struct cell *cell)
{
	if (ftruncate(fd, (off_t)cell->size))
		return complain("ftruncate of the test file: %s", strerror(errno));
	return 0;
}

/* Each write makes a folio */
static int write_extent(int fd, const struct cell *cell, const char *folio, size_t at)
{
	const size_t end = at + extent_len(cell);

	for (size_t len; at < end; at += len) {
		len = end - at < cell_folio(cell) ? end - at : cell_folio(cell);
		if (pwrite(fd, folio, len, (off_t)at) != (ssize_t)len)
			return complain("write of the test file: %s", strerror(errno));
	}
	return 0;
}

/*
 * Where writes make a file longer, XFS allocates ahead, and what is ahead ends within a write:
 * that has two folios then.  tmpfs makes folios as large as the file allows.
 */
static bool is_long_first(const struct cell *cell)
{
	return cell->extent ||
	       (cell_folio_order(cell) > 0 && !variants[cell->variant].in_memory);
}

static int write_file(int fd, const struct cell *cell)
{
	const size_t len = cell_folio(cell);
	char *folio = NULL;
	int ret = 0;

	if (posix_memalign((void **)&folio, PAGE_BYTES, len))
		return complain("out of memory for a write buffer");
	memset(folio, 0xa5, len);
	if (is_long_first(cell))
		ret = set_size(fd, cell);
	for (size_t at = 0; at < cell->size && !ret; at += extent_step(cell))
		ret = write_extent(fd, cell, folio, at);
	free(folio);
	return ret;
}

static int sync_file(int fd)
{
	return fsync(fd) ? complain("fsync of the test file: %s", strerror(errno)) : 0;
}

static int allocate(int fd, const struct cell *cell)
{
	for (size_t at = 0; at < cell->size; at += extent_step(cell))
		if (fallocate(fd, 0, (off_t)at, (off_t)extent_len(cell)))
			return complain("fallocate of the test file: %s", strerror(errno));
	return 0;
}

/* What is touched are the holes, also where there are extents between them */
static int make_sparse(int fd, const struct cell *cell)
{
	if (set_size(fd, cell) || (cell->extent && allocate(fd, cell)))
		return -1;
	return sync_file(fd);
}

static int make_prealloc(int fd, const struct cell *cell)
{
	if ((cell->extent && set_size(fd, cell)) || allocate(fd, cell))
		return -1;
	return sync_file(fd);
}

static int make_delalloc(int fd, const struct cell *cell)
{
	return write_file(fd, cell);
}

static int make_written(int fd, const struct cell *cell)
{
	return write_file(fd, cell) || sync_file(fd) ? -1 : 0;
}

/* Mapping and touching it for the first time is left to the trial */
static int make_redirty(int fd, const struct cell *cell)
{
	return make_written(fd, cell);
}

static const char *wrong_sparse(const struct cell *cell, const struct file_facts *facts)
{
	if (!cell->extent)
		return facts->extents ? "it has extents" : NULL;
	return facts->unwritten_bytes == cell_filled(cell) && !facts->written_bytes ? NULL :
	       "what is between its holes is not unwritten extents";
}

static const char *wrong_prealloc(const struct cell *cell, const struct file_facts *facts)
{
	return facts->unwritten_bytes == cell_filled(cell) ? NULL : "not all of it is unwritten extents";
}

static const char *wrong_delalloc(const struct cell *cell, const struct file_facts *facts)
{
	if (facts->dirty != cell_filled(cell) / PAGE_BYTES)
		return "not all of it is dirty";
	if (!variants[cell->variant].delays_allocation)
		return facts->delalloc_bytes ? "it has delayed extents" : NULL;
	return facts->delalloc_bytes == cell_filled(cell) ? NULL : "not all of it is delayed";
}

static const char *wrong_written(const struct cell *cell, const struct file_facts *facts)
{
	if (facts->dirty)
		return "pages of it are dirty";
	return facts->written_bytes == cell_filled(cell) ? NULL : "not all of it is written extents";
}

static const char *wrong_redirty(const struct cell *cell, const struct file_facts *facts)
{
	return wrong_written(cell, facts);
}

/* How each state of model/cell.h is made of a new, empty file, and what is no such file */
static const struct {
	int (*make)(int fd, const struct cell *cell);
	const char *(*wrong)(const struct cell *cell, const struct file_facts *facts);
} states[NR_STATES] = {
#define STATE(id, token, name, flags) [STATE_##id] = { make_##token, wrong_##token },
	STATES(STATE)
#undef STATE
};

int filestate_make(int fd, const struct cell *cell)
{
	return states[cell->state].make(fd, cell);
}

/*
 * What ext4 remembers of a file's extents is a tree whose shape, and so the
 * cost of each lookup, depends on the order in which the device completed the
 * writes.  Fill it anew from the extents on disk; other filesystems have none.
 */
int filestate_reload_extents(int fd)
{
	if ((ioctl(fd, EXT4_IOC_CLEAR_ES_CACHE) || ioctl(fd, EXT4_IOC_PRECACHE_EXTENTS)) &&
	    errno != ENOTTY && errno != EOPNOTSUPP)
		return complain("cannot have the extents of the test file read anew: %s",
				strerror(errno));
	return 0;
}

static void add_extent(struct file_facts *facts, const struct fiemap_extent *extent, size_t size)
{
	size_t end = extent->fe_logical + extent->fe_length;
	size_t bytes;

	if (extent->fe_logical >= size)
		return;		/* XFS preallocates beyond the end */
	bytes = (end < size ? end : size) - extent->fe_logical;
	if (!facts->extents++)
		facts->first_byte = extent->fe_physical;
	if (extent->fe_flags & FIEMAP_EXTENT_DELALLOC)
		facts->delalloc_bytes += bytes;
	else if (extent->fe_flags & FIEMAP_EXTENT_UNWRITTEN)
		facts->unwritten_bytes += bytes;
	else
		facts->written_bytes += bytes;
}

/*
 * 4 entries are in the inode, and others take 12 bytes of a block behind a header, with a
 * checksum at its end.  A level is added when those above it are full.
 */
unsigned int filestate_tree_depth(size_t blocks, unsigned int block_size)
{
	const size_t entries = (block_size - 16) / 12;
	unsigned int depth = 0;

	for (size_t most = 4, all = 0; blocks > all; most *= entries) {
		all += most;
		depth++;
	}
	return depth;
}

/* What ext4 counts as blocks of the file, beside those of its data, holds its extents */
static int read_tree(int fd, const struct cell *cell, struct file_facts *facts)
{
	const size_t data = facts->written_bytes + facts->unwritten_bytes + facts->delalloc_bytes;
	struct stat st;

	if (variants[cell->variant].filesystem != FILESYSTEM_EXT4)
		return 0;
	if (fstat(fd, &st))
		return complain("stat of the test file: %s", strerror(errno));
	facts->has_tree = 1;
	if ((size_t)st.st_blocks * 512 > data)
		facts->tree_blocks = ((size_t)st.st_blocks * 512 - data) / cell->block_size;
	facts->tree_depth = filestate_tree_depth(facts->tree_blocks, cell->block_size);
	return 0;
}

static int read_extents(int fd, const struct cell *cell, struct file_facts *facts)
{
	enum { BATCH = 128 };
	struct fiemap *ask = calloc(1, sizeof(*ask) + BATCH * sizeof(ask->fm_extents[0]));
	uint64_t at = 0;
	int ret = 0;

	if (!ask)
		return complain("out of memory for the extent map");
	do {
		memset(ask, 0, sizeof(*ask));
		ask->fm_start = at;
		ask->fm_length = cell->size - at;
		ask->fm_extent_count = BATCH;
		if (ioctl(fd, FS_IOC_FIEMAP, ask)) {
			if (errno != EOPNOTSUPP)
				ret = complain("FIEMAP of the test file: %s", strerror(errno));
			goto out;
		}
		for (unsigned int i = 0; i < ask->fm_mapped_extents; i++) {
			add_extent(facts, &ask->fm_extents[i], cell->size);
			at = ask->fm_extents[i].fe_logical + ask->fm_extents[i].fe_length;
		}
	} while (ask->fm_mapped_extents == BATCH && at < cell->size);
	facts->has_extents = 1;
	ret = read_tree(fd, cell, facts);
out:
	free(ask);
	return ret;
}

static long read_cache(int fd, const struct cell *cell, struct cachestat_abi *cache)
{
	struct cachestat_range_abi range = { 0, cell->size };

	return syscall(SYS_cachestat, fd, &range, cache, 0);
}

bool filestate_possible(void)
{
	struct cachestat_range_abi range = { 0, 0 };
	struct cachestat_abi cache;

	if (!syscall(SYS_cachestat, -1, &range, &cache, 0) || errno != ENOSYS)
		return true;
	complain("this kernel has no cachestat(2), which proves the states of files; "
		 "Linux 6.5 or newer is needed");
	return false;
}

long filestate_dirty(int fd, const struct cell *cell)
{
	struct cachestat_abi cache;

	return read_cache(fd, cell, &cache) ? -1 : (long)cache.nr_dirty;
}

int filestate_read(int fd, const struct cell *cell, struct file_facts *facts)
{
	struct cachestat_abi cache;

	memset(facts, 0, sizeof(*facts));
	if (read_cache(fd, cell, &cache))
		return complain("cachestat of the test file: %s", strerror(errno));
	facts->cached = cache.nr_cache;
	facts->dirty = cache.nr_dirty;
	facts->writeback = cache.nr_writeback;
	return read_extents(fd, cell, facts);
}

const char *filestate_wrong(const struct cell *cell, const struct file_facts *facts)
{
	if (!(state_flags[cell->state] & STATE_IS_CACHED)) {
		if (facts->cached)
			return "pages of it are already cached";
	} else if (facts->cached != cell_filled(cell) / PAGE_BYTES) {
		return "not all of it is cached";
	}
	if (facts->writeback)
		return "it is still under writeback";
	/* Without FIEMAP there is no more to be seen */
	if (!facts->has_extents)
		return NULL;
	if (cell->extent && facts->extents != cell_extents(cell))
		return "it has another number of extents";
	return states[cell->state].wrong(cell, facts);
}
