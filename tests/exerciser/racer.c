// SPDX-License-Identifier: GPL-2.0-only
/*
 * A racer works on the files of the others, at the same time, without changing a byte: it faults
 * pages in, for reading and for writing, writes them back, drops them, and asks for extents. So
 * faults, writeback and reclaim meet truncates, punches and writes of the process that owns the
 * file, and the owner's model stays exact. Errors are nobody's business here: a file may be gone
 * or shorter at any moment. Direct writes are left out of such a run, as a page that is dirtied
 * under one may legally win over it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ex.h"

#define LARGEST		(64 * PAGE)

/* A file that ends at 4 TiB is a hole but for its end. */
static uint64_t race_off(struct rng *r, uint64_t size)
{
	uint64_t part = size < 1 << 20 ? size : 1 << 20;

	return size - (rng_percent(r, 30) ? rng_below(r, part + 1) : rng_below(r, 1 + (size < 1ull << 30 ? size : part)));
}

static void race_mapping(struct rng *r, int fd, uint64_t size)
{
	uint64_t off = race_off(r, size), len = 1 + rng_below(r, LARGEST);
	int advice = rng_percent(r, 50) ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;
	uint8_t *addr;

	off -= off % PAGE;
	addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, off);
	if (addr == MAP_FAILED)
		return;
	if (rng_percent(r, 30))
		(void)madvise(addr, len, rng_percent(r, 50) ? MADV_RANDOM : MADV_HUGEPAGE);
	/* these return an error where a load or a store would get SIGBUS */
	(void)madvise(addr, len, advice);
	if (rng_percent(r, 20))
		(void)madvise(addr, len, MADV_PAGEOUT);
	if (rng_percent(r, 10))
		(void)msync(addr, len, MS_SYNC);
	munmap(addr, len);
}

static void race_file(struct rng *r, int fd, uint64_t size, uint8_t *buf)
{
	uint64_t off = race_off(r, size), len = 1 + rng_below(r, LARGEST);
	unsigned int n = rng_below(r, 100);

	if (n < 50)
		race_mapping(r, fd, size);
	else if (n < 65)
		(void)sync_file_range(fd, off, len, SYNC_FILE_RANGE_WRITE);
	else if (n < 75)
		(void)posix_fadvise(fd, off, len, POSIX_FADV_DONTNEED);
	else if (n < 90)
		(void)!pread(fd, buf, len, off);
	else if (n < 95)
		(void)lseek(fd, off, rng_percent(r, 50) ? SEEK_DATA : SEEK_HOLE);
	else
		(void)fdatasync(fd);
}

static void race_once(const struct config *cfg, struct rng *r, uint8_t *buf)
{
	char path[4096];
	struct stat st;
	int fd, i;

	if ((size_t)snprintf(path, sizeof(path), "%s/p%u/f%u", cfg->dir,
			     (unsigned int)rng_below(r, cfg->procs),
			     (unsigned int)rng_below(r, cfg->files)) >= sizeof(path))
		setup_error("%s: too long", cfg->dir);
	fd = open(path, O_RDWR);
	if (fd < 0)
		return;
	for (i = 0; i < 8; i++)
		if (!fstat(fd, &st))
			race_file(r, fd, st.st_size, buf);
	close(fd);
}

void racer_main(const struct config *cfg, struct shared *sh, int id, int ready, int go)
{
	uint8_t *buf = malloc(LARGEST);
	char order = 'g';
	struct rng r;

	if (!buf || prctl(PR_SET_PDEATHSIG, SIGKILL))
		setup_error("a racer: %s", strerror(errno));
	rng_seed(&r, cfg->seed, 1000 + id, 0);
	while (order == 'g') {
		while (!sh->rest)
			race_once(cfg, &r, buf);
		if (write(ready, "r", 1) != 1 || read(go, &order, 1) != 1)
			setup_error("the parent is gone");
	}
	exit(EX_OK);
}
