// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "lib/random.h"
#include "trial/filler.h"
#include "trial/free_space.h"

static const char name[] = "filler";

long long filler_free(int dir_fd)
{
	struct statvfs st;

	if (fstatvfs(dir_fd, &st))
		return complain("statvfs of the filesystem: %s", strerror(errno));
	return (long long)st.f_bavail * (long long)st.f_frsize;
}

/*
 * The file's own metadata takes space, too, and how much is known afterwards: approach it.
 * Return: 0 if it is full, or -1 after complaining
 */
static int fill(int fd, int dir_fd, long long left)
{
	off_t size = 0;

	for (int i = 0; i < 64; i++) {
		long long free = filler_free(dir_fd), more = free - left;

		if (free < 0)
			return -1;
		if (more <= (long long)FILLER_SLACK)
			return more >= 0 ? 0 : complain("only %lld KiB are free, and %lld KiB are needed",
						       free >> 10, left >> 10);
		/* All at once may be more than there is with the metadata */
		more = (more - (long long)FILLER_SLACK / 2) & ~0xffffLL;
		if (fallocate(fd, 0, size, more > 1 << 24 ? more - more / 64 : more))
			return complain("cannot fill the filesystem: %s", strerror(errno));
		size += more > 1 << 24 ? more - more / 64 : more;
	}
	return complain("the filesystem does not fill up");
}

int filler_open(int dir_fd, unsigned long long left)
{
	int fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), ret;

	if (fd < 0)
		return complain("cannot create a file that fills the filesystem: %s",
				strerror(errno));
	ret = fill(fd, dir_fd, (long long)left);
	/* What it has taken is committed before the faults come */
	if (!ret && syncfs(fd))
		ret = complain("syncfs: %s", strerror(errno));
	close(fd);
	return ret;
}

/* As files that come and go leave it, and deleted from it at random */
static int punch(int fd, off_t size)
{
	const off_t step = size / AGED_HOLES / PAGE_BYTES * PAGE_BYTES;
	uint64_t seed = 1;

	if (step <= (off_t)AGED_PAGES * PAGE_BYTES)
		return complain("setup=aged: the filesystem is too small to break up its free space");
	for (off_t i = 0; i < AGED_HOLES; i++) {
		off_t pages = 1 + (off_t)(random_next(&seed) % AGED_PAGES);

		if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, i * step,
			      pages * PAGE_BYTES))
			return complain("setup=aged: cannot punch a hole: %s", strerror(errno));
	}
	return 0;
}

/*
 * What a filesystem keeps for itself is not free to the file that takes all, but is to others:
 * one piece, larger than all holes.  Now that there are holes it can be taken.
 */
static int take_large_pieces(int fd, off_t at)
{
	struct free_space space;

	for (int i = 0; i < 256; i++) {
		if (free_space_read(fd, &space))
			return -1;
		if (space.largest <= AGED_LARGEST)
			return 0;
		if (fallocate(fd, 0, at, (off_t)space.largest))
			return complain("setup=aged: cannot take a piece of %zu bytes: %s", space.largest,
					strerror(errno));
		at += (off_t)space.largest;
	}
	return complain("setup=aged: a piece of %zu bytes stays free", space.largest);
}

int filler_age(int dir_fd)
{
	int fd = openat(dir_fd, "aged", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), ret;
	struct stat st;

	if (fd < 0)
		return complain("setup=aged: cannot create a file: %s", strerror(errno));
	ret = fill(fd, dir_fd, (long long)FILLER_SLACK);
	if (!ret && (fstat(fd, &st) || punch(fd, st.st_size)))
		ret = -1;
	/* Blocks are free when their transaction has committed */
	if (!ret && syncfs(fd))
		ret = complain("syncfs: %s", strerror(errno));
	if (!ret && (take_large_pieces(fd, st.st_size) || syncfs(fd)))
		ret = -1;
	close(fd);
	return ret;
}

void filler_close(int dir_fd)
{
	unlinkat(dir_fd, name, 0);
}
