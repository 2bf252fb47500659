// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdbool.h>

#include "lib/scalability.h"

#define PARAMETERS 3
#define STEPS 200	/* many more than it takes */
#define LACK 0.01	/* of fits to the right law, as many are taken for a lack of fit */

enum { LOG_GAMMA, ALPHA, BETA };

struct points {
	const double *threads, *x;
	size_t n;
};

static double divisor(double alpha, double beta, double threads)
{
	return 1 + alpha * (threads - 1) + beta * threads * (threads - 1);
}

static int residuals(const gsl_vector *at, void *arg, gsl_vector *f)
{
	const struct points *points = arg;

	for (size_t i = 0; i < points->n; i++) {
		double d = divisor(gsl_vector_get(at, ALPHA), gsl_vector_get(at, BETA),
				   points->threads[i]);

		/* The solver takes a step that is half as long */
		if (!(d > 0))
			return GSL_EDOM;
		gsl_vector_set(f, i, gsl_vector_get(at, LOG_GAMMA) + log(points->threads[i] / d) -
				     log(points->x[i]));
	}
	return GSL_SUCCESS;
}

static int slopes(const gsl_vector *at, void *arg, gsl_matrix *jacobian)
{
	const struct points *points = arg;

	for (size_t i = 0; i < points->n; i++) {
		double n = points->threads[i];
		double d = divisor(gsl_vector_get(at, ALPHA), gsl_vector_get(at, BETA), n);

		gsl_matrix_set(jacobian, i, LOG_GAMMA, 1);
		gsl_matrix_set(jacobian, i, ALPHA, -(n - 1) / d);
		gsl_matrix_set(jacobian, i, BETA, -n * (n - 1) / d);
	}
	return GSL_SUCCESS;
}

/* The sum of squares about the means of each number of threads. @groups: how many numbers */
static double pure_error(const struct points *points, size_t *groups)
{
	double squares = 0;

	*groups = 0;
	for (size_t i = 0, end; i < points->n; i = end) {
		double sum = 0;

		for (end = i; end < points->n && !(points->threads[end] > points->threads[i]); end++)
			sum += log(points->x[end]);
		for (size_t j = i; j < end; j++)
			squares += pow(log(points->x[j]) - sum / (double)(end - i), 2);
		(*groups)++;
	}
	return squares;
}

/* Are the means farther from the law than what is repeated is apart? */
static bool lacks_fit(const struct points *points, double residual)
{
	size_t groups;
	double pure = pure_error(points, &groups);
	double repeated = (double)(points->n - groups), others = (double)(groups - PARAMETERS);

	if (points->n == groups || groups == PARAMETERS)
		return false;
	/* With no error at all but in the last digits there is nothing to tell by */
	return residual > 1e-18 * (double)points->n &&
	       gsl_cdf_fdist_Q((residual - pure) / others / (pure / repeated), others, repeated) < LACK;
}

static struct estimate estimate(double value, double variance, double freedom)
{
	double far = sqrt(variance) * gsl_cdf_tdist_Qinv(0.025, freedom);

	return (struct estimate){ value, value - far, value + far };
}

static void take(struct scalability *law, const struct points *points,
		 gsl_multifit_nlinear_workspace *work)
{
	const gsl_vector *at = gsl_multifit_nlinear_position(work);
	double freedom = (double)points->n - PARAMETERS, room[PARAMETERS * PARAMETERS], residual;
	gsl_matrix_view covariance = gsl_matrix_view_array(room, PARAMETERS, PARAMETERS);
	struct estimate of[PARAMETERS];

	gsl_blas_ddot(gsl_multifit_nlinear_residual(work), gsl_multifit_nlinear_residual(work),
		      &residual);
	gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work), 0, &covariance.matrix);
	for (int i = 0; i < PARAMETERS; i++)
		of[i] = estimate(gsl_vector_get(at, (size_t)i),
				 residual / freedom * room[i * PARAMETERS + i], freedom);
	law->why = lacks_fit(points, residual) ? "the costs do not follow the law" : NULL;
	law->gamma = (struct estimate){ exp(of[LOG_GAMMA].value), exp(of[LOG_GAMMA].low),
					exp(of[LOG_GAMMA].high) };
	law->alpha = of[ALPHA];
	law->beta = of[BETA];
	law->peak = of[BETA].low > 0 && of[ALPHA].value < 1 ?
		    fmax(1, sqrt((1 - of[ALPHA].value) / of[BETA].value)) : NAN;
}

static void solve(struct scalability *law, struct points *points,
		  gsl_multifit_nlinear_workspace *work)
{
	/* One by one a little: the law is nearly linear in 1 / X, so it is found from there */
	double first[PARAMETERS] = { log(points->x[0] / points->threads[0]), 0.01, 0 };
	gsl_vector_view begin = gsl_vector_view_array(first, PARAMETERS);
	gsl_multifit_nlinear_fdf problem = {
		.f = residuals, .df = slopes, .n = points->n, .p = PARAMETERS, .params = points
	};
	int info;

	law->why = "the fit does not converge";
	if (!gsl_multifit_nlinear_init(&begin.vector, &problem, work) &&
	    !gsl_multifit_nlinear_driver(STEPS, 1e-10, 1e-10, 0, NULL, NULL, &info, work))
		take(law, points, work);
}

struct scalability scalability_fit(const double *threads, const double *x, size_t n)
{
	gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
	struct points points = { threads, x, n };
	struct scalability law = { .why = "fewer than four numbers of threads" };
	gsl_multifit_nlinear_workspace *work;
	gsl_error_handler_t *before;
	size_t groups;

	pure_error(&points, &groups);
	if (groups < SCALABILITY_LEAST)
		return law;
	law.why = "out of memory";
	before = gsl_set_error_handler_off();
	work = gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, n, PARAMETERS);
	if (work)
		solve(&law, &points, work);
	if (work)
		gsl_multifit_nlinear_free(work);
	gsl_set_error_handler(before);
	return law;
}

double scalability_at(const struct scalability *law, double threads)
{
	return law->gamma.value * threads /
	       divisor(law->alpha.value, law->beta.value, threads);
}
