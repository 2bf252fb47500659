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
static int commit(const struct load_thread *load, unsigned long round, int fd)
{
	static const char page[PAGE_BYTES];
	const unsigned long pages = 256;

	(void)fd;
	if (round % pages == 0 && ftruncate(load->own_fd, 0))
		return -1;
	if (write(load->own_fd, page, sizeof(page)) != sizeof(page))
		return -1;
	return fsync(load->own_fd);
}

static int write_back(const struct load_thread *load, unsigned long round, int fd)
{
	(void)load;
	(void)round;
	return sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE |
			       SYNC_FILE_RANGE_WAIT_AFTER);
}

/* Takes no page away that a thread touches */
static int lengthen_and_cut(const struct load_thread *load, unsigned long round, int fd)
{
	const size_t size = load->cell->size;

	(void)round;
	return ftruncate(fd, (off_t)(size + PAGE_BYTES)) || ftruncate(fd, (off_t)size) ? -1 : 0;
}

static void remove_own(struct load_thread *load)
{
	if (load->own_fd < 0)
		return;
	close(load->own_fd);
	unlinkat(load->dir_fd, own_name, 0);
	load->own_fd = -1;
}

static int open_own(struct load_thread *load)
{
	load->own_fd = openat(load->dir_fd, own_name,
			      O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (load->own_fd < 0)
		return complain("cannot create the file of the load: %s", strerror(errno));
	return 0;
}

static int is_dirty(const struct load_thread *load, int fd)
{
	long dirty = filestate_dirty(fd, load->cell);

	return dirty < 0 ? -1 : dirty > 0;
}

/* A kind of load; what is NULL is not needed */
struct load_kind {
	/* Before the thread. Return: 0, or -1 after complaining */
	int (*begin)(struct load_thread *load);
	/* Is there anything to do to @fd now? Return: 1 or 0, or -1 with errno set */
	int (*due)(const struct load_thread *load, int fd);
	/* Return: 0, or -1 with errno set */
	int (*once)(const struct load_thread *load, unsigned long round, int fd);
	/* After the thread; also after a failed begin */
	void (*end)(struct load_thread *load);
};

static const struct load_kind load_none;
static const struct load_kind load_commit = {
	.begin = open_own, .once = commit, .end = remove_own,
};
static const struct load_kind load_writeback = { .due = is_dirty, .once = write_back };
static const struct load_kind load_truncate = { .once = lengthen_and_cut };

static const struct load_kind *const kinds[NR_LOADS] = {
#define LOAD(id, token) [LOAD_##id] = &load_##token,
	LOADS(LOAD)
#undef LOAD
};

static void *load_loop(void *arg)
{
	struct load_thread *load = arg;
	const struct cell *cell = load->cell;
	const struct load_kind *kind = kinds[cell->load];
	char name[16];

	/* By which the tracers call whoever it holds up */
	snprintf(name, sizeof(name), "load-%s", load_names[cell->load]);
	pthread_setname_np(pthread_self(), name);
	touch_pin(load->cpu);
	load->running = 1;
	for (unsigned long round = 0; !load->stop; round++) {
		int fd = load->fd[round % cell_files(cell)];
		int ret = kind->due ? kind->due(load, fd) : 1;

		if (ret > 0) {
			errno = ENOSPC;		/* a short write leaves it as it was */
			load->begun++;
			ret = kind->once(load, round, fd);
			load->ended++;
		}
		if (ret < 0) {
			load->failed = errno;
			break;
		}
	}
	return NULL;
}

int load_start(struct load_thread *load, const struct cell *cell, const int *fd, int dir_fd,
	       int cpu)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int error;

	memset(load, 0, sizeof(*load));
	load->cell = cell;
	load->fd = fd;
	load->dir_fd = dir_fd;
	load->own_fd = -1;
	load->cpu = cpu;
	if (cell->load == LOAD_NONE)
		return 0;
	if (kinds[cell->load]->begin && kinds[cell->load]->begin(load))
		return -1;
	error = pthread_create(&load->thread, NULL, load_loop, load);
	if (error)
		return complain("cannot start the thread of the load: %s", strerror(error));
	load->started = 1;
	while (!load->running)
		nanosleep(&pause, NULL);
	return 0;	/* what failed is said at the end */
}

unsigned long load_begun(struct load_thread *load)
{
	return load->begun;
}

unsigned long load_ended(struct load_thread *load)
{
	return load->ended;
}

int load_stop(struct load_thread *load)
{
	if (load->started) {
		load->stop = 1;
		pthread_join(load->thread, NULL);
		load->started = 0;
	}
	if (kinds[load->cell->load]->end)
		kinds[load->cell->load]->end(load);
	if (load->failed)
		return complain("load %s: %s", load_names[load->cell->load],
				strerror(load->failed));
	return 0;
}
