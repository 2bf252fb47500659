/* SPDX-License-Identifier: GPL-2.0-only */
/* Kprobe events of tracefs, in a group of our own. */
#ifndef FAULTLINE_TRIAL_KPROBE_H
#define FAULTLINE_TRIAL_KPROBE_H

#include <stdbool.h>

#define KPROBE_GROUP "faultline"

/** kprobe_possible() - may this process make them? */
bool kprobe_possible(void);

/** kprobe_add() - an event named after @function, at its entry. Return: 0, or -1 with errno set. */
int kprobe_add(const char *function);

/** kprobe_remove() - that event. Return: 0, or -1 with errno set: ENOENT if there is none. */
int kprobe_remove(const char *function);

#endif
