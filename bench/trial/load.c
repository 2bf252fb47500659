// SPDX-License-Identifier: GPL-2.0-only
/* A thread of this process, so that the tracers see which of the holders it is. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "trial/filestate.h"
#include "trial/load.h"
#include "trial/touch.h"

static const char own_name[] = "load";

/* As a database writes its log; every length is new to the inode, so each fsync commits */
static int commit(const struct background *background, unsigned long round, int fd)
{
	static const char page[PAGE_BYTES];
	const unsigned long pages = 256;

	(void)fd;
	if (round % pages == 0 && ftruncate(background->own_fd, 0))
		return -1;
	if (write(background->own_fd, page, sizeof(page)) != sizeof(page))
		return -1;
	return fsync(background->own_fd);
}

static int write_back(const struct background *background, unsigned long round, int fd)
{
	(void)background;
	(void)round;
	return sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
			       SYNC_FILE_RANGE_WAIT_AFTER);
}

/* Takes no page away that a thread touches */
static int lengthen_and_cut(const struct background *background, unsigned long round, int fd)
{
	const size_t size = background->cell->size;

	(void)round;
	return ftruncate(fd, (off_t)(size + PAGE_BYTES)) || ftruncate(fd, (off_t)size) ? -1 : 0;
}

static void remove_own(struct background *background)
{
	if (background->own_fd < 0)
		return;
	close(background->own_fd);
	unlinkat(background->dir_fd, own_name, 0);
	background->own_fd = -1;
}

static int open_own(struct background *background)
{
	background->own_fd = openat(background->dir_fd, own_name,
				    O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (background->own_fd < 0)
		return complain("cannot create the file of the load: %s", strerror(errno));
	return 0;
}

static int is_dirty(const struct background *background, int fd)
{
	long dirty = filestate_dirty(fd, background->cell);

	return dirty < 0 ? -1 : dirty > 0;
}

/* A kind of load; what is NULL is not needed */
struct load_kind {
	/* Before the thread. Return: 0, or -1 after complaining */
	int (*begin)(struct background *background);
	/* Is there anything to do to @fd now? Return: 1 or 0, or -1 with errno set */
	int (*wanted)(const struct background *background, int fd);
	/* Return: 0, or -1 with errno set */
	int (*once)(const struct background *background, unsigned long round, int fd);
	/* After the thread; also after a failed begin */
	void (*end)(struct background *background);
};

static const struct load_kind load_none;
static const struct load_kind load_commit = {
	.begin = open_own, .once = commit, .end = remove_own,
};
static const struct load_kind load_writeback = { .wanted = is_dirty, .once = write_back };
static const struct load_kind load_truncate = { .once = lengthen_and_cut };

static const struct load_kind *const kinds[NR_LOADS] = {
#define LOAD(id, token) [LOAD_##id] = &load_##token,
	LOADS(LOAD)
#undef LOAD
};

static void *go_on(void *arg)
{
	struct background *background = arg;
	const struct cell *cell = background->cell;
	const struct load_kind *kind = kinds[cell->load];
	char name[16];

	/* By which the tracers call whoever it holds up */
	snprintf(name, sizeof(name), "load-%s", load_names[cell->load]);
	pthread_setname_np(pthread_self(), name);
	touch_pin(background->cpu);
	background->running = 1;
	for (unsigned long round = 0; !background->stop; round++) {
		int fd = background->fd[round % cell_files(cell)];
		int ret = kind->wanted ? kind->wanted(background, fd) : 1;

		if (ret > 0) {
			errno = ENOSPC;		/* a short write leaves it as it was */
			background->begun++;
			ret = kind->once(background, round, fd);
			background->ended++;
		}
		if (ret < 0) {
			background->failed = errno;
			break;
		}
	}
	return NULL;
}

int background_start(struct background *background, const struct cell *cell, const int *fd,
		     int dir_fd, int cpu)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int error;

	memset(background, 0, sizeof(*background));
	background->cell = cell;
	background->fd = fd;
	background->dir_fd = dir_fd;
	background->own_fd = -1;
	background->cpu = cpu;
	if (cell->load == LOAD_NONE)
		return 0;
	if (kinds[cell->load]->begin && kinds[cell->load]->begin(background))
		return -1;
	error = pthread_create(&background->thread, NULL, go_on, background);
	if (error)
		return complain("cannot start the thread of the load: %s", strerror(error));
	background->started = 1;
	while (!background->running)
		nanosleep(&pause, NULL);
	return 0;	/* what failed is said at the end */
}

unsigned long background_begun(struct background *background)
{
	return background->begun;
}

unsigned long background_ended(struct background *background)
{
	return background->ended;
}

int background_stop(struct background *background)
{
	if (background->started) {
		background->stop = 1;
		pthread_join(background->thread, NULL);
		background->started = 0;
	}
	if (kinds[background->cell->load]->end)
		kinds[background->cell->load]->end(background);
	if (background->failed)
		return complain("load %s: %s", load_names[background->cell->load],
				strerror(background->failed));
	return 0;
}
