/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes on in the filesystem beside a trial, so that its faults have to wait for it.
 * For other folders.
 */
#ifndef FAULTLINE_TRIAL_LOAD_H
#define FAULTLINE_TRIAL_LOAD_H

#include "trial/load_kinds.h"
#include "trial/measured.h"

/**
 * load_possible() - can this machine do @load? For a look before anything is made.
 * Return: 1, or 0 after complaining.
 */
int load_possible(enum load load);

/**
 * load_enter() - what must be so before the files of a trial are made; load_leave() - and
 * no more.  LOAD_RECLAIM has their pages charged to a cgroup.
 * Return: 0, or -1 after complaining.
 */
int load_enter(const struct cell *cell);
int load_leave(const struct cell *cell);

/**
 * load_start() - begin cell->load, and return when it goes on.
 * @cpu: to pin the thread to.
 * With LOAD_NONE there is nothing to do.
 * Return: 0, or -1 after complaining.
 */
int load_start(struct load_thread *load, const struct stage *stage, int cpu);

/** load_window_begin() - count from here. Return: 0, or -1 after complaining. */
int load_window_begin(struct load_thread *load);

/** load_window_end() - to here are the rounds that were under way, in whole or in part. */
void load_window_end(const struct load_thread *load, struct load_work *work);

/**
 * load_halt() - end the thread, and see what the rounds of the window have come to.
 * Return: 0, or -1 after complaining if it went wrong on the way.
 */
int load_halt(struct load_thread *load, struct load_work *work);

/**
 * load_stop() - end it, and remove what it made; also after a failed start.
 * The files have their size again.
 */
void load_stop(struct load_thread *load);

/** load_effect() - what cell->load comes to, as results call it; NULL: see load_kinds.h. */
const char *load_effect(enum load load);

#endif
