// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/complain.h"
#include "trial/warm_up.h"

/*
 * Large folios take so few faults that one slab more or less to fill, 2,700
 * instructions, is up to 0.2 % of them.  So fault the folios of another file
 * first, and delete it: that leaves as many objects (page cache nodes, iomap's
 * folio state, whose size depends on the folio's) on the CPU's free lists as
 * 32 MiB need, and some to spare.  Re-dirtying takes a fault for each page, and needs none.
 */
int warm_up(const struct stage *stage)
{
	static const char zeroes[CELL_HUGE_FOLIO], name[] = "warm-up";
	const size_t size = 320 * CELL_LARGE_FOLIO, folio = cell_folio(stage->cell);
	char *map = MAP_FAILED;
	int fd, ret = -1;

	fd = openat(stage->dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		goto out;
	/* Without delalloc a buffered write allocates block by block: a quarter of a run's time */
	if (variants[stage->cell->variant].allocates_by_block &&
	    fallocate(fd, 0, 0, (off_t)size))
		goto out;
	for (size_t at = 0; at < size; at += folio)
		if (write(fd, zeroes, folio) != (ssize_t)folio)
			goto out;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		goto out;
	for (size_t at = 0; at < size; at += folio)
		*(volatile char *)(map + at) = 1;
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
