/* SPDX-License-Identifier: GPL-2.0-only */
/* How throughput scales with threads. docs/statistics.md has the formulas. */
#ifndef FAULTLINE_LIB_SCALABILITY_H
#define FAULTLINE_LIB_SCALABILITY_H

#include <stddef.h>

/** Fewer different numbers of threads cannot carry a law of three parameters. */
#define SCALABILITY_LEAST 4

/** A parameter and its 95 % interval. */
struct estimate {
	double value, low, high;
};

struct scalability {
	const char *why;	/**< there is no fit; else NULL, and all that follows is known */
	struct estimate gamma;	/**< throughput of one thread */
	struct estimate alpha;	/**< contention: the share of the work that is done one by one */
	struct estimate beta;	/**< coherency: what each pair of threads costs */
	double peak;		/**< most throughput is with so many threads; NAN: no end is shown */
};

/**
 * scalability_fit() - the Universal Scalability Law,
 * X(N) = gamma N / (1 + alpha (N - 1) + beta N (N - 1)), of throughputs @x[i] with
 * @threads[i] threads (Gunther, Guerrilla Capacity Planning, 2007, chapter 4 and 5; in this
 * form with gamma: Gunther, Puglia and Tomasette, ACM Queue 13(5), 2015).
 * Fitted by GSL's nonlinear least squares, of the logs, as errors are relative.  Intervals
 * are Student's, with the covariance at the solution.  The peak is at
 * sqrt((1 - alpha) / beta), if the interval of beta is above 0.
 * There is no fit with too few numbers of threads, nor if the means are farther from the
 * law than their repetitions explain (F test for lack of fit, at 0.01: Draper and Smith,
 * Applied Regression Analysis, 1998, 2.1).
 * @threads: 1 or more, in ascending order; a number stands there once for each repetition.
 */
struct scalability scalability_fit(const double *threads, const double *x, size_t n);

/** scalability_at() - the fitted throughput with @threads. */
double scalability_at(const struct scalability *law, double threads);

#endif
