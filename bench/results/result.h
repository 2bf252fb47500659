/* SPDX-License-Identifier: GPL-2.0-only */
/* What the trials of one cell came to. For other folders. */
#ifndef FAULTLINE_RESULTS_RESULT_H
#define FAULTLINE_RESULTS_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/objects.h"
#include "model/cell.h"
#include "model/parts.h"
#include "model/points.h"
#include "results/held_lock.h"
#include "results/perf_counts.h"
#include "results/perf_locks.h"
#include "results/perf_sampled.h"
#include "results/waited.h"

/** RESULT_WRONG - bytes of why a trial failed, and their NUL; what is longer is cut. */
#define RESULT_WRONG 160

/** What the trials of one cell came to. Failed trials count only as failed. */
struct result {
	struct cell cell;
	unsigned int trials;	/**< timed and good */
	unsigned int failed;
	char wrong[RESULT_WRONG];	/**< why the first of these failed; "": not known */
	double *per_page;	/**< of each good trial, unit of the mode; sorted */
	double *in_round;	/**< the same by round, to pair them by; NAN: none */
	double *again;		/**< likewise, of the second trials of A/A pairs */
	double *waits;		/**< by round: how often the trial's threads slept; NAN: not known */
	double *preemptions;	/**< likewise, how often they lost their CPU */
	unsigned int rounds;	/**< entries of these four */
	double load_least, load_most;	/**< how often cell.load was done in a trial */
	double rate_least, rate_most;	/**< and in a second of it; 0: not known */
	double *insn_per_page;	/**< from the PMU, of each good trial that has it */
	double *cycles_per_page;
	unsigned int pmu_trials;
	double pages;		/**< touched in one trial */
	double faults;		/**< in one trial, the median */
	double *trial_faults;	/**< of each good trial; sorted */
	double pages_per_folio;	/**< of the last good trial */
	uint64_t path[NR_POINTS];	/**< of the watched trial */
	int has_path;
	double part[NR_PARTS];	/**< of page_mkwrite in one traced trial, unit of the mode */
	double tracing;		/**< what tracing itself took in it, not in any part */
	int has_parts;
	struct histogram histogram;	/**< of the traced trial's calls of page_mkwrite */
	struct waits waited;	/**< what was waited for; no rounds: it was not looked at */
	uint64_t profile;	/**< index of the profiled trial, by which its counts are named */
	double profile_cost;	/**< instructions of that trial */
	struct object_addresses objects;	/**< the kernel's in that trial */
	double profile_wall;	/**< by its clock, with what others executed meanwhile */
	struct held_locks locks;	/**< of the profiled trial; filled by profile_take_locks() */
	int has_profile;
	struct perf_counts perf;	/**< of the trials with perf stat beside them */
	struct perf_sampled sampled;	/**< likewise perf record */
	json_t *perf_locks;	/**< of the one with perf lock, see perf_locks_row(); NULL: none */
};

/** result_add_value() - @value behind the @n of @values. Return: 0, or -1 after complaining. */
int result_add_value(double **values, unsigned int n, double value);

/**
 * result_add_round() - make room up to @round.
 * Return: 0, or -1 after complaining that memory is out, as the next one.
 */
int result_add_round(struct result *result, unsigned int round);

/** result_add_cost() - add a trial, its per_page yet to be sorted. */
int result_add_cost(struct result *result, unsigned int round, bool again, double cost);

/** result_spread() - (largest - least) / least of the trials; NAN without a good trial. */
double result_spread(const struct result *result);

/**
 * result_mkwrites() - page_mkwrite calls in one trial, from the counted trial.
 * Return: NAN if there was none.
 */
double result_mkwrites(const struct result *result);

/** result_mkwrite_cost() - all parts of one trial together; NAN if it was not traced. */
double result_mkwrite_cost(const struct result *result);

/** result_free() - what @result holds. */
void result_free(struct result *result);

#endif
