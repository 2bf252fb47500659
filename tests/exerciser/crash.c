// SPDX-License-Identifier: GPL-2.0-only
/*
 * The crash checker: given the log of a run that was cut off, and the files after the journal was
 * replayed, is each byte, size and name one that the file system may have left?
 *
 * What may be there. Since the last promise (below) a file went through states: one per op, and
 * the halfway ones of an op that was running. Writeback and commits may have made any of them
 * durable for any part of the file, in any order between parts, for delayed allocation puts
 * nothing on disk until a page happens to be written. So the rule is per byte:
 *
 *	the value at the last promise, or any value that the byte had or was being given since,
 *	where a byte past EOF counts as zero.
 *
 * That last clause is what makes zero legal exactly where it is. A write into a hole or past EOF
 * first gets unwritten or delayed blocks, and the size (i_disksize) may become durable before
 * the data: in ordered mode with buffer heads when the blocks are mapped, with iomap when the
 * I/O ends. Either way the byte was zero, or past EOF, at the promise, so zero is in its set. An
 * overwrite of bytes that were durable never shows zero: ext4 writes in place, and zero is not in
 * the set, unless a punch, a zero range or a truncate came between. A block that was handed out
 * before it was written shows its old content, which is POISON or bytes of another file, another
 * offset or another run: never in the set. A store past EOF (POLLUTION) is in no set either.
 *
 * Collapse and insert move extents one by one in several transactions, with the size set apart:
 * until the next promise a byte is what it was, what moved there, or in a hole.
 *
 * Then, too, a later write in place may reach a block whose move is lost in the crash: its bytes
 * stand where the block was before, so they are in the set there as well.
 *
 * Sizes: between the smallest and the largest that the file has had since the promise; a growing
 * file may stop at any size between, for writeback carries i_disksize along.
 *
 * A replace writes a new file and renames it over the old one: the name leads to the old file, as
 * above, or to the new one, and that is whole.
 *
 * What is promised, when the call returned 0 and that is in the log:
 *  - fsync, fdatasync: the bytes and the size of the file. fdatasync may skip timestamps, but no
 *    size change, in either direction, and no change of extents. The file exists from then on,
 *    though POSIX asks for an fsync of the directory: a commit of ext4 (and XFS) holds all
 *    metadata changes that came before, the creation of the name among them. After an fsync the
 *    older names are gone too; fdatasync need not commit a rename.
 *  - msync(MS_SYNC) and a write with RWF_DSYNC: the bytes of that range only; of the size, as much
 *    as the last byte in it that was written. A hole in the range is no dirty page, and its
 *    range may lie past i_disksize while a delayed write further on waits.
 *  - syncfs, and a shutdown with flag 0, which freezes the file system first: all files of the
 *    process, and that unlinked ones are gone.
 *  - sync_file_range, drop_caches, O_DIRECT, munmap, close: nothing.
 * A promise ends the sets: the byte is what the model says, until an op on it starts. A file that
 * was promised is there unless its unlink, or a rename over it, has at least started.
 *
 * A sync that was running in another process while shutdown was called is believed with
 * --late-promises only. It should be, as it returned 0; but about one such run in ten loses it on
 * unpatched Linux 6.18: it seems that the journal is aborted under the fsync, which is then
 * told that all is well. A power cut, or a killed machine, has no such race.
 *
 * Why the log cannot mislead: the line that announces an op is written before the op, so no byte
 * reaches the disk unannounced; the line that reports it is written after, so no promise is
 * believed too early. Each file belongs to one process, which does one op at a time. The checker
 * knows inodes by number and generation, for names are used again.
 *
 * What it cannot see: two ops on a byte since the promise may appear in the wrong order or mixed
 * (a fault of order between unpromised ops); a wrong byte passes once in 64 per candidate, so a
 * stale sector does not; and what a read error hides. It is for data=ordered: data=writeback
 * may expose stale blocks, and is reported as such.
 *
 * Blocks past EOF are seen in the second pass: each file is extended, and must read zero there.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crash.h"
#include "ex.h"

#define MAX_REPORTS	10
#define EXTEND		(128 * 1024)

struct check {
	struct crash *c;
	const struct config *cfg;
	unsigned int proc;
	int dirfd;
	char path[4096];
	uint64_t files, bytes, exact, bad;
};

static void complain(struct check *k, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void complain(struct check *k, const char *name, const char *fmt, ...)
{
	va_list ap;

	if (++k->bad > MAX_REPORTS)
		return;
	fprintf(stderr, "CRASH MISMATCH: %s/%s: ", k->path, name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, " (seed %" PRIu64 ")\n", k->c->seed);
}

static bool touched(const struct op *op, uint64_t pos)
{
	if (op->kind == OP_TRUNC || optypes[op->kind].flags & F_SHIFT)
		return op->off <= pos;
	return !op->len || (op->off <= pos && pos < op->off + op->len);
}

static void print_touched(const struct check *k, const struct cfile *f, uint64_t pos)
{
	const struct cproc *p = &k->c->procs[k->proc];
	unsigned int left = 16;
	size_t i;

	fprintf(stderr, "ops of the log on that byte, newest first:\n");
	if (p->in_op && p->slot[p->op.slot] == f) {
		fprintf(stderr, "  ");
		print_op(stderr, &p->op);
		fprintf(stderr, " (cut off)\n");
	}
	for (i = f->ntouched; i && left; i--) {
		if (!touched(&f->touched[i - 1].op, pos))
			continue;
		fprintf(stderr, "  ");
		print_op(stderr, &f->touched[i - 1].op);
		fprintf(stderr, " = %ld\n", f->touched[i - 1].ret);
		left--;
	}
}

static const char *kind_of_fault(uint8_t got)
{
	if (got == POISON)
		return "stale block exposed";
	if (got == POLLUTION)
		return "bytes from past EOF exposed";
	if (!got)
		return "zero where written bytes were promised";
	if (is_tag_byte(got))
		return "test bytes that do not belong here";
	return "bytes that nobody wrote";
}

static void describe_word(const struct check *k, const uint8_t *buf, uint64_t size, uint64_t pos)
{
	uint8_t word[8] = { 0 };
	uint64_t start = pos & ~7ull;

	memcpy(word, buf + start, size - start < 8 ? size - start : 8);
	fprintf(stderr, "got at %#" PRIx64 ": ", pos);
	describe_byte(stderr, k->c->key, k->c->nfiles, word, pos % 8);
	fprintf(stderr, "\n");
}

static void report_byte(struct check *k, const struct cfile *f, const char *name, uint64_t pos,
			uint64_t count, const uint8_t *buf, uint64_t size)
{
	uint64_t n = size - pos < 64 ? size - pos : 64, next = (pos + 7) & ~7ull;

	complain(k, name, "%s at %#" PRIx64 ", %" PRIu64 " bad bytes in the file",
		 kind_of_fault(buf[pos]), pos, count);
	if (k->bad > MAX_REPORTS)
		return;
	hexdump(stderr, "last seen", f->m.data + pos, pos, n < f->m.cap - pos ? n : 0);
	hexdump(stderr, "got", buf + pos, pos, n);
	describe_word(k, buf, size, pos);
	/* a fault that starts inside a word: the first whole one says more */
	if (next != pos && next + 8 <= size)
		describe_word(k, buf, size, next);
	fprintf(stderr, "allowed at %#" PRIx64 ":", pos);
	cand_print(stderr, f, pos);
	fprintf(stderr, "\n");
	print_touched(k, f, pos);
}

/* The size bytes from base on. */
static uint8_t *read_whole(int fd, uint64_t base, uint64_t size)
{
	uint8_t *buf = malloc(size + 1);
	uint64_t done = 0;
	ssize_t n = 1;

	if (!buf)
		setup_error("memory for a file of %" PRIu64 " bytes", size);
	while (done < size && n > 0) {
		n = pread(fd, buf + done, size - done, (off_t)(base + done));
		if (n > 0)
			done += n;
	}
	if (done == size)
		return buf;
	free(buf);
	return NULL;
}

static void check_content(struct check *k, const struct cfile *f, const char *name, int fd,
			  uint64_t size)
{
	uint64_t pos, first = 0, bad = 0;
	uint8_t *buf;

	buf = read_whole(fd, f->base, size);
	if (!buf) {
		complain(k, name, "cannot be read: %s", strerror(errno));
		return;
	}
	for (pos = 0; pos < size; pos++) {
		k->exact += pos < f->dlo || pos >= f->dhi;
		if (cand_ok(f, pos, buf[pos]))
			continue;
		if (!bad++)
			first = pos;
	}
	k->bytes += size;
	if (bad)
		report_byte(k, f, name, first, bad, buf, size);
	free(buf);
}

/* What lies in the blocks past EOF must not come to light when the file grows. */
static void check_growth(struct check *k, const char *name, uint64_t size)
{
	uint64_t largest = UINT32_MAX * k->c->bsize, part = size % PAGE, by = EXTEND;
	uint8_t *buf = NULL;
	int fd;

	if (size <= largest && by > largest - size)
		by = largest - size;

	fd = openat(k->dirfd, name, O_RDWR);
	if (fd < 0 && errno == EROFS)
		return;
	if (fd < 0 || ftruncate(fd, (off_t)(size + by))) {
		complain(k, name, "cannot be extended: %s", strerror(errno));
		goto out;
	}
	/* the block of EOF as well, which may be written anew */
	buf = read_whole(fd, size - part, part + by);
	if (!buf)
		complain(k, name, "cannot be read after it was extended");
	else if (!all_zero(buf + part, by))
		complain(k, name, "extended from %#" PRIx64 ", and the new part is not zero",
			 size);
	k->bytes += by;
	if (ftruncate(fd, (off_t)size))
		complain(k, name, "cannot be cut back: %s", strerror(errno));
out:
	free(buf);
	if (fd >= 0)
		close(fd);
}

static struct cfile *find_inode(struct cproc *p, uint64_t ino, unsigned int generation)
{
	struct cfile *f;

	for (f = p->all; f; f = f->next)
		if (f->ino == ino && f->generation == generation)
			break;
	return f;
}

/* Created, but the log was cut before it said as what. */
static bool being_made(const struct cproc *p, unsigned int name)
{
	if (name >= TEMPORARY)
		return p->in_op && p->op.kind == OP_REPLACE && !p->born &&
		       p->op.slot == name - TEMPORARY;
	return p->creating == (int)name;
}

/* A new file that has not got its name yet: some of it may be there. */
static void check_temporary(struct check *k, const struct cfile *f, const char *name, int fd,
			    uint64_t size)
{
	uint8_t *buf, *want = malloc(f->born.len + 1);
	uint64_t p;

	if (!want)
		setup_error("memory for the checker");
	if (size < f->base || size > f->base + f->born.len) {
		complain(k, name, "size %#" PRIx64 ", of %#" PRIx64 " at most", size, f->born.len);
		goto out;
	}
	size -= f->base;
	buf = read_whole(fd, f->base, size);
	if (!buf) {
		complain(k, name, "cannot be read: %s", strerror(errno));
		goto out;
	}
	tag_fill(want, k->c->key, k->proc * k->c->nfiles + f->born.slot, f->born.nr, 0, size);
	for (p = 0; p < size && (!buf[p] || buf[p] == want[p]); p++)
		;
	if (p < size)
		report_byte(k, f, name, p, 1, buf, size);
	k->bytes += size;
	free(buf);
out:
	free(want);
}

static void check_inode(struct check *k, const char *name, unsigned int slot, int fd)
{
	struct cproc *p = &k->c->procs[k->proc];
	unsigned int generation = 0;
	struct cfile *f;
	struct stat st;
	uint64_t size;

	if (fstat(fd, &st) || (ioctl(fd, FS_IOC_GETVERSION, &generation) && errno != ENOTTY)) {
		complain(k, name, "cannot be looked at: %s", strerror(errno));
		return;
	}
	f = find_inode(p, st.st_ino, generation);
	if (!f) {
		if (!being_made(p, slot) || (st.st_size && name[0] == 'f' && slot + k->cfg->high < k->c->nfiles))
			complain(k, name, "inode %" PRIu64 " generation %u is not of this run",
				 (uint64_t)st.st_ino, generation);
		return;
	}
	if (f->seen || st.st_nlink != 1)
		complain(k, name, "the same inode has two names, or %u links",
			 (unsigned int)st.st_nlink);
	f->seen = true;
	if (f->must_gone) {
		complain(k, name, "is back after its removal was synced");
		return;
	}
	if (!(f->names >> slot & 1))
		complain(k, name, "has inode %" PRIu64 ", which was never called that since "
			 "its last fsync", f->ino);
	k->files++;
	if (slot >= TEMPORARY) {
		check_temporary(k, f, name, fd, st.st_size);
		return;
	}
	size = (uint64_t)st.st_size - f->base;
	if ((uint64_t)st.st_size < f->base || size < f->low || size > f->high) {
		complain(k, name, "size %#" PRIx64 ", allowed [%#" PRIx64 ", %#" PRIx64 "]",
			 (uint64_t)st.st_size, f->base + f->low, f->base + f->high);
		print_touched(k, f, f->low ? f->low - 1 : 0);
	}
	if ((uint64_t)st.st_size >= f->base)
		check_content(k, f, name, fd, size);
}

static void check_entry(struct check *k, const char *name)
{
	unsigned int slot;
	char extra;
	int fd;

	if (!strcmp(name, "hog"))
		return;
	if ((sscanf(name, "f%u%c", &slot, &extra) != 1 &&
	     sscanf(name, "r%u%c", &slot, &extra) != 1) || slot >= k->c->nfiles) {
		complain(k, name, "a name that the test did not make");
		return;
	}
	fd = openat(k->dirfd, name, O_RDONLY);
	if (fd < 0) {
		complain(k, name, "cannot be opened: %s", strerror(errno));
		return;
	}
	check_inode(k, name, slot + (*name == 'r' ? TEMPORARY : 0), fd);
	close(fd);
}

static void each_entry(struct check *k, void (*fn)(struct check *k, const char *name))
{
	struct dirent *de;
	DIR *dir;

	dir = opendir(k->path);
	if (!dir)
		setup_error("%s: %s", k->path, strerror(errno));
	while (1) {
		errno = 0;
		de = readdir(dir);
		if (!de)
			break;
		if (de->d_name[0] != '.')
			fn(k, de->d_name);
	}
	if (errno)
		complain(k, "", "the directory cannot be read: %s", strerror(errno));
	closedir(dir);
}

static void grow_entry(struct check *k, const char *name)
{
	struct stat st;

	if (strcmp(name, "hog") && !fstatat(k->dirfd, name, &st, 0))
		check_growth(k, name, st.st_size);
}

static void check_proc(struct check *k)
{
	struct cproc *p = &k->c->procs[k->proc];
	struct cfile *f;

	snprintf(k->path, sizeof(k->path), "%s/p%u", k->cfg->dir, k->proc);
	k->dirfd = open(k->path, O_RDONLY | O_DIRECTORY);
	if (k->dirfd < 0) {
		complain(k, "", "the directory is lost: %s", strerror(errno));
		return;
	}
	each_entry(k, check_entry);
	for (f = p->all; f; f = f->next) {
		if (!f->promised || f->maybe_gone || f->seen)
			continue;
		complain(k, "", "inode %" PRIu64 ", f%d, was fsynced and is lost", f->ino,
			 f->slot);
		if (f->touched)
			print_touched(k, f, 0);
	}
	/* only now: this changes the files */
	if (!k->bad && !k->cfg->no_extend)
		each_entry(k, grow_entry);
	close(k->dirfd);
}

int crash_check(const struct config *cfg)
{
	struct crash *c = calloc(1, sizeof(*c));
	struct check k = { .c = c, .cfg = cfg };
	unsigned int started = 0;

	if (!c)
		setup_error("memory for the checker");
	c->late_promises = cfg->late_promises;
	crash_read_log(c, cfg->log);
	for (k.proc = 0; k.proc < c->nprocs; k.proc++) {
		if (!c->procs[k.proc].base)
			continue;
		started++;
		check_proc(&k);
	}
	/* no pass: a cycle that proves nothing must not be counted */
	if (!started)
		setup_error("nothing to check: the log ends before the first process started");
	printf("crash-check: files %" PRIu64 "; log lines %" PRIu64 "; bytes checked %" PRIu64
	       ", of them promised or untouched since %" PRIu64 "; mismatches %" PRIu64
	       "; seed %" PRIu64 "\n", k.files, c->line, k.bytes, k.exact, k.bad, c->seed);
	free(c);
	return k.bad ? EX_MISMATCH : EX_OK;
}
