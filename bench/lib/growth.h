/* SPDX-License-Identifier: GPL-2.0-only */
/* How a cost grows with what it is measured against. docs/statistics.md has the formulas. */
#ifndef FAULTLINE_LIB_GROWTH_H
#define FAULTLINE_LIB_GROWTH_H

#include <stddef.h>

/** Fewer values than this show no shape. */
#define GROWTH_LEAST 4

/** A shape is told from the other one if it is so many times as likely. */
#define GROWTH_EVIDENCE 10

enum growth_shape {
	GROWTH_CONSTANT,	/**< a */
	GROWTH_LOGARITHMIC,	/**< a + b log2(x) */
	GROWTH_LINEAR,		/**< a + b x */
	GROWTH_CANNOT_TELL,
	NR_GROWTH_SHAPES
};

/** "constant", "logarithmic", "linear", "cannot-tell". */
extern const char *const growth_shape_names[NR_GROWTH_SHAPES];

struct growth {
	enum growth_shape shape;
	const char *why;	/**< it cannot be told; else NULL */
	double base;		/**< a; NAN if it cannot be told, as the next four */
	double slope;		/**< b, 0 if it is constant: for each doubling, or each unit of x */
	double low, high;	/**< 95 % interval of b; NAN if it is constant */
	double evidence;	/**< how many times as likely as the other shape that grows; likewise */
};

/**
 * growth_fit() - which of the three shapes @cost[i] at @x[i] has.
 * The costs are fitted by least squares of their relative errors (GSL's gsl_fit_wlinear())
 * to either shape that grows.  The better one counts if its slope is not 0 by Student's t at
 * 0.05 / 2, as two were tried, if what it grows by over all @x is more than @floor of the
 * mean, and if it explains 95 % of the variance when each cost is predicted from the others
 * (PRESS: Allen, Technometrics 16, 1974), or all but what the noise does (chi-squared at 0.01).
 * It is told from the other one by the ratio of their likelihoods,
 * exp(d / 2), where d is the difference of Akaike's criteria, n log(RSS / RSS'): their
 * corrections for small samples are equal (Burnham and Anderson, Model Selection, 2002, 2.4
 * and 2.10).  Where neither counts, costs within @floor of their mean are constant.
 *
 * No fit is taken to be better than the noise allows: RSS is at least n times its variance.
 * @x: above 0, ascending, all different.
 * @floor: the noise floor (A/A), a ratio, above 0: how far two costs of the same are apart in
 * 95 of 100 pairs, so that one has a standard deviation of @floor / (1.96 sqrt(2)).
 */
struct growth growth_fit(const double *x, const double *cost, size_t n, double floor);

/** growth_at() - the fitted cost at @x; NAN if the shape cannot be told. */
double growth_at(const struct growth *growth, double x);

#endif
