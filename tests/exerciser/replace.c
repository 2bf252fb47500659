// SPDX-License-Identifier: GPL-2.0-only
/*
 * What editors do: a new file is written whole, and renamed over the old one, with no fsync. ext4
 * promises with auto_da_alloc that after a crash the name leads to one of the two, and that the
 * new one is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "ex.h"

static long write_whole(struct ex *ex, const struct file *f, int fd, uint64_t len)
{
	uint64_t done = 0;
	ssize_t n;

	while (done < len) {
		n = pwrite(fd, ex->iobuf + done, len - done, (off_t)(f->base + done));
		if (n < 0)
			return -errno;
		done += n;
	}
	return 0;
}

/* The new file under its own name; a negative errno if there is none. */
static int make_new(struct ex *ex, struct file *f, const struct op *op, const char *name)
{
	unsigned int generation;
	uint64_t ino;
	long ret = 0;
	int fd;

	fd = openat(ex->dirfd, name, O_RDWR | O_CREAT | O_EXCL, 0644);
	if (fd < 0)
		return -errno;
	if (f->base && (ftruncate(fd, (off_t)f->base) || fsync(fd)))
		ret = -errno;
	file_identity(ex, f, fd, &ino, &generation);
	log_line(ex, "n %d %" PRIu32 " %" PRIu64 " %u %" PRIu64 "\n", ex->proc, op->nr, ino,
		 generation, f->base);
	if (!ret)
		ret = write_whole(ex, f, fd, op->len);
	if (!ret)
		return fd;
	close(fd);
	if (unlinkat(ex->dirfd, name, 0))
		fail(ex, f, 0, 0, "unlink of %s: %s", name, strerror(errno));
	return ret;
}

long replace_run(struct ex *ex, struct file *f, const struct op *op)
{
	struct op whole = *op;
	char name[16];
	int fd, err;

	snprintf(name, sizeof(name), "r%u", op->slot);
	fd = make_new(ex, f, op, name);
	if (fd < 0)
		return fd;
	err = renameat(ex->dirfd, name, ex->dirfd, f->name) ? errno : 0;
	if (close(fd))
		fail(ex, f, 0, 0, "close: %s", strerror(errno));
	if (err) {
		if (unlinkat(ex->dirfd, name, 0))
			fail(ex, f, 0, 0, "unlink of %s: %s", name, strerror(errno));
		return -err;
	}
	/* an open file without a name still has its bytes */
	if (op->arg)
		check_file(ex, f);
	file_close(ex, f);
	model_free(&f->m);
	file_model(ex, f);
	whole.kind = OP_WRITE;
	errors_begin(ex, f, &whole);
	model_apply(&f->m, &whole, ex->key, tag_file(ex, op->slot));
	file_open(ex, f);
	return (long)op->len;
}
