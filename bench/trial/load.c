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
static int commit(const struct background *background, unsigned long round)
{
	static const char page[PAGE_BYTES];
	const unsigned long pages = 256;

	if (round % pages == 0 && ftruncate(background->own_fd, 0))
		return -1;
	if (write(background->own_fd, page, sizeof(page)) != sizeof(page))
		return -1;
	return fsync(background->own_fd);
}

static int write_back(int fd)
{
	return sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
			       SYNC_FILE_RANGE_WAIT_AFTER);
}

/* Takes no page away that a thread touches */
static int lengthen_and_cut(int fd, size_t size)
{
	return ftruncate(fd, (off_t)(size + PAGE_BYTES)) || ftruncate(fd, (off_t)size) ? -1 : 0;
}

static int do_once(const struct background *background, unsigned long round, int fd)
{
	switch (background->cell->load) {
	case LOAD_COMMIT:
		return commit(background, round);
	case LOAD_WRITEBACK:
		return write_back(fd);
	default:
		return lengthen_and_cut(fd, background->cell->size);
	}
}

/* Return: 1 or 0, or -1 with errno set */
static int is_to_do(const struct cell *cell, int fd)
{
	long dirty;

	if (cell->load != LOAD_WRITEBACK)
		return 1;
	dirty = filestate_dirty(fd, cell);
	return dirty < 0 ? -1 : dirty > 0;
}

static void *go_on(void *arg)
{
	struct background *background = arg;
	const struct cell *cell = background->cell;
	char name[16];

	/* By which the tracers call whoever it holds up */
	snprintf(name, sizeof(name), "load-%s", load_names[cell->load]);
	pthread_setname_np(pthread_self(), name);
	touch_pin(background->cpu);
	background->running = 1;
	for (unsigned long round = 0; !background->stop; round++) {
		int fd = background->fd[round % cell_files(cell)];
		int ret = is_to_do(cell, fd);

		if (ret > 0) {
			errno = ENOSPC;		/* a short write leaves it as it was */
			background->begun++;
			ret = do_once(background, round, fd);
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
	if (cell->load == LOAD_COMMIT) {
		background->own_fd = openat(dir_fd, own_name,
					    O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
		if (background->own_fd < 0)
			return complain("cannot create the file of the load: %s", strerror(errno));
	}
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
	if (background->own_fd >= 0) {
		close(background->own_fd);
		unlinkat(background->dir_fd, own_name, 0);
		background->own_fd = -1;
	}
	if (background->failed)
		return complain("load %s: %s", load_names[background->cell->load],
				strerror(background->failed));
	return 0;
}
