// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/growth.h"

#define LEVEL 0.05
#define SHAPES 2	/* that grow; the level is shared out among them */
#define EXPLAINED 0.95	/* of the variance, so that a shape counts although noise is small; */
			/* by prediction, or one cost that is unlike all others makes a line */
#define MISFIT 0.01	/* of fits of the right shape, as many are taken for a wrong one */

const char *const growth_shape_names[NR_GROWTH_SHAPES] = {
	[GROWTH_CONSTANT]	= "constant",
	[GROWTH_LOGARITHMIC]	= "logarithmic",
	[GROWTH_LINEAR]		= "linear",
	[GROWTH_CANNOT_TELL]	= "cannot-tell",
};

/* Costs, and what they are weighted by: errors are relative */
struct costs {
	const double *x, *cost;
	double *abscissa, *weight;	/* room for n each */
	size_t n;
	double weights;		/* the sum of them */
	double mean;		/* weighted, as the squares */
	double squares;		/* about the mean */
	double variance;	/* of the noise */
};

struct line {
	double base, slope;
	double error;		/* standard, of the slope */
	double residual;	/* sum of squares */
	double predicted;	/* the same, of each cost from the fit to all others */
	double rise;		/* over all x, as a share of the mean */
};

static double abscissa(enum growth_shape shape, double x)
{
	return shape == GROWTH_LOGARITHMIC ? log2(x) : x;
}

static void weigh(struct costs *costs)
{
	double sum = 0;

	for (size_t i = 0; i < costs->n; i++) {
		costs->weight[i] = 1 / (costs->cost[i] * costs->cost[i]);
		sum += costs->weight[i] * costs->cost[i];
		costs->weights += costs->weight[i];
	}
	costs->mean = sum / costs->weights;
	for (size_t i = 0; i < costs->n; i++)
		costs->squares += costs->weight[i] * pow(costs->cost[i] - costs->mean, 2);
}

static double freedom(const struct costs *costs)
{
	return (double)costs->n - 2;
}

/*
 * What a fit to all costs but the i-th is away from that is r / (1 - h), with its residual r
 * and its leverage h: no other fit is needed.
 */
static double predicted_squares(const struct costs *costs, const struct line *line)
{
	double mean = 0, spread = 0, sum = 0;

	for (size_t i = 0; i < costs->n; i++)
		mean += costs->weight[i] * costs->abscissa[i] / costs->weights;
	for (size_t i = 0; i < costs->n; i++)
		spread += costs->weight[i] * pow(costs->abscissa[i] - mean, 2);
	for (size_t i = 0; i < costs->n; i++) {
		double leverage = costs->weight[i] *
				  (1 / costs->weights + pow(costs->abscissa[i] - mean, 2) / spread);
		double residual = costs->cost[i] - line->base - line->slope * costs->abscissa[i];

		sum += costs->weight[i] * pow(residual / (1 - leverage), 2);
	}
	return sum;
}

static struct line fit(const struct costs *costs, enum growth_shape shape)
{
	struct line line;
	double base_variance, covariance, slope_variance;

	for (size_t i = 0; i < costs->n; i++)
		costs->abscissa[i] = abscissa(shape, costs->x[i]);
	gsl_fit_wlinear(costs->abscissa, 1, costs->weight, 1, costs->cost, 1, costs->n, &line.base,
			&line.slope, &base_variance, &covariance, &slope_variance, &line.residual);
	line.predicted = predicted_squares(costs, &line);
	line.error = sqrt(slope_variance * fmax(line.residual / freedom(costs), costs->variance));
	line.rise = line.slope * (costs->abscissa[costs->n - 1] - costs->abscissa[0]) / costs->mean;
	return line;
}

static bool is_sure(const struct costs *costs, const struct line *line, double floor)
{
	return fabs(line->rise) > floor &&
	       fabs(line->slope) > line->error *
			gsl_cdf_tdist_Qinv(LEVEL / 2 / SHAPES, freedom(costs));
}

static bool fits(const struct costs *costs, const struct line *line)
{
	return line->predicted <= (1 - EXPLAINED) * costs->squares ||
	       line->residual <= costs->variance * gsl_cdf_chisq_Qinv(MISFIT, freedom(costs));
}

/* How many times as likely @line is as @other */
static double evidence(const struct costs *costs, const struct line *line, const struct line *other)
{
	double n = (double)costs->n, least = n * costs->variance;

	return exp(n / 2 * log(fmax(other->residual, least) / fmax(line->residual, least)));
}

static bool all_within(const struct costs *costs, double floor)
{
	for (size_t i = 0; i < costs->n; i++)
		if (fabs(costs->cost[i] / costs->mean - 1) > floor)
			return false;
	return true;
}

static struct growth cannot_tell(const char *why)
{
	return (struct growth){ GROWTH_CANNOT_TELL, why, NAN, NAN, NAN, NAN, NAN };
}

static struct growth judge(const struct costs *costs, double floor)
{
	const struct line lines[SHAPES] = {
		fit(costs, GROWTH_LOGARITHMIC), fit(costs, GROWTH_LINEAR)
	};
	int better = lines[1].residual < lines[0].residual;
	const struct line *line = &lines[better];
	double likely = evidence(costs, line, &lines[!better]);
	double far = line->error * gsl_cdf_tdist_Qinv(LEVEL / 2, freedom(costs));

	if (!is_sure(costs, line, floor)) {
		if (all_within(costs, floor))
			return (struct growth){ GROWTH_CONSTANT, NULL, costs->mean, 0, NAN, NAN, NAN };
		return cannot_tell("the costs differ by more than the noise, and neither shape is sure");
	}
	if (!fits(costs, line))
		return cannot_tell("the costs change, and neither shape fits");
	if (likely < GROWTH_EVIDENCE)
		return cannot_tell("the costs change, and both shapes fit about as well");
	return (struct growth){
		better ? GROWTH_LINEAR : GROWTH_LOGARITHMIC, NULL, line->base, line->slope,
		line->slope - far, line->slope + far, likely
	};
}

struct growth growth_fit(const double *x, const double *cost, size_t n, double floor)
{
	struct costs costs = { .x = x, .cost = cost, .n = n };
	struct growth growth = cannot_tell("out of memory");

	if (n < GROWTH_LEAST)
		return cannot_tell("fewer than four values");
	if (!(floor > 0))
		return cannot_tell("nothing shows how noisy the costs are");
	costs.variance = pow(floor / gsl_cdf_ugaussian_Qinv(LEVEL / 2), 2) / 2;
	costs.abscissa = calloc(n, sizeof(double));
	costs.weight = calloc(n, sizeof(double));
	if (costs.abscissa && costs.weight) {
		weigh(&costs);
		growth = judge(&costs, floor);
	}
	free(costs.abscissa);
	free(costs.weight);
	return growth;
}

double growth_at(const struct growth *growth, double x)
{
	if (growth->shape == GROWTH_CONSTANT || growth->shape == GROWTH_CANNOT_TELL)
		return growth->base;
	return growth->base + growth->slope * abscissa(growth->shape, x);
}
