// SPDX-License-Identifier: GPL-2.0-only
/* Rates of events that come in bursts. docs/statistics.md has the formulas. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

#include "lib/rate.h"

#define TAIL 0.025	/* on either side of an interval */
#define STEPS 60	/* halves an interval until doubles have no more digits */
#define MANY 1e8	/* events of this many are normal, and GSL's series do not end */

/* All rounds together */
struct sum {
	double events, exposure;
	double spread;		/* Pearson's statistic of the rounds about their own rate */
	double freedom;		/* degrees of it; without events rounds say nothing of it */
};

/* Whether @from can go over to @to with their rates this far apart */
struct two {
	const struct sum *from, *to;
};

static struct sum sum_of(const struct event_rounds *rounds)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < rounds->n; i++) {
		sum.events += rounds->events[i];
		sum.exposure += rounds->exposure[i];
	}
	if (!(sum.events > 0))
		return sum;
	for (size_t i = 0; i < rounds->n; i++) {
		double mean = sum.events * rounds->exposure[i] / sum.exposure;
		double off = rounds->events[i] - mean;

		sum.spread += off * off / mean;
	}
	sum.freedom = (double)rounds->n - 1;
	return sum;
}

/* Where, between @low and @high, what rises or falls is @wanted */
static double halve(double (*of)(double at, const void *arg), const void *arg, double wanted,
		    double low, double high)
{
	bool rises = of(high, arg) > of(low, arg);

	for (int i = 0; i < STEPS; i++) {
		double middle = low + (high - low) / 2;

		if ((of(middle, arg) > wanted) == rises)
			high = middle;
		else
			low = middle;
	}
	return low + (high - low) / 2;
}

/* The chance of as many events or more, of a mean; and of as many or fewer */
static double poisson_above(double mean, const void *events)
{
	return gsl_cdf_gamma_P(mean, *(const double *)events, 1);
}

static double poisson_below(double mean, const void *events)
{
	return gsl_cdf_gamma_Q(mean, *(const double *)events + 1, 1);
}

void rate_poisson(double events, double *low, double *high)
{
	double most = events + 1;

	if (events > MANY) {
		*low = events - gsl_cdf_ugaussian_Qinv(TAIL) * sqrt(events);
		*high = 2 * events - *low;
		return;
	}
	while (poisson_below(most, &events) > TAIL)
		most *= 2;
	*low = events > 0 ? halve(poisson_above, &events, TAIL, 0, events) : 0;
	*high = halve(poisson_below, &events, TAIL, events, most);
}

/* What a mean is less likely by than the events themselves: half of it is a log likelihood */
static double poisson_deviance(double mean, const void *events)
{
	double seen = *(const double *)events;

	return 2 * (seen * log(seen / mean) - (seen - mean));
}

/* Of more deviance than that is one draw in twenty, as F has it with these degrees */
static double deviance_wanted(double spread, double freedom)
{
	return spread / freedom * pow(gsl_cdf_tdist_Qinv(TAIL, freedom), 2);
}

struct rate rate_of_rounds(const struct event_rounds *rounds)
{
	const struct sum sum = sum_of(rounds);
	struct rate rate = { NAN, NAN, NAN, NAN };
	double wanted, most = 2 * sum.events;

	if (!(sum.exposure > 0))
		return rate;
	rate_poisson(sum.events, &rate.low, &rate.high);
	if (sum.freedom > 0) {
		rate.dispersion = sum.spread / sum.freedom;
		wanted = deviance_wanted(sum.spread, sum.freedom);
		while (poisson_deviance(most, &sum.events) < wanted)
			most *= 2;
		rate.low = fmin(rate.low, halve(poisson_deviance, &sum.events, wanted, 0,
						sum.events));
		rate.high = fmax(rate.high, halve(poisson_deviance, &sum.events, wanted,
						  sum.events, most));
	}
	rate.value = sum.events / sum.exposure;
	rate.low /= sum.exposure;
	rate.high /= sum.exposure;
	return rate;
}

/* What share of all events should be of @to, if its rate is so many times that of @from */
static double share_of(const struct two *two, double log_ratio)
{
	return 1 / (1 + two->from->exposure / two->to->exposure * exp(-log_ratio));
}

/* The chance of as many events of @to or more */
static double binomial_above(double log_ratio, const void *arg)
{
	const struct two *two = arg;
	const struct two back = { two->to, two->from };
	double from = two->from->events, to = two->to->events;
	double share = share_of(two, log_ratio), n = from + to;

	if (!(to > 0))
		return 1;
	if (fmin(from, to) > MANY / 1000)
		return gsl_cdf_ugaussian_Q((to - n * share) / sqrt(n * share * (1 - share)));
	/* Few among as many as that are Poisson's */
	if (n > MANY)
		return from < to ? poisson_below(n * share_of(&back, -log_ratio), &from) :
				   poisson_above(n * share, &to);
	return gsl_cdf_beta_P(share, to, from + 1);
}

static double part_deviance(double events, double mean)
{
	return events > 0 ? 2 * events * log(events / mean) : 0;
}

static double binomial_deviance(double log_ratio, const void *arg)
{
	const struct two *two = arg;
	const struct two back = { two->to, two->from };
	double n = two->from->events + two->to->events;

	return part_deviance(two->to->events, n * share_of(two, log_ratio)) +
	       part_deviance(two->from->events, n * share_of(&back, -log_ratio));
}

/* A tail of Poisson's with standard errors that are so many times as large, squared */
static double inflated(double tail, double inflation)
{
	return gsl_cdf_ugaussian_Q(gsl_cdf_ugaussian_Qinv(fmax(tail, 1e-300)) / sqrt(inflation));
}

/* The least ratio that @to against @from can have; @wanted: deviance, if it is not NAN */
static double least_ratio(const struct two *two, double tail, double wanted)
{
	const double far = 200;		/* 1e87 times as much */
	double from = two->from->events / two->from->exposure;
	double to = two->to->events / two->to->exposure;
	double seen = from > 0 ? log(to / from) : far, least;

	if (!(to > 0))
		return 0;
	least = halve(binomial_above, two, tail, -far, far);
	if (!isnan(wanted))
		least = fmin(least, halve(binomial_deviance, two, wanted, -far, seen));
	return exp(least);
}

struct ratio rate_ratio(const struct event_rounds *a, const struct event_rounds *b,
			double inflation)
{
	const struct sum sum_a = sum_of(a), sum_b = sum_of(b);
	const struct two up = { &sum_a, &sum_b }, down = { &sum_b, &sum_a };
	double freedom = sum_a.freedom + sum_b.freedom;
	double spread = inflation * (sum_a.spread + sum_b.spread);
	double wanted = freedom > 0 ? deviance_wanted(spread, freedom) : NAN;
	double tail = inflated(TAIL, 1 / inflation);
	struct ratio ratio = RATIO_UNKNOWN;

	if (!(sum_a.exposure > 0) || !(sum_b.exposure > 0) ||
	    !(sum_a.events + sum_b.events > 0))
		return ratio;
	ratio.value = sum_b.events / sum_b.exposure / (sum_a.events / sum_a.exposure);
	ratio.low = least_ratio(&up, tail, wanted);
	ratio.high = 1 / least_ratio(&down, tail, wanted);
	ratio.p = fmin(1, 2 * inflated(fmin(binomial_above(0, &up), binomial_above(0, &down)),
				       inflation));
	if (spread > 0)
		ratio.p = fmax(ratio.p, 2 * gsl_cdf_tdist_Q(sqrt(binomial_deviance(0, &up) * freedom /
								 spread), freedom));
	if (freedom > 0 && sum_a.events > 0 && sum_b.events > 0) {
		ratio.error = sqrt(fmax(spread / freedom, 1) *
				   (1 / sum_a.events + 1 / sum_b.events));
		ratio.freedom = freedom;
		ratio_detectable(&ratio, 2 * TAIL);
	}
	return ratio;
}
