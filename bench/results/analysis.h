/* SPDX-License-Identifier: GPL-2.0-only */
/* From the samples of a run to one result for each cell. */
#ifndef FAULTLINE_ANALYSIS_H
#define FAULTLINE_ANALYSIS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/cell.h"
#include "model/mode.h"
#include "model/parts.h"
#include "model/points.h"
#include "results/waited.h"

/** Calls of page_mkwrite that took @least or more, and less than the next bucket. */
struct bucket {
	uint64_t least, calls;
};

/** What the trials of one cell came to. Failed trials count only as failed. */
struct result {
	struct cell cell;
	unsigned int trials;	/**< timed and good */
	unsigned int failed;
	double *per_page;	/**< of each good trial, unit of the mode; sorted */
	double *in_round;	/**< the same by round, to pair them by; NAN: none */
	double *again;		/**< likewise, of the second trials of A/A pairs */
	double *waits;		/**< by round: how often the trial's threads slept; NAN: not known */
	double *preemptions;	/**< likewise, how often they lost their CPU */
	unsigned int rounds;	/**< entries of these four */
	double load_least, load_most;	/**< how often cell.load was done in a trial */
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
	struct bucket *histogram;	/**< of the traced trial's calls; ascending */
	size_t n_histogram;
	struct waited *waited;	/**< what was waited for in one traced trial, longest first */
	size_t n_waited;
	int has_waited;		/**< there was such a trial */
};

struct analysis {
	json_t *run;		/**< the first line, see sample_run() */
	enum mode mode;
	struct result *result;
	size_t n_results;
	size_t *slot;		/**< hash of cells: index + 1 into result, or 0 */
	size_t n_slots;		/**< a power of two, or 0 */
	size_t planned;		/**< trials that the run meant to do, at least */
	size_t seen;		/**< trials that are in the file */
	size_t failed;
	int unsure;		/**< blocks of cells that are less precise than was wanted */
	int complete;		/**< the last line is there */
};

/**
 * analysis_read() - read samples.jsonl in @dir.
 * A last line that was cut off (a killed guest) is left out and makes the
 * analysis incomplete; any other damage is an error.
 * Return: 0, or -1 after complaining with file:line.
 */
int analysis_read(const char *dir, struct analysis *analysis);

void analysis_free(struct analysis *analysis);

/*
 * For readers: analysis_begin() takes the first line of a run, @wrong says what is bad
 * about it; analysis_result() finds or adds a cell; result_add_round() makes room up to
 * a round, and result_add_cost() adds a trial, its per_page yet to be sorted.  The last
 * three complain if memory is out.
 */
int analysis_begin(struct analysis *analysis, json_t *line, const char **wrong);
struct result *analysis_result(struct analysis *analysis, const struct cell *cell);
int result_add_round(struct result *result, unsigned int round);
int result_add_cost(struct result *result, unsigned int round, bool again, double cost);

/** analysis_find() - the result of @cell, or NULL. */
const struct result *analysis_find(const struct analysis *analysis, const struct cell *cell);

/** analysis_trials() - how many good timed trials the cells have. */
void analysis_trials(const struct analysis *analysis, unsigned int *least, unsigned int *most);

/**
 * result_cost() - what a touched page costs; NAN without a good trial.
 * The median of the trials; but the least in MODE_INSN, where all there is
 * beside the same instructions each time is an interrupt more.
 */
double result_cost(const struct analysis *analysis, const struct result *result);

/** result_spread() - (largest - least) / least of the trials; NAN as above. */
double result_spread(const struct result *result);

/**
 * result_mkwrites() - page_mkwrite calls in one trial, from the counted trial.
 * Return: NAN if there was none.
 */
double result_mkwrites(const struct result *result);

/** result_mkwrite_cost() - all parts of one trial together; NAN if it was not traced. */
double result_mkwrite_cost(const struct result *result);

#endif
