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

/* All there is, for root that is more than statvfs calls available. */
static int take_all(struct ex *ex)
{
	struct statvfs sv;
	uint64_t blocks;
	off_t at;

	if (fstatvfs(ex->hogfd, &sv))
		return -errno;
	/* what is not to be had is tried by halves; a part of it has been got then */
	for (blocks = sv.f_bfree; blocks; blocks /= 2) {
		at = lseek(ex->hogfd, 0, SEEK_END);
		if (at < 0)
			return -errno;
		if (!fallocate(ex->hogfd, 0, at, (off_t)(blocks * ex->bsize)))
			continue;
		if (errno != ENOSPC && errno != EDQUOT)
			return -errno;
	}
	return 0;
}

long hog_run(struct ex *ex, const struct op *op)
{
	uint64_t leave = op->len % LEAVE * ex->bsize;
	off_t size;
	int err;

	if (op->arg < 4)
		return ftruncate(ex->hogfd, 0) ? -errno : 0;
	err = take_all(ex);
	if (err)
		return err;
	size = lseek(ex->hogfd, 0, SEEK_END);
	if (size < (off_t)leave)
		return 0;
	return ftruncate(ex->hogfd, size - (off_t)leave) ? -errno : 0;
}
