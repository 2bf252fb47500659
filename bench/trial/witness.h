/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who saw where the faults of a trial went: the path tracer, or else mere counts; and,
 * in a trial of its own, what they waited for.
 */
#ifndef FAULTLINE_TRIAL_WITNESS_H
#define FAULTLINE_TRIAL_WITNESS_H

#include "model/mode.h"
#include "model/points.h"
#include "trace/path.h"
#include "trial/function_counts.h"
#include "trial/lockwatch.h"

enum witness_kind {
	WITNESS_NONE,		/**< not open */
	WITNESS_PATH,		/**< the parts of page_mkwrite, and counts */
	WITNESS_COUNTS,		/**< counts alone: this kernel runs no BPF */
	WITNESS_LOCKS,		/**< what was waited for, and who held it */
};

struct witness {
	enum witness_kind kind;
	struct path_tracer *tracer;
	struct function_counts counts;
	struct lockwatch locks;
	struct path_totals before;
	unsigned long long misses;
};

/** What was seen of a trial. */
struct observation {
	enum witness_kind by;		/**< WITNESS_NONE: it was not watched */
	uint64_t path[NR_POINTS];	/**< calls, UINT64_MAX: not known; not of WITNESS_LOCKS */
	struct path_totals sums;	/**< of WITNESS_PATH */
	unsigned long long misses;	/**< hooks that the kernel left out */
	json_t *locks;			/**< of WITNESS_LOCKS, see lockwatch_stop() */
	unsigned int unseen;		/**< likewise, what it cannot see: lockwatch_unseen() */
	json_t *perf;			/**< what perf says, see perf_end(); NULL: it was not there */
	const char *wrong;		/**< what makes the trace incomplete; NULL: nothing */
};

/** witness_possible() - is there anything to see the path with? Return: 1 or 0. */
int witness_possible(void);

/**
 * witness_sees_locks() - can this kernel tell what is waited for?
 * The first time it tries, and says so if not. Return: 1 or 0.
 */
int witness_sees_locks(void);

/**
 * witness_open() - from here on every fault of this process is observed, which
 * it pays for: no timed trial runs until witness_close().
 * @locks: what they wait for, not where they go: the tracers would see each other's cost.
 * Return: 0, or -1 after complaining.
 */
int witness_open(struct witness *witness, int locks);

/** witness_start() - look from here. Return: 0, or -1 after complaining. */
int witness_start(struct witness *witness);

/**
 * witness_stop() - and to here.
 * @mode: in MODE_COUNT there is no clock, and waits have no times.
 * @fd: a file that was touched.
 * @seen: give back with observation_free().
 * Return: 0, or -1 after complaining.
 */
int witness_stop(struct witness *witness, enum mode mode, int fd, struct observation *seen);

void observation_free(struct observation *seen);

/** witness_close() - look no more, if anybody did. */
void witness_close(struct witness *witness);

#endif
