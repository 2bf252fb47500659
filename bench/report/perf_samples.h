/* SPDX-License-Identifier: GPL-2.0-only */
/* The cells that perf record sampled, read once for all formats; and how two of them differ. */
#ifndef FAULTLINE_REPORT_PERF_SAMPLES_H
#define FAULTLINE_REPORT_PERF_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>

#include "profile/sampled.h"
#include "results/analysis.h"
#include "results/comparison.h"

struct perf_samples {
	const struct analysis *analysis;
	struct sampled *of;	/**< in the order of the analysis' results; no text: none */
	size_t n;		/**< cells that have some */
};

/**
 * perf_samples_open() - read those of the run in @dir.  What cannot be read is complained about
 * and left out.
 * Return: 0, or -1 after complaining that memory is out; perf_samples_close() is due either way.
 */
int perf_samples_open(struct perf_samples *samples, const struct analysis *analysis,
		      const char *dir);

void perf_samples_close(struct perf_samples *samples);

/** perf_samples_find() - those of @result, or NULL. */
const struct sampled *perf_samples_find(const struct perf_samples *samples,
					const struct result *result);

/** A function by its part of the samples, without its callees. */
struct share {
	const char *name;
	double here, there;	/**< of all: 0 to 1 */
	double half;		/**< of the interval of their difference */
};

/** What is said of such intervals. */
#define SHARES_ARE \
	"Functions by their share of the samples, in per cent, without callees. +-: the interval " \
	"of the difference, 95 % for all functions of a cell together (Agresti and Caffo, " \
	"Bonferroni)."

/** So many functions are shown of a pair, of those that differ. */
#define SHARES_SHOWN 12

/** Both sides of a pair. */
struct shares {
	struct share *share;	/**< those that differ first, and of these what differs most */
	size_t n;
	size_t n_differ;	/**< by more than the samples leave open */
};

/**
 * perf_samples_shares() - compare the samples of @pair by function.
 * Return: true if both sides have some; then shares->share is to be freed.
 */
bool perf_samples_shares(const struct perf_samples *samples, const struct comparison *pair,
			 struct shares *shares);

/**
 * perf_samples_how() - "perf record: a sample each 50,000 ns of CPU time (cpu-clock), in 5 trials
 * of each cell that are in no figure."  "": there are none.  Return: @text.
 */
char *perf_samples_how(const struct perf_samples *samples, char text[320]);

/**
 * perf_samples_many() - "812 and 1,034 samples, each 0.12 and 0.10 % of them; functions that
 * differ: 3 of 154; of the others there are too few samples to tell".  Return: @text.
 */
char *perf_samples_many(const struct comparison *pair, const struct shares *shares, char text[320]);

#endif
