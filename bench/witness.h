/* SPDX-License-Identifier: GPL-2.0-only */
/* Who saw where the faults of a trial went: the path tracer, or else mere counts. */
#ifndef FAULTLINE_WITNESS_H
#define FAULTLINE_WITNESS_H

#include "path.h"
#include "pathcount.h"

struct witness {
	struct path_tracer *tracer;	/**< NULL: this kernel runs no BPF, only counts are there */
	struct pathcount path;
	struct path_totals before;
	unsigned long long misses;
};

/** What the path tracer saw of a trial. */
struct testimony {
	struct path_totals sums;
	unsigned long long misses;	/**< hooks that the kernel left out */
};

/** witness_possible() - is there anything to see the path with? Return: 1 or 0. */
int witness_possible(void);

/**
 * witness_open() - from here on every fault of this process is observed, which
 * it pays for: no timed trial runs until witness_close().
 * Return: 0, or -1 after complaining.
 */
int witness_open(struct witness *witness);

/** witness_start() - look from here. */
void witness_start(struct witness *witness);

/**
 * witness_stop() - and to here.
 * @count: calls of each point, UINT64_MAX where that is not known.
 * @testimony: only filled in if witness->tracer is there.
 */
void witness_stop(struct witness *witness, uint64_t count[NR_POINTS], struct testimony *testimony);

/** testimony_wrong() - what makes the trace incomplete; NULL if nothing does. */
const char *testimony_wrong(const struct testimony *testimony);

void witness_close(struct witness *witness);

#endif
