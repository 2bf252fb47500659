/* SPDX-License-Identifier: GPL-2.0-only */
/* Ratios of paired trials, how sure they are, and how many are chance. */
#ifndef FAULTLINE_LIB_STATISTICS_H
#define FAULTLINE_LIB_STATISTICS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/** Fewer pairs than this have no interval. */
#define PAIRS_LEAST 6

/** Fewer unpaired costs of either side have no interval. */
#define SAMPLES_LEAST 3

/** From so many on the interval is Student's: resampling would change little, and take long. */
#define PAIRS_MANY 100

/** The change from @a to @b in paired trials; all but the last as ratios b / a. */
struct ratio {
	double value;		/**< geometric mean of the pairs' ratios */
	double low, high;	/**< 95 % interval; NAN with fewer than PAIRS_LEAST pairs */
	double mde;		/**< smallest change, as |ratio - 1|, found 8 times in 10; NAN as above */
	double p;		/**< of no change, two-sided; 1 where it cannot be said */
	double error;		/**< standard error of the log of the value; NAN as above */
	double freedom;		/**< degrees of it */
};

#define RATIO_UNKNOWN \
	((struct ratio){ NAN, NAN, NAN, .mde = NAN, .p = 1, .error = NAN, .freedom = NAN })

/**
 * ratio_by_student() - set interval, @mde and @p by Student's t, from @value, @error and @freedom.
 * With an @error of 0 the interval is the value.
 */
void ratio_by_student(struct ratio *ratio);

/**
 * ratio_of_pairs() - of @n pairs of positive costs @a[i], @b[i].
 * A pair of which one is NAN, a trial that failed or was not done, is left out.
 * The interval is the bootstrap-t one (Efron and Tibshirani 1993, ch. 12) of the
 * mean log ratio, from 2,000 resamples: it keeps its 95 % with few pairs, where
 * the percentile interval does not.  With PAIRS_MANY it is that of Student's t.
 * @p is Student's t test of the same mean; @mde is (t[0.975] + t[0.8]) standard
 * errors of it.
 * @seed: of the resampling; the same seed gives the same interval.
 * Return: 0, or -1 after complaining that memory is out.
 */
int ratio_of_pairs(const double *a, const double *b, size_t n, uint64_t seed,
		   struct ratio *ratio);

/**
 * ratio_of_means() - from the mean of @a, of @n_a rounds, to that of @b.
 * Rounds may be 0, and are not paired: lock trials of two runs, some without any wait.
 * The interval is the bootstrap-t one of the log of the ratio, from 2,000 resamples of the
 * rounds of each; its degrees of freedom are Welch's.
 * Return: 0, or -1 after complaining that memory is out; fewer than PAIRS_LEAST rounds of
 * either, or none above 0, have no interval.
 */
int ratio_of_means(const double *a, size_t n_a, const double *b, size_t n_b, uint64_t seed,
		   struct ratio *ratio);

/**
 * ratio_of_samples() - from the geometric mean of @a, of @n_a costs, to that of @b.
 * Costs are positive, and not paired: those of runs, each of which was a boot, or a day, of its
 * own.  The interval and the test are Welch's (Biometrika 34, 1947), of the logs, which have no
 * need of equal variances; with SAMPLES_LEAST of each it keeps its 95 % but for a point or two if
 * the logs are about normal.  Fewer have no interval.
 */
void ratio_of_samples(const double *a, size_t n_a, const double *b, size_t n_b,
		      struct ratio *ratio);

/**
 * ratio_widen() - allow for a spread that the pairs do not show.
 * @drift: its standard deviation, of the log of the ratio; NAN: not known, so the ratio
 * has no interval and says nothing.
 * @freedom: degrees of it, as it is an estimate, too.
 * Those of both together are Satterthwaite's (Biometrics Bulletin 2, 1946).
 */
void ratio_widen(struct ratio *ratio, double drift, double freedom);

/**
 * ratio_detectable() - set @mde for a test in which a @p up to @level is a change; before,
 * it is for a level of 0.05.
 */
void ratio_detectable(struct ratio *ratio, double level);

/**
 * median_without() - of @n values, 2 or more, but for one.
 * @order: their indices, the least first, as gsl_sort_index() has them.
 * @rank: place in that order of the one that is left out.
 */
double median_without(const double *value, const size_t *order, size_t n, size_t rank);

/**
 * adjust_p() - Benjamini and Hochberg (1995): after it, taking all @p[i] up to
 * 0.05 for changes leaves at most 5 % of them, on average, to be false alarms.
 * NAN, no test, stays, and counts for nothing.
 * Return: 0, or -1 after complaining that memory is out.
 */
int adjust_p(double *p, size_t n);

#endif
