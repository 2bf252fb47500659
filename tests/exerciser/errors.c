// SPDX-License-Identifier: GPL-2.0-only
/*
 * --errors CMD: the disk refuses the blocks of some files for a while, and then works again.
 *
 * What may be there then is what a crash may leave (crash.c): for each byte the value at the last
 * promise, or one that it was given since. So the checker's candidates are kept while the ops run.
 * While the disk is broken a read may fail, or return any candidate: a page whose writeback failed
 * is clean, may be dropped, and what the disk has is read again. Syncs promise as ever, until an
 * op on the file has returned EIO: the kernel reports a lost page once, and the next fsync may
 * return 0 with the page lost. But that once it must be: if no op returned EIO, a sync that
 * returned 0 is believed.
 *
 * When the disk works again the file system is mounted anew, so that only the disk counts; each
 * file must be made of candidates, and what it has is what the model goes on with.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crash.h"
#include "ex.h"

#define EXTENTS	256	/* of a file, looked at in one go */

/* The candidates look at the file's model, which has moved on since. */
static struct cfile *cands(const struct file *f)
{
	f->cand->m = f->m;
	return f->cand;
}

void errors_forget(struct file *f)
{
	if (!f->cand)
		return;
	memset(&f->cand->m, 0, sizeof(f->cand->m));
	cand_gone(f->cand);
	free(f->cand);
	f->cand = NULL;
}

/* A new file. */
void errors_file(struct ex *ex, struct file *f)
{
	if (!ex->cfg->errors)
		return;
	errors_forget(f);
	if (!ex->crash) {
		ex->crash = calloc(1, sizeof(*ex->crash));
		if (!ex->crash)
			setup_error("memory for the candidates");
		ex->crash->key = ex->key;
		ex->crash->max_size = ex->cfg->max_size;
		ex->crash->known = ex->cfg->known;
		ex->crash->bsize = ex->bsize;
	}
	f->cand = cand_new(ex->crash, 0, 0, 0);
	model_free(&f->cand->m);
	f->suspect = false;
}

void errors_begin(struct ex *ex, struct file *f, const struct op *op)
{
	unsigned int flags = optypes[op->kind].flags;

	if (f->cand && flags & F_MUTATE && !(flags & F_NAME))
		cand_begin(ex->crash, cands(f), op, tag_file(ex, op->slot));
}

void errors_doubt(struct file *f, uint64_t from, uint64_t to, uint8_t value)
{
	if (f->cand)
		cand_doubt(cands(f), from, to, value);
}

static void promise(struct file *f, const struct op *op, long ret)
{
	if (f->suspect)
		return;
	if (op->kind == OP_MSYNC || op->kind == OP_SWRITE)
		cand_promise_range(cands(f), op->off,
				   op->off + (op->kind == OP_MSYNC ? op->len : (uint64_t)ret));
	else
		cand_promise(cands(f), false);
}

void errors_done(struct ex *ex, struct file *f, const struct op *op, long ret)
{
	unsigned int i;

	if (!f->cand || !(optypes[op->kind].flags & F_SYNC))
		return;
	if (op->kind != OP_SYNCFS) {
		promise(f, op, ret);
		return;
	}
	for (i = 0; i < ex->cfg->files && !ex->eio; i++)
		promise(&ex->files[i], op, ret);
}

/*
 * A truncate that cannot read the block at EOF, to zero a part of it, has changed the size already,
 * leaves the blocks beyond it, and is an error of the file system: on both paths, and on others'
 * kernels. What that leads to knows no end, so it is not tried.
 */
bool errors_may_truncate(struct ex *ex, struct file *f, uint64_t size)
{
	uint64_t eof = size < f->m.size ? size : f->m.size;
	char byte;

	return !ex->broken || eof % ex->bsize == 0 ||
	       pread(f->fd, &byte, 1, (off_t)(f->base + eof - 1)) == 1;
}

/* Did the disk do that? Then the size may be the old one, the new one or between them. */
bool errors_failed(struct ex *ex, struct file *f, const struct op *op, int err)
{
	uint64_t after = model_size_after(&f->m, op), size;
	unsigned int flags = optypes[op->kind].flags;
	struct stat st;

	if (!ex->broken || (err != EIO && err != ENOSPC))
		return false;
	f->suspect = true;
	ex->eio = true;
	ex->st->errors++;
	if (!(flags & F_MUTATE) || flags & F_NAME)
		return true;
	if (fstat(f->fd, &st))
		fail(ex, f, 0, 0, "fstat: %s", strerror(errno));
	size = (uint64_t)st.st_size - f->base;
	if ((size < f->m.size && size < after) || (size > f->m.size && size > after))
		fail(ex, f, size, 1, "after %s returned %s the size is %#" PRIx64 ", not from %#"
		     PRIx64 " to %#" PRIx64, optypes[op->kind].name, strerror(err), size,
		     f->m.size, after);
	if (size < f->m.size)
		model_zero(&f->m, size, f->m.size - size);
	f->m.size = size;
	return true;
}

static bool may_be(const struct ex *ex, const struct cfile *c, uint64_t pos, uint8_t byte)
{
	if (cand_ok(c, pos, byte))
		return true;
	/* KNOWN_STALE: a hole got a block that was never written, by a fault if not by an op */
	return ex->cfg->known & KNOWN_STALE && cand_ok(c, pos, 0);
}

/* Are these bytes of the file all candidates? It does not return if not. */
void errors_check(struct ex *ex, struct file *f, uint64_t off, const uint8_t *got, uint64_t len,
		  const char *how)
{
	const struct cfile *c = cands(f);
	char *text = NULL;
	size_t size = 0;
	uint64_t p;
	FILE *out;

	for (p = 0; p < len && may_be(ex, c, off + p, got[p]); p++)
		;
	ex->st->checked += p;
	if (p == len)
		return;
	out = open_memstream(&text, &size);
	if (!out)
		setup_error("memory for a report");
	describe_byte(out, ex->key, ex->cfg->files, got + p, 0);
	fprintf(out, "; allowed:");
	cand_print(out, c, off + p);
	fclose(out);
	fail(ex, f, off + p, 1, "MISMATCH: byte %#" PRIx64 ", seen by %s: %#x, %s; file size %#"
	     PRIx64, off + p, how, got[p], text, f->m.size);
}

/* Where the file's blocks are, a line for each extent. */
static void list_blocks(struct ex *ex, struct file *f, FILE *out)
{
	static union {
		struct fiemap map;
		char space[sizeof(struct fiemap) + EXTENTS * sizeof(struct fiemap_extent)];
	} u;
	const struct fiemap_extent *e = u.map.fm_extents;
	unsigned int i;

	memset(&u, 0, sizeof(u));
	u.map.fm_length = FIEMAP_MAX_OFFSET;
	u.map.fm_extent_count = EXTENTS;
	if (ioctl(f->fd, FS_IOC_FIEMAP, &u.map))
		fail(ex, f, 0, 0, "FS_IOC_FIEMAP: %s", strerror(errno));
	for (i = 0; i < u.map.fm_mapped_extents; i++)
		if (!(e[i].fe_flags & (FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC |
				       FIEMAP_EXTENT_DATA_INLINE)))
			fprintf(out, "%" PRIu64 " %" PRIu64 "\n", (uint64_t)e[i].fe_physical,
				(uint64_t)e[i].fe_length);
}

static FILE *helper(const struct config *cfg, const char *what)
{
	char cmd[4096];
	FILE *out;

	if ((size_t)snprintf(cmd, sizeof(cmd), "%s %s", cfg->errors, what) >= sizeof(cmd))
		setup_error("--errors %s: too long", cfg->errors);
	fflush(NULL);
	out = popen(cmd, "we");
	if (!out)
		setup_error("%s: %s", cmd, strerror(errno));
	return out;
}

static void helper_end(const struct config *cfg, FILE *out)
{
	int status = pclose(out);

	if (status)
		setup_error("%s ended with status %#x", cfg->errors, status);
}

long errors_break(struct ex *ex, const struct op *op)
{
	unsigned int i;
	FILE *out;

	if (ex->broken)
		return 0;
	out = helper(ex->cfg, "break");
	for (i = 0; i < ex->cfg->files; i++)
		if (i == op->slot || op->arg < 3)
			list_blocks(ex, &ex->files[i], out);
	helper_end(ex->cfg, out);
	ex->broken = true;
	ex->eio = false;
	ex->mend_at = op->nr + 4 + op->len % 32;
	return 0;
}

static void settle(struct ex *ex, struct file *f)
{
	struct cfile *c = cands(f);
	uint64_t off, size;
	struct stat st;
	ssize_t n;

	if (fstat(f->fd, &st))
		fail(ex, f, 0, 0, "fstat: %s", strerror(errno));
	size = (uint64_t)st.st_size - f->base;
	if (size < c->low || size > c->high)
		fail(ex, f, size, 1, "after I/O errors the size is %#" PRIx64 ", not from %#" PRIx64
		     " to %#" PRIx64, size, c->low, c->high);
	for (off = 0; off < size; off += n) {
		n = pread(f->fd, ex->rdbuf, ex->buf_size, (off_t)(f->base + off));
		if (n <= 0)
			fail(ex, f, off, 1, "read of a disk that works again: %zd", n);
		errors_check(ex, f, off, ex->rdbuf, n, "the check after I/O errors");
		model_zero(&f->m, off, n);
		memcpy(f->m.data + off, ex->rdbuf, n);
	}
	if (size < f->m.size)
		model_zero(&f->m, size, f->m.size - size);
	f->m.size = size;
	cand_promise(cands(f), false);
	f->suspect = false;
}

/* The disk works again, and what is on it counts. */
void errors_mend(struct ex *ex)
{
	unsigned int i;

	if (!ex->broken)
		return;
	/* half the time what is dirty meets the broken disk, else the one that works */
	if (ex->mend_at % 2 && syncfs(ex->dirfd))
		ex->st->errors++;
	helper_end(ex->cfg, helper(ex->cfg, "mend"));
	files_close(ex);
	do_remount(ex->cfg);
	files_open(ex);
	for (i = 0; i < ex->cfg->files; i++)
		settle(ex, &ex->files[i]);
	ex->broken = false;
	ex->st->mended++;
}
