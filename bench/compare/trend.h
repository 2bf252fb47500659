/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several runs in a row, a kernel each: what a fault cost in each, and where that changed.
 * For other folders.
 */
#ifndef FAULTLINE_COMPARE_TREND_H
#define FAULTLINE_COMPARE_TREND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "compare/compared.h"

/** One of the runs. */
struct trend_run {
	const char *name;		/**< of its directory or baseline */
	struct analysis analysis;
	/**
	 * What compare says of the run before it and this one; of the first run nothing.  It
	 * borrows both analyses.
	 */
	struct compared step;
};

struct trend {
	struct trend_run *run;	/**< the oldest first */
	size_t n;
	/** From the first to the last; borrows both. */
	struct compared whole;
};

/**
 * trend_read() - read @n runs, each a directory or the file of a baseline.
 * Return: 0, or -1 after complaining; trend_free() is due either way.
 */
int trend_read(struct trend *trend, char *const name[], size_t n);

/**
 * trend_judge() - compare each run with the one before it, and the last with the first.  A
 * change that is too small to be shown from one run to the next shows in the latter.
 * @tolerance: as a ratio, see comparisons_judge().
 * @force: note what speaks against it, and go on.
 * Return: 0, or -1 after complaining that two of them cannot be compared.
 */
int trend_judge(struct trend *trend, double tolerance, bool force);

/** trend_last() - the newest run, whose cells the trend is of. */
const struct analysis *trend_last(const struct trend *trend);

/** trend_step() - of that cell, from the run before to run @i; NULL: one of the two lacks it. */
const struct comparison *trend_step(const struct trend *trend, size_t i, const struct cell *cell);

/** trend_whole() - of that cell, from the first run to the last; NULL as above. */
const struct comparison *trend_whole(const struct trend *trend, const struct cell *cell);

/** trend_changed() - did the cost of that cell change at any run, or in all? */
bool trend_changed(const struct trend *trend, const struct cell *cell);

/** trend_text() - 72 columns: a block a cell that changed, or each with @all, a line a run. */
void trend_text(const struct trend *trend, bool all, FILE *out);

/**
 * trend_charts() - in @dir, which is made if need be: a chart a cell that changed, or each with
 * @all, as SVG and PNG, with its data.
 * Return: 0, or -1 after complaining.
 */
int trend_charts(const struct trend *trend, bool all, const char *dir);

/** trend_json() - all cells, see docs/results-schema.md. Return: 0, or -1 after complaining. */
int trend_json(const struct trend *trend, FILE *out);

void trend_free(struct trend *trend);

#endif
