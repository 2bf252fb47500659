// SPDX-License-Identifier: GPL-2.0-only
/*
 * --fill: a file of each process takes the space of the file system at times, all but a few
 * blocks, and gives it back. So each op meets a file system that is full, in its turn.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "ex.h"

#define LEAVE 64	/* blocks, at most */

void hog_open(struct ex *ex)
{
	ex->hogfd = -1;
	if (!ex->cfg->fill)
		return;
	ex->hogfd = openat(ex->dirfd, "hog", O_RDWR | O_CREAT, 0644);
	if (ex->hogfd < 0)
		setup_error("%s/hog: %s", ex->path, strerror(errno));
}

void hog_close(struct ex *ex)
{
	if (ex->hogfd >= 0)
		close(ex->hogfd);
	ex->hogfd = -1;
}

long hog_run(struct ex *ex, const struct op *op)
{
	off_t at = lseek(ex->hogfd, 0, SEEK_END);
	struct statvfs sv;
	uint64_t blocks;

	if (at < 0 || fstatvfs(ex->hogfd, &sv))
		return -errno;
	if (op->arg < 4)
		return ftruncate(ex->hogfd, 0) ? -errno : 0;
	blocks = op->len % LEAVE;
	blocks = sv.f_bavail > blocks ? sv.f_bavail - blocks : 0;
	/* extents take space, too: what does not fit is tried by halves */
	while (blocks && fallocate(ex->hogfd, 0, at, (off_t)(blocks * ex->bsize))) {
		if (errno != ENOSPC && errno != EDQUOT)
			return -errno;
		at = lseek(ex->hogfd, 0, SEEK_END);
		blocks /= 2;
	}
	return 0;
}
