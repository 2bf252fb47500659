/* SPDX-License-Identifier: GPL-2.0-only */
/* What a trial touches: files in their state, mapped, and who touches which page. */
#ifndef FAULTLINE_TRIAL_STAGE_H
#define FAULTLINE_TRIAL_STAGE_H

#include <sched.h>
#include <stddef.h>
#include <stdint.h>

#include "model/cell.h"
#include "trial/crew.h"
#include "trial/touch.h"

/** All of a trial that is to be given back. */
struct stage {
	const struct cell *cell;
	int dir_fd;
	int *fd;		/* of each file */
	char **map;
	unsigned int n_files;
	size_t *offset;		/* of the touches in each file, bytes */
	size_t pages_per_file;
	size_t *touch;		/* of those in all files that a thread goes through, from map[0] */
	size_t n_touches;
	struct {		/* by all threads or processes */
		struct perf_gate gate;	/* where they wait for perf, if it is there */
		struct meeting meeting;	/* of those that touch page by page in step */
		struct touch share[];
	} *shared;
	struct touch *share;	/* the same */
	struct crew crew;	/* if processes touch the pages */
	cpu_set_t cpus;		/* that this process may use; put back at the end */
};

/**
 * stage_open() - make the files of @cell in @dir, map them, and divide them among its threads.
 * @seed: of the random pattern.
 * Return: 0, or -1 after complaining; stage_close() is due either way.
 */
int stage_open(struct stage *stage, const char *dir, const struct cell *cell, uint64_t seed);

/** stage_cpu() - the @i-th CPU this process may use, counting round. */
int stage_cpu(const struct stage *stage, unsigned int i);

/**
 * stage_touch() - let all threads, or processes, touch their shares, once.
 * Return: 0, or -1 after complaining.
 */
int stage_touch(struct stage *stage, enum mode mode);

/** stage_look() - have the pages that were touched in the first file mapped here, too. */
void stage_look(const struct stage *stage);

void stage_close(struct stage *stage);

#endif
