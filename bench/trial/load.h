/* SPDX-License-Identifier: GPL-2.0-only */
/* What goes on in the filesystem beside a trial, so that its faults have to wait for it. */
#ifndef FAULTLINE_TRIAL_LOAD_H
#define FAULTLINE_TRIAL_LOAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "model/cell.h"

/** One thread that does cell->load until it is stopped. */
struct load_thread {
	const struct cell *cell;
	const int *fd;		/**< of the test files */
	int dir_fd;
	int own_fd;		/**< a file of its own, for LOAD_COMMIT; or -1 */
	int cpu;
	pthread_t thread;
	int started;
	atomic_ulong begun, ended;	/**< times that it was done */
	atomic_int running, stop, failed;	/**< failed: an errno */
};

/**
 * load_start() - begin cell->load, and return when it goes on.
 * @fd: the cell's files, to be there until load_stop().
 * @dir_fd: the directory in which LOAD_COMMIT has its file.
 * @cpu: to pin the thread to.
 * With LOAD_NONE there is nothing to do.
 * Return: 0, or -1 after complaining.
 */
int load_start(struct load_thread *load, const struct cell *cell, const int *fd, int dir_fd,
	       int cpu);

/**
 * load_begun(), load_ended() - how often it has been done by now.  From an
 * end to a later beginning are those that were under way in between, in whole or in part.
 * Of LOAD_WRITEBACK those count that found a dirty page.
 */
unsigned long load_begun(struct load_thread *load);
unsigned long load_ended(struct load_thread *load);

/**
 * load_stop() - end it, and remove what it made; also after a failed start.
 * The files have their size again.
 * Return: 0, or -1 after complaining if it went wrong on the way.
 */
int load_stop(struct load_thread *load);

#endif
