// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ops through file descriptors, and checking what comes back.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "ex.h"

#ifndef RWF_DONTCACHE
#define RWF_DONTCACHE 0x80
#endif

#define UNCACHED "an uncached read"

void check_bytes(struct ex *ex, struct file *f, uint64_t off, const uint8_t *got, uint64_t len,
		 const char *how)
{
	if (ex->broken) {
		errors_check(ex, f, off, got, len, how);
		return;
	}
	ex->st->checked += len;
	if (!model_same(&f->m, off, got, len))
		report_mismatch(ex, f, off, got, len, how);
}

/* A read that must return all that the model says is there. */
static long read_range(struct ex *ex, struct file *f, int fd, uint64_t off, uint64_t len,
		       const char *how)
{
	int flags = !strcmp(how, UNCACHED) ? RWF_DONTCACHE : 0;
	uint64_t want = 0, done = 0;
	struct iovec iov;
	ssize_t n;

	if (off < f->m.size)
		want = f->m.size - off < len ? f->m.size - off : len;
	while (1) {
		iov.iov_base = ex->rdbuf + done;
		iov.iov_len = len - done;
		n = preadv2(fd, &iov, 1, (off_t)(f->base + off + done), flags);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += n;
		/* a direct read cannot go on from an unaligned place */
		if (!n || done >= want || fd == f->dfd)
			break;
	}
	if (done < want && ex->broken)
		return -EIO;
	if (done != want)
		fail(ex, f, off, len, "%s at %#" PRIx64 " returned %#" PRIx64 " bytes, not %#"
		     PRIx64 "; file size %#" PRIx64, how, off, done, want, f->m.size);
	check_bytes(ex, f, off, ex->rdbuf, done, how);
	return done;
}

void check_file(struct ex *ex, struct file *f)
{
	uint64_t off;
	long n;

	/* one read past EOF, to see that nothing is there */
	for (off = 0; off <= f->m.size; off += ex->buf_size) {
		n = read_range(ex, f, f->fd, off, ex->buf_size, "the full check");
		if (n < 0)
			fail(ex, f, off, ex->buf_size, "read: %s", strerror(-n));
	}
}

void check_all(struct ex *ex)
{
	unsigned int i;

	for (i = 0; i < ex->cfg->files; i++)
		check_file(ex, &ex->files[i]);
}

static long do_write(struct ex *ex, struct file *f, const struct op *op)
{
	struct iovec iov = { .iov_base = ex->iobuf, .iov_len = op->len };
	off_t at = (off_t)(f->base + op->off);
	ssize_t n;

	switch (op->kind) {
	case OP_APPEND:
		n = write(f->afd, ex->iobuf, op->len);
		break;
	case OP_DWRITE:
	case OP_DAPPEND:
		n = pwrite(f->dfd, ex->iobuf, op->len, at);
		break;
	case OP_SWRITE:
		n = pwritev2(f->fd, &iov, 1, at, RWF_DSYNC);
		break;
	case OP_UWRITE:
		n = pwritev2(f->fd, &iov, 1, at, RWF_DONTCACHE);
		break;
	default:
		n = pwrite(f->fd, ex->iobuf, op->len, at);
	}
	return n < 0 ? -errno : n;
}

static long do_fallocate(struct file *f, const struct op *op)
{
	int mode;

	switch (op->kind) {
	case OP_FKEEP:
		mode = FALLOC_FL_KEEP_SIZE;
		break;
	case OP_PUNCH:
		mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
		break;
	case OP_ZERO:
	case OP_ZEROEOF:
		mode = FALLOC_FL_ZERO_RANGE;
		break;
	case OP_ZEROKEEP:
		mode = FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE;
		break;
	case OP_COLLAPSE:
		mode = FALLOC_FL_COLLAPSE_RANGE;
		break;
	case OP_INSERT:
		mode = FALLOC_FL_INSERT_RANGE;
		break;
	default:
		mode = 0;
	}
	return fallocate(f->fd, mode, f->base + op->off, op->len) ? -errno : 0;
}

/* No byte that was written may lie in what lseek calls a hole. */
static bool data_is_right(const struct file *f, uint64_t pos, uint64_t data)
{
	return data >= pos && data <= f->m.size && all_zero(f->m.data + pos, data - pos);
}

static bool hole_is_right(const struct file *f, uint64_t data, uint64_t hole)
{
	return hole >= data && hole <= f->m.size && (hole == f->m.size || !f->m.data[hole]);
}

/* With KNOWN_SEEK an answer that is wrong may be so for a moment; else it is asked once. */
static int seek(const struct ex *ex, const struct file *f, uint64_t from, int whence,
		bool (*is_right)(const struct file *, uint64_t, uint64_t), uint64_t *found)
{
	int tries = ex->cfg->known & KNOWN_SEEK ? 20 : 1;

	do {
		off_t at = lseek(f->fd, (off_t)(f->base + from), whence);

		if (at < 0 && (errno != ENXIO || whence != SEEK_DATA))
			return -errno;
		*found = at < 0 ? f->m.size : (uint64_t)at - f->base;
	} while (!is_right(f, from, *found) && --tries && !usleep(10000));
	return 0;
}

static long do_seek(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t pos = op->off, size = f->m.size, data = size, hole = size;
	int i, ret;

	for (i = 0; i < 16 && pos < size; i++) {
		ret = seek(ex, f, pos, SEEK_DATA, data_is_right, &data);
		if (ret)
			return ret;
		if (!data_is_right(f, pos, data))
			fail(ex, f, pos, data > pos && data <= size ? data - pos : 1,
			     "SEEK_DATA from %#" PRIx64 " gave %#" PRIx64
			     ", backwards, past EOF or past written bytes", pos, data);
		ex->st->checked += data - pos;
		if (data == size)
			break;
		ret = seek(ex, f, data, SEEK_HOLE, hole_is_right, &hole);
		if (ret)
			return ret;
		if (!hole_is_right(f, data, hole))
			fail(ex, f, data, 1, "SEEK_HOLE from %#" PRIx64 " gave %#" PRIx64
			     ", backwards, past EOF or where a byte was written", data, hole);
		pos = hole;
	}
	return 0;
}

static long do_dontneed(struct file *f, const struct op *op)
{
	unsigned int wait = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
			    SYNC_FILE_RANGE_WAIT_AFTER;

	/* only clean pages go; writing them out first promises nothing, and is not logged */
	if (op->arg & 1 && sync_file_range(f->fd, f->base + op->off, op->len, wait))
		return -errno;
	return -posix_fadvise(f->fd, f->base + op->off, op->len, POSIX_FADV_DONTNEED);
}

static long do_reopen(struct ex *ex, struct file *f, const struct op *op)
{
	struct map keep = f->lmap;

	/* half the time the old mapping outlives the descriptors */
	if (op->arg & 1)
		f->lmap.addr = NULL;
	file_close(ex, f);
	if (op->arg & 1)
		f->lmap = keep;
	file_open(ex, f);
	return 0;
}

long io_run(struct ex *ex, struct file *f, const struct op *op)
{
	switch (op->kind) {
	case OP_WRITE:
	case OP_APPEND:
	case OP_DWRITE:
	case OP_DAPPEND:
	case OP_SWRITE:
	case OP_UWRITE:
		return do_write(ex, f, op);
	case OP_READ:
		return read_range(ex, f, f->fd, op->off, op->len, "read");
	case OP_DREAD:
		return read_range(ex, f, f->dfd, op->off, op->len, "a direct read");
	case OP_UREAD:
		return read_range(ex, f, f->fd, op->off, op->len, UNCACHED);
	case OP_TRUNC:
		return ftruncate(f->fd, f->base + op->off) ? -errno : 0;
	case OP_FSYNC:
		return fsync(f->fd) ? -errno : 0;
	case OP_FDATASYNC:
		return fdatasync(f->fd) ? -errno : 0;
	case OP_MSYNC:
		return map_msync(ex, f, op);
	case OP_SYNCFS:
		return syncfs(f->fd) ? -errno : 0;
	case OP_SFR:
		return sync_file_range(f->fd, f->base + op->off, op->len, op->arg) ? -errno : 0;
	case OP_DONTNEED:
		return do_dontneed(f, op);
	case OP_DROP:
		return ex->cfg->no_drop ? -EOPNOTSUPP : drop_caches();
	case OP_SEEK:
		return do_seek(ex, f, op);
	case OP_REOPEN:
		return do_reopen(ex, f, op);
	case OP_KILLWRITE:
		return cut_kill(ex, f, op);
	case OP_HOG:
		return hog_run(ex, op);
	case OP_BREAK:
		return errors_break(ex, op);
	default:
		return do_fallocate(f, op);
	}
}
