/* SPDX-License-Identifier: GPL-2.0-only */
/* A cgroup of this run, whose memory is reclaimed on demand. For other folders. */
#ifndef FAULTLINE_TRIAL_MEMORY_CGROUP_H
#define FAULTLINE_TRIAL_MEMORY_CGROUP_H

#include <stddef.h>

/** memory_cgroup_possible() - is there cgroup v2 with memory.reclaim? Return: 1, or 0 after complaining. */
int memory_cgroup_possible(void);

/**
 * memory_cgroup_enter() - from here on what this process allocates is charged to a cgroup of
 * its own, which is made if need be, and removed at restore_all().
 * Return: 0, or -1 after complaining.
 */
int memory_cgroup_enter(void);

/** memory_cgroup_leave() - be where it was before. Return: 0, or -1 after complaining. */
int memory_cgroup_leave(void);

/** memory_cgroup_reclaim() - reclaim @bytes, or as much as can be. Return: 0, or -1 with errno set. */
int memory_cgroup_reclaim(size_t bytes);

/** memory_cgroup_reclaimed() - pages reclaimed by now. Return: -1 after complaining. */
long long memory_cgroup_reclaimed(void);

#endif
