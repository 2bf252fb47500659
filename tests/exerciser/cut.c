// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes that do not get to their end: their buffer ends early, or their process is killed.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ex.h"

/* A block of the extent tree or two may go when extents are merged. */
#define TREE_BLOCKS	4

uint64_t blocks_of(struct ex *ex, struct file *f)
{
	struct stat st;

	if (fstat(f->fd, &st))
		fail(ex, f, 0, 0, "fstat: %s", strerror(errno));
	return (uint64_t)st.st_blocks * 512;
}

/* What a write cannot use it must not free: blocks that were preallocated past EOF. */
static void check_blocks(struct ex *ex, struct file *f, const struct op *op, uint64_t before)
{
	uint64_t now = blocks_of(ex, f);

	if (ex->cfg->known & KNOWN_TRIM || ex->cfg->racers)
		return;
	if (now + TREE_BLOCKS * ex->bsize < before)
		fail(ex, f, op->off, op->len, "a write that was cut freed blocks: of %" PRIu64
		     " bytes %" PRIu64 " are left", before, now);
}

/*
 * op->arg bytes of the buffer can be read, the next one cannot. The write is as long as it says
 * it was, and not a byte longer.
 */
long cut_fault(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t blocks = blocks_of(ex, f);
	uint8_t *buf = ex->fence - op->arg;
	ssize_t n;

	memcpy(buf, ex->iobuf, op->arg);
	n = pwrite(f->fd, buf, op->len, (off_t)(f->base + op->off));
	if (n < 0 && errno == EFAULT)
		n = 0;
	if (n < 0)
		return -errno;
	if (n > (ssize_t)op->arg)
		fail(ex, f, op->off, op->len, "a write of %" PRIu32 " readable bytes did %zd",
		     op->arg, n);
	check_blocks(ex, f, op, blocks);
	return n;
}

static void write_and_exit(struct ex *ex, struct file *f, const struct op *op, int ready)
	__attribute__((noreturn));
static void write_and_exit(struct ex *ex, struct file *f, const struct op *op, int ready)
{
	bool told = write(ready, "w", 1) == 1;

	_exit(!told || pwrite(f->fd, ex->iobuf, op->len, (off_t)(f->base + op->off)) < 0);
}

static void kill_in_write(struct ex *ex, struct file *f, const struct op *op)
{
	int ready[2], status;
	char c;
	pid_t pid;

	if (pipe(ready))
		setup_error("pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		setup_error("fork: %s", strerror(errno));
	if (!pid)
		write_and_exit(ex, f, op, ready[1]);
	close(ready[1]);
	if (read(ready[0], &c, 1) != 1)
		setup_error("the process to be killed is gone");
	close(ready[0]);
	usleep(op->arg);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			setup_error("waitpid: %s", strerror(errno));
}

/* Some first bytes of the write are there, and then what was there before. */
static void check_prefix(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t size, n = 0, len;
	struct stat st;
	ssize_t got;

	if (fstat(f->fd, &st))
		fail(ex, f, 0, 0, "fstat: %s", strerror(errno));
	size = (uint64_t)st.st_size - f->base;
	/* KNOWN_GROW: before a byte of it was there */
	if (size == op->off && size > f->m.size && ex->cfg->known & KNOWN_GROW)
		return;
	if (size != f->m.size && (size < f->m.size || size <= op->off ||
				  size > op->off + op->len))
		fail(ex, f, op->off, op->len, "the size is %#" PRIx64 " after a killed write",
		     size);
	if (size <= op->off)
		return;
	len = size - op->off < op->len ? size - op->off : op->len;
	got = pread(f->fd, ex->rdbuf, len, (off_t)(f->base + op->off));
	if (got != (ssize_t)len)
		fail(ex, f, op->off, len, "read after a killed write: %zd", got);
	ex->st->checked += len;
	while (n < len && ex->rdbuf[n] == ex->iobuf[n])
		n++;
	if (size > f->m.size && n < len)
		fail(ex, f, op->off + n, 1, "byte %#" PRIx64 " of a killed write is inside the "
		     "file and was not written: %#x", n, ex->rdbuf[n]);
	check_bytes(ex, f, op->off + n, ex->rdbuf + n, len - n, "a read after a killed write");
}

/*
 * A child that writes is killed in the middle of it. Then the write is done again, so that the
 * file does not depend on when that was: the same seed still gives the same ops.
 */
long cut_kill(struct ex *ex, struct file *f, const struct op *op)
{
	uint64_t blocks = blocks_of(ex, f);
	ssize_t n;

	kill_in_write(ex, f, op);
	check_blocks(ex, f, op, blocks);
	check_prefix(ex, f, op);
	n = pwrite(f->fd, ex->iobuf, op->len, (off_t)(f->base + op->off));
	return n < 0 ? -errno : n;
}
