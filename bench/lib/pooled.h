/* SPDX-License-Identifier: GPL-2.0-only */
/* Several ratios of one thing, each of a machine or a run of its own, and whether they agree. */
#ifndef FAULTLINE_LIB_POOLED_H
#define FAULTLINE_LIB_POOLED_H

#include <stddef.h>

#include "lib/statistics.h"

/** How far ratios are from one another. */
struct heterogeneity {
	double q;	/**< Cochran's Q; NAN, as .p: fewer than two ratios have a standard error */
	size_t n;	/**< ratios that have one */
	double p;	/**< of all being equal */
};

/**
 * ratio_over() - the geometric mean of @n ratios, each of which counts once, whatever its error.
 * The interval is Student's over the ratios: it holds that of further ones, too, as far as those
 * at hand are a sample of them.  Fewer than SAMPLES_LEAST have none.
 * A ratio without a value is left out.
 */
void ratio_over(const struct ratio *ratio, size_t n, struct ratio *all);

/**
 * ratio_of_repeats() - the geometric mean of @n ratios that are measured again, of which each has
 * a value: with SAMPLES_LEAST or more how far they are apart says how sure it is, as above; with
 * fewer their own errors do, and the degrees are Satterthwaite's (Biometrics Bulletin 2, 1946).
 */
void ratio_of_repeats(const struct ratio *ratio, size_t n, struct ratio *all);

/**
 * ratios_heterogeneity() - are the @n ratios farther apart than their standard errors explain?
 * Q is sum w (ln r - m)^2, with w = 1 / error^2 and m the mean of the ln r weighted by w (Cochran,
 * Biometrics 10, 1954).  It has the distribution chi2 with n - 1 degrees only if the errors are
 * known.  These are estimates, of few degrees, with which chi2 gives 9 to 26 % of false alarms for
 * 5.  So @p is that of Welch's F for k means with variances of their own (Biometrika 38,
 * 1951), which is Q over its degrees and a correction, and with many degrees the same.
 */
struct heterogeneity ratios_heterogeneity(const struct ratio *ratio, size_t n);

#endif
