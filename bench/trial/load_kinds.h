/* SPDX-License-Identifier: GPL-2.0-only */
/* What each load does. */
#ifndef FAULTLINE_TRIAL_LOAD_KINDS_H
#define FAULTLINE_TRIAL_LOAD_KINDS_H

#include <pthread.h>
#include <stdatomic.h>

#include "trial/stage.h"

/** One thread that does cell->load until it is stopped. */
struct load_thread {
	const struct stage *stage;	/**< the test files, to be there until load_stop() */
	const struct cell *cell;
	int own_fd;		/**< a file of its own, or -1 */
	char *own_pages;	/**< memory of its own, or NULL */
	int *own_fds;		/**< the test files, opened once more, or NULL */
	int cpu;
	pthread_t thread;
	int started;
	pthread_mutex_t lock;		/**< of turn */
	pthread_cond_t turn_moved;	/**< or stop is set */
	long long turn;			/**< with a rate: when the next round is due, ns */
	/* by the thread */
	atomic_ulong begun, ended;	/**< times that it was done */
	atomic_ulong done;	/**< what that came to, if the kind counts it itself */
	atomic_int running, stop, failed;	/**< failed: an errno */
	/* as the window began */
	unsigned long ended_before;
	long long effect_before;
	long long began;	/**< ns */
};

/** A kind of load; what is NULL is not needed. */
struct load_kind {
	/** Can this machine do it? Return: 1, or 0 after complaining. */
	int (*possible)(void);
	/** Before the files are made, and after they are gone. Return: 0, or -1 after complaining. */
	int (*enter)(void);
	int (*leave)(void);
	/** Before the thread. Return: 0, or -1 after complaining. */
	int (*begin)(struct load_thread *load);
	/** Is there anything to do to test file @i now? Return: 1 or 0, or -1 with errno set. */
	int (*due)(const struct load_thread *load, unsigned int i);
	/**
	 * Return: what it came to, 0 and up, or -1 with errno set.
	 * Signals are blocked: no call is interrupted.
	 */
	long (*once)(const struct load_thread *load, unsigned long round, unsigned int i);
	/** After the thread; also after a failed begin. */
	void (*end)(struct load_thread *load);
	/**
	 * What it comes to, as results call it.  NULL: it is there to be seen by nobody else,
	 * but the calls succeed only if they have done it.
	 */
	const char *effect;
	/** The kernel's count of that, if not once() counts. Return: -1 after complaining. */
	long long (*count)(int fd);
};

extern const struct load_kind *const load_kinds[NR_LOADS];

#endif
