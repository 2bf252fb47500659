/* SPDX-License-Identifier: GPL-2.0-only */
/* Rates of rare events, how sure they are, and whether two of them differ. */
#ifndef FAULTLINE_LIB_RATE_H
#define FAULTLINE_LIB_RATE_H

#include <stddef.h>

#include "lib/statistics.h"

/** Events in rounds, and what they could have happened to. */
struct event_rounds {
	const double *events;	/**< in each round, 0 or more */
	const double *exposure;	/**< of each round, such as its faults; NAN: not known */
	size_t n;
};

/** Per unit of exposure. */
struct rate {
	double value;		/**< of all rounds together; NAN without exposure, as the others */
	double low, high;	/**< 95 % interval */
	double dispersion;	/**< variance over mean of the rounds, of Poisson 1; NAN: not known */
};

/**
 * rate_poisson() - the exact 95 % interval of a mean of which @events were seen.
 * Garwood, Biometrika 28, 1936.
 */
void rate_poisson(double events, double *low, double *high);

/**
 * rate_of_rounds() - the rate of all rounds, with an interval that allows for bursts.
 * It is that of Poisson; or, where the rounds spread more than that, the quasi-likelihood
 * one with their dispersion (McCullagh and Nelder, Generalized Linear Models, 1989, 4.5
 * and 9), whichever reaches farther.  One round alone has that of Poisson.
 */
struct rate rate_of_rounds(const struct event_rounds *rounds);

/**
 * rate_ratio() - from the rate of @a to that of @b.
 * The test is the exact one of two Poisson rates, which is of a binomial, twice the
 * smaller tail; the interval holds the ratios that it does not refuse at 0.05 (Fay, The R
 * Journal 2, 2010).  Both allow for the dispersion of all rounds as rate_of_rounds() does.
 * @inflation: 1; or what the dispersion is multiplied by, as rounds do not show all of it; so
 * is that of Poisson, which is 1, where they are alike, or one alone.
 * Return: without events in @a the value and the end of the interval are infinite; without
 * any, or without rounds in one of the two, RATIO_UNKNOWN.
 */
struct ratio rate_ratio(const struct event_rounds *a, const struct event_rounds *b,
			double inflation);

#endif
