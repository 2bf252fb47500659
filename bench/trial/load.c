// SPDX-License-Identifier: GPL-2.0-only
/* A thread of this process, so that the tracers see which of the holders it is. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "trial/load.h"
#include "trial/touch.h"

#define SECOND 1000000000LL

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

static struct timespec timespec_of(long long ns)
{
	return (struct timespec){ ns / SECOND, ns % SECOND };
}

/*
 * With a rate, wait for the next turn.  A round that took longer than its turn is not made up
 * for: that would be another rate afterwards.
 */
static void keep_rate(struct load_thread *load)
{
	struct timespec due;

	if (!load->cell->load_rate)
		return;
	pthread_mutex_lock(&load->lock);
	load->turn += SECOND / load->cell->load_rate;
	if (load->turn < now())
		load->turn = now();
	while (!load->stop && now() < load->turn) {
		due = timespec_of(load->turn);
		pthread_cond_clockwait(&load->turn_moved, &load->lock, CLOCK_MONOTONIC, &due);
	}
	pthread_mutex_unlock(&load->lock);
}

/*
 * The next turn is now.  A window begins with a turn: if it began anywhere between two of
 * them, one that is shorter than that would have a round or none by chance.
 */
static void turn_now(struct load_thread *load)
{
	pthread_mutex_lock(&load->lock);
	load->turn = now();
	pthread_cond_signal(&load->turn_moved);
	pthread_mutex_unlock(&load->lock);
}

/* Return: what kind->once() does; 0 if there is nothing to do */
static long do_once(struct load_thread *load, unsigned long round)
{
	const struct load_kind *kind = load_kinds[load->cell->load];
	unsigned int i = (unsigned int)(round % cell_files(load->cell));
	long done = kind->due ? kind->due(load, i) : 1;

	if (done <= 0)
		return done;
	errno = ENOSPC;		/* a short write leaves it as it was */
	load->begun++;
	done = kind->once(load, round, i);
	if (done >= 0)
		load->done += (unsigned long)done;
	load->ended++;
	return done;
}

static void *load_loop(void *arg)
{
	struct load_thread *load = arg;
	char name[16];

	/* By which the tracers call whoever it holds up */
	snprintf(name, sizeof(name), "load-%s", load_names[load->cell->load]);
	pthread_setname_np(pthread_self(), name);
	touch_pin(load->cpu);
	load->running = 1;
	for (unsigned long round = 0; !load->stop; round++) {
		if (do_once(load, round) < 0) {
			load->failed = errno;
			break;
		}
		keep_rate(load);
	}
	return NULL;
}

/* A signal is for the thread that waits for the others: none of the load's calls sees it */
static int start_thread(struct load_thread *load)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&load->thread, NULL, load_loop, load);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		return complain("cannot start the thread of the load: %s", strerror(error));
	load->started = 1;
	return 0;
}

int load_possible(enum load load)
{
	return !load_kinds[load]->possible || load_kinds[load]->possible();
}

int load_enter(const struct cell *cell)
{
	return load_kinds[cell->load]->enter ? load_kinds[cell->load]->enter() : 0;
}

int load_leave(const struct cell *cell)
{
	return load_kinds[cell->load]->leave ? load_kinds[cell->load]->leave() : 0;
}

int load_start(struct load_thread *load, const struct stage *stage, int cpu)
{
	const struct load_kind *kind = load_kinds[stage->cell->load];

	memset(load, 0, sizeof(*load));
	load->stage = stage;
	load->cell = stage->cell;
	load->own_fd = -1;
	load->cpu = cpu;
	load->turn = now();
	pthread_mutex_init(&load->lock, NULL);
	pthread_cond_init(&load->turn_moved, NULL);
	if (load->cell->load == LOAD_NONE)
		return 0;
	if ((kind->begin && kind->begin(load)) || start_thread(load))
		return -1;
	while (!load->running)
		usleep(1000);
	return 0;	/* what failed is said at the end */
}

/* Return: -1 after complaining */
static long long effect_by_now(const struct load_thread *load)
{
	const struct load_kind *kind = load_kinds[load->cell->load];

	return kind->count ? kind->count(load->stage->fd[0]) : (long long)load->done;
}

int load_window_begin(struct load_thread *load)
{
	load->effect_before = effect_by_now(load);
	if (load->effect_before < 0)
		return -1;
	load->ended_before = load->ended;
	load->began = now();
	turn_now(load);
	return 0;
}

void load_window_end(const struct load_thread *load, struct load_work *work)
{
	work->seconds = (double)(now() - load->began) / SECOND;
	work->rounds = load->begun - load->ended_before;
}

static void end_thread(struct load_thread *load)
{
	if (!load->started)
		return;
	load->stop = 1;
	turn_now(load);
	pthread_join(load->thread, NULL);
	load->started = 0;
}

int load_halt(struct load_thread *load, struct load_work *work)
{
	long long effect;

	end_thread(load);
	if (load->failed)
		return complain("load %s: %s", load_names[load->cell->load],
				strerror(load->failed));
	effect = effect_by_now(load);
	work->effect = effect - load->effect_before;
	return effect < 0 ? -1 : 0;
}

void load_stop(struct load_thread *load)
{
	end_thread(load);
	if (load_kinds[load->cell->load]->end)
		load_kinds[load->cell->load]->end(load);
}

const char *load_effect(enum load load)
{
	return load_kinds[load]->effect;
}
