/* SPDX-License-Identifier: GPL-2.0-only */
/* Pairs of results, what changed from one to the other, and how sure that is. For other folders. */
#ifndef FAULTLINE_RESULTS_COMPARISON_H
#define FAULTLINE_RESULTS_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/statistics.h"
#include "results/analysis.h"

/**
 * In MODE_INSN trials hardly differ, and equality is a tolerance, as a ratio:
 * what two boots of the standard job stay within.
 */
#define INSN_TOLERANCE 0.001

/**
 * In MODE_INSN trials of a cell repeat if they are no farther apart, as a ratio.  Those of
 * the standard job stay within 0.4 %.
 */
#define INSN_REPEATS 0.01

/** In MODE_TIME: an interval within 1 % shows that nothing changed, unless told otherwise. */
#define TIME_TOLERANCE 0.01

/** Of the resampling: the same trials give the same intervals. */
#define COMPARISON_SEED 1

/** Of changes that are called that, so many may be false alarms. */
#define FALSE_DISCOVERY_RATE 0.05

/** So many other cells make a median of what the machine did between two runs. */
#define DRIFT_CELLS 3

enum verdict {
	VERDICT_SAME,		/**< less than the tolerance apart, and that is sure */
	VERDICT_CHANGED,
	VERDICT_CANNOT_TELL,
	NR_VERDICTS
};

/** "same", "changed", "cannot-tell". */
extern const char *const verdict_names[NR_VERDICTS];

struct comparison {
	const struct result *a, *b;
	struct ratio ratio;	/**< .p is adjusted for all of the set */
	enum verdict verdict;
};

struct comparisons {
	struct comparison *pair;
	size_t n;
	double aa_floor;	/**< see comparisons_judge() */
	double tolerance;	/**< as a ratio: less than that is the same */
	bool two_runs;		/**< a and b are of runs that were made at different times */
	bool joined;		/**< their costs are each of a run of its own, see runs_join() */
	double drift;		/**< that all cells may have moved by with the machine, as a ratio */
};

/** comparisons_add() - one more pair. Return: 0, or -1 after complaining. */
int comparisons_add(struct comparisons *set, const struct result *a, const struct result *b);

/**
 * comparisons_judge() - fill in ratios and verdicts of all pairs.
 * @tolerance: an interval that is no wider than that, to both sides, shows that
 * nothing changed; in MODE_INSN it is INSN_TOLERANCE.
 * The noise floor (A/A) is the 95th percentile, over all results in the set, of |ratio - 1|
 * between the two trials of A/A pairs; without such pairs, as in MODE_INSN, between a
 * result's own even and odd trials; NAN if none has two.
 * With set->joined in MODE_TIME costs are not paired, and tell themselves how far runs are
 * apart: see ratio_of_samples().
 * With set->two_runs in MODE_TIME each interval is made wider by the median of what the
 * other cells moved by; with fewer than DRIFT_CELLS of them nothing can be told.
 * Return: 0, or -1 after complaining.
 */
int comparisons_judge(struct comparisons *set, enum mode mode, double tolerance, uint64_t seed);

/** ratio_verdict() - in MODE_TIME, of a ratio whose .p is adjusted for all of its set. */
enum verdict ratio_verdict(const struct ratio *ratio, double tolerance);

/**
 * analysis_floor() - the same noise floor (A/A), over all results of a run.
 * Return: 0, or -1 after complaining.
 */
int analysis_floor(const struct analysis *analysis, double *floor);

/** Where a fault costs more than it did, by the parts of page_mkwrite. */
enum where {
	WHERE_UNKNOWN,		/**< it does not, or one of the two was not traced */
	WHERE_PART,		/**< in one part, which explains half of it and more */
	WHERE_INSIDE,		/**< in page_mkwrite, but in no one part */
	WHERE_OUTSIDE,		/**< most of it is outside of page_mkwrite */
	NR_WHERES
};

/** "part", "inside page_mkwrite", "outside of page_mkwrite"; NULL for WHERE_UNKNOWN. */
extern const char *const where_names[NR_WHERES];

/**
 * comparison_where() - which part of page_mkwrite a change lies in, from the traced trials
 * of both.
 * @change: by how much the cell's cost per touched page grew.
 * @part: gets the enum path_part of WHERE_PART, else -1.
 * @growth: gets by how much the part, page_mkwrite, or the rest grew, per touched page.
 */
enum where comparison_where(const struct comparison *comparison, double change, int *part,
			    double *growth);

/**
 * comparison_grown_lock() - for which lock threads waited longer than before, from the
 * traced trials of both.
 * @growth: by how much, per touched page, unit of the mode.
 * Return: its name, or NULL as above.
 */
const char *comparison_grown_lock(const struct comparison *comparison, double *growth);

void comparisons_free(struct comparisons *set);

#endif
