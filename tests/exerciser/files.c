// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of one process, their descriptors and names.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "ex.h"

#define EXT4_MAGIC	0xef53
#define XFS_MAGIC	0x58465342

static void close_fd(struct ex *ex, struct file *f, int *fd)
{
	if (*fd >= 0 && close(*fd))
		fail(ex, f, 0, 0, "close: %s", strerror(errno));
	*fd = -1;
}

void file_close(struct ex *ex, struct file *f)
{
	map_drop(ex, f);
	close_fd(ex, f, &f->fd);
	close_fd(ex, f, &f->afd);
	close_fd(ex, f, &f->dfd);
}

void file_open(struct ex *ex, struct file *f)
{
	f->fd = openat(ex->dirfd, f->name, O_RDWR);
	f->afd = openat(ex->dirfd, f->name, O_RDWR | O_APPEND);
	if (f->fd < 0 || f->afd < 0)
		fail(ex, f, 0, 0, "open: %s", strerror(errno));
	f->dfd = openat(ex->dirfd, f->name, O_RDWR | O_DIRECT);
	if (f->dfd >= 0)
		return;
	if (errno != EINVAL && errno != EOPNOTSUPP)
		fail(ex, f, 0, 0, "open O_DIRECT: %s", strerror(errno));
	ex->unsupported[OP_DWRITE] = ex->unsupported[OP_DAPPEND] = true;
	ex->unsupported[OP_DREAD] = true;
}

/*
 * Inode number and generation name a file for good: the crash checker finds by them which of the
 * files that bore a name has survived.
 */
void file_identity(struct ex *ex, struct file *f, int fd, uint64_t *ino, unsigned int *generation)
{
	struct stat st;

	*generation = 0;
	if (fstat(fd, &st))
		fail(ex, f, 0, 0, "fstat: %s", strerror(errno));
	if (ioctl(fd, FS_IOC_GETVERSION, generation) && errno != ENOTTY)
		fail(ex, f, 0, 0, "FS_IOC_GETVERSION: %s", strerror(errno));
	*ino = st.st_ino;
}

/* A new and empty model for the file. */
void file_model(struct ex *ex, struct file *f)
{
	int err = model_init(&f->m, ex->cfg->max_size + PAGE);

	if (err)
		setup_error("memory for the model: %s", strerror(-err));
	errors_file(ex, f);
	f->polluted = false;
	f->leaky = false;
}

/*
 * The last files of each process end where the block size lets no file go on: for blocks of 1k
 * just below 4 TiB. Their model starts as far before it as a file may be long.
 */
static void place(struct ex *ex, struct file *f, unsigned int slot)
{
	uint64_t largest = UINT32_MAX * ex->bsize;

	f->base = 0;
	f->max = ex->cfg->max_size;
	if (slot + ex->cfg->high < ex->cfg->files)
		return;
	f->base = largest - largest % PAGE + PAGE - ex->cfg->max_size;
	f->max = largest - f->base;
	/* durable, so that after a crash no size below it need be thought of */
	if (!ftruncate(f->fd, (off_t)f->base) && !fsync(f->fd))
		return;
	if (errno != EFBIG && errno != EINVAL)
		fail(ex, f, 0, 0, "a file of %" PRIu64 " bytes: %s", f->base, strerror(errno));
	f->base = 0;
	f->max = ex->cfg->max_size;
}

static void file_create(struct ex *ex, struct file *f)
{
	unsigned int slot = f - ex->files, generation;
	uint64_t ino;

	snprintf(f->name, sizeof(f->name), "f%u", slot);
	log_line(ex, "C %d %" PRIu32 " %u\n", ex->proc, ex->nr, slot);
	f->fd = openat(ex->dirfd, f->name, O_RDWR | O_CREAT | O_EXCL, 0644);
	if (f->fd < 0)
		fail(ex, f, 0, 0, "create: %s", strerror(errno));
	place(ex, f, slot);
	file_identity(ex, f, f->fd, &ino, &generation);
	log_line(ex, "c %d %" PRIu32 " %u %" PRIu64 " %u %" PRIu64 "\n", ex->proc, ex->nr, slot,
		 ino, generation, f->base);
	close_fd(ex, f, &f->fd);
	file_open(ex, f);
	file_model(ex, f);
}

static void open_dir(struct ex *ex)
{
	ex->dirfd = open(ex->path, O_RDONLY | O_DIRECTORY);
	if (ex->dirfd < 0)
		setup_error("%s: %s", ex->path, strerror(errno));
}

void files_open(struct ex *ex)
{
	unsigned int i;

	open_dir(ex);
	hog_open(ex);
	for (i = 0; i < ex->cfg->files; i++) {
		/* what lay past EOF is gone with the page cache */
		ex->files[i].polluted = false;
		ex->files[i].leaky = false;
		file_open(ex, &ex->files[i]);
	}
}

void files_close(struct ex *ex)
{
	unsigned int i;

	for (i = 0; i < ex->cfg->files; i++)
		file_close(ex, &ex->files[i]);
	hog_close(ex);
	if (close(ex->dirfd))
		fail(ex, NULL, 0, 0, "close of the directory: %s", strerror(errno));
	ex->dirfd = -1;
}

static void learn_fs(struct ex *ex)
{
	struct statfs sfs;

	if (fstatfs(ex->dirfd, &sfs))
		setup_error("%s: statfs: %s", ex->path, strerror(errno));
	ex->bsize = sfs.f_bsize;
	ex->cluster = ex->cfg->cluster ? ex->cfg->cluster : ex->bsize;
	ex->tail_zero = sfs.f_type == EXT4_MAGIC || sfs.f_type == XFS_MAGIC;
	ex->bus_past_eof = ex->tail_zero;
}

static void learn_direct(struct ex *ex)
{
	struct statx stx;

	ex->dio_align = ex->bsize;
	if (!statx(ex->files[0].fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &stx) &&
	    stx.stx_mask & STATX_DIOALIGN && stx.stx_dio_offset_align)
		ex->dio_align = stx.stx_dio_offset_align;
	if (ex->bsize > ex->cfg->max_size / 4 || ex->dio_align > ex->cfg->max_size / 4)
		setup_error("--max-size is too small for blocks of %" PRIu64, ex->bsize);
}

/* A name that an earlier run of this test has left. */
static bool ours(const char *name)
{
	unsigned int slot;
	char extra;

	return !strcmp(name, "hog") || sscanf(name, "f%u%c", &slot, &extra) == 1 ||
	       sscanf(name, "r%u%c", &slot, &extra) == 1;
}

static void empty_dir(struct ex *ex)
{
	struct dirent *de;
	DIR *dir;
	int fd;

	fd = dup(ex->dirfd);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		setup_error("%s: %s", ex->path, strerror(errno));
	while (1) {
		errno = 0;
		de = readdir(dir);
		if (!de)
			break;
		if (de->d_name[0] == '.')
			continue;
		if (!ours(de->d_name))
			setup_error("%s/%s is not of this test: give it an empty DIR", ex->path,
				    de->d_name);
		if (unlinkat(ex->dirfd, de->d_name, 0))
			setup_error("%s/%s: %s", ex->path, de->d_name, strerror(errno));
	}
	if (errno)
		setup_error("%s: %s", ex->path, strerror(errno));
	closedir(dir);
}

void files_start(struct ex *ex)
{
	unsigned int i;

	if (mkdir(ex->path, 0755) && errno != EEXIST)
		setup_error("%s: %s", ex->path, strerror(errno));
	open_dir(ex);
	empty_dir(ex);
	hog_open(ex);
	learn_fs(ex);
	if (ex->logfd >= 0) {
		if (syncfs(ex->dirfd))
			setup_error("%s: syncfs: %s", ex->path, strerror(errno));
		log_line(ex, "I %d\n", ex->proc);
	}
	for (i = 0; i < ex->cfg->files; i++)
		file_create(ex, &ex->files[i]);
	learn_direct(ex);
}

long name_run(struct ex *ex, struct file *f, const struct op *op)
{
	struct file *target = &ex->files[op->slot2];
	int err;

	if (op->kind == OP_REPLACE)
		return replace_run(ex, f, op);
	if (op->kind == OP_RENAME) {
		file_close(ex, target);
		if (!renameat(ex->dirfd, f->name, ex->dirfd, target->name))
			return 0;
		err = errno;
		file_open(ex, target);
		return -err;
	}
	if (unlinkat(ex->dirfd, f->name, 0))
		return -errno;
	/* an open file without a name still has its bytes */
	if (op->arg)
		check_file(ex, f);
	file_close(ex, f);
	return 0;
}

/* The name that the op took away gets a new file. */
void name_finish(struct ex *ex, const struct op *op)
{
	struct file *f = &ex->files[op->slot], *target = &ex->files[op->slot2];

	if (op->kind == OP_REPLACE)
		return;
	if (op->kind == OP_RENAME) {
		errors_forget(target);
		model_free(&target->m);
		memcpy(f->name, target->name, sizeof(f->name));
		*target = *f;
		memset(f, 0, sizeof(*f));
	} else {
		model_free(&f->m);
	}
	file_create(ex, f);
}
