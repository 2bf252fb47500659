/* SPDX-License-Identifier: GPL-2.0-only */
/* A run: one result for each cell. For other folders. */
#ifndef FAULTLINE_RESULTS_ANALYSIS_H
#define FAULTLINE_RESULTS_ANALYSIS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/mode.h"
#include "results/delayed.h"
#include "results/result.h"

struct analysis {
	json_t *run;		/**< the first line, see docs/results-schema.md */
	enum mode mode;
	struct result *result;
	size_t n_results;
	struct place *places;	/**< where the result of each cell is, by its cell */
	size_t planned;		/**< trials that the run meant to do, at least */
	size_t seen;		/**< trials that are in the file */
	size_t failed;
	int unsure;		/**< blocks of cells that are less precise than was wanted */
	struct delayed_lock delayed[NR_DELAY_LOCKS];	/**< in all good trials, traced ones too */
	bool exact_parts;	/**< of page_mkwrite: counted by the emulator, not traced */
	int complete;		/**< the last line is there */
};

/**
 * analysis_begin() - take the first line of a run.
 * @wrong: what is bad about it.
 * Return: 0, or -1.
 */
int analysis_begin(struct analysis *analysis, json_t *line, const char **wrong);

/** analysis_result() - find or add a cell. Return: NULL after complaining that memory is out. */
struct result *analysis_result(struct analysis *analysis, const struct cell *cell);

/** analysis_find() - the result of @cell, or NULL. */
const struct result *analysis_find(const struct analysis *analysis, const struct cell *cell);

/** analysis_trials() - how many good timed trials the cells have. */
void analysis_trials(const struct analysis *analysis, unsigned int *least, unsigned int *most);

/** analysis_has_locks() - are there lock trials? Their events need no clock. */
bool analysis_has_locks(const struct analysis *analysis);

/** analysis_watches() - do its lock trials count events of @kind? Those of old runs not all. */
bool analysis_watches(const struct analysis *analysis, enum wait_kind kind);

/**
 * result_cost() - what a touched page costs; NAN without a good trial.
 * The median of the trials; but the least in MODE_INSN, where all there is
 * beside the same instructions each time is an interrupt more.
 */
double result_cost(const struct analysis *analysis, const struct result *result);

void analysis_free(struct analysis *analysis);

#endif
