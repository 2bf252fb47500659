// SPDX-License-Identifier: GPL-2.0-only
/* Our statistics against those of ministat(1), the one that kernel people paste. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/statistics.h"

/* What ministat says of two sets of numbers, or of the first */
struct ministat {
	double n, average, deviation;
	double half_width, pooled;	/* of the difference, 95 % */
};

static void write_numbers(char path[32], const double *value, size_t n)
{
	int fd;
	FILE *file;

	snprintf(path, 32, "/tmp/ministat-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	file = fdopen(fd, "w");
	assert_non_null(file);
	for (size_t i = 0; i < n; i++)
		fprintf(file, "%.17g\n", value[i]);
	assert_int_equal(fclose(file), 0);
}

/* @b may be NULL */
static struct ministat ask(const double *a, size_t n_a, const double *b, size_t n_b)
{
	struct ministat said = { NAN, NAN, NAN, NAN, NAN };
	char path[2][32] = { "", "" }, command[128], line[256];
	FILE *pipe;

	write_numbers(path[0], a, n_a);
	if (b)
		write_numbers(path[1], b, n_b);
	snprintf(command, sizeof(command), "ministat -A %s %s", path[0], path[1]);
	pipe = popen(command, "re");
	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe)) {
		double unused[3];

		if (*line == 'x')
			sscanf(line, "x %lf %lf %lf %lf %lf %lf", &said.n, &unused[0], &unused[1],
			       &unused[2], &said.average, &said.deviation);
		if (isnan(said.half_width))
			sscanf(line, "\t%*f +/- %lf\n", &said.half_width);
		sscanf(line, "\t(Student's t, pooled s = %lf)", &said.pooled);
	}
	if (pclose(pipe))
		fail_msg("ministat failed; scripts/deps test installs it");
	unlink(path[0]);
	if (b)
		unlink(path[1]);
	return said;
}

static void near(double value, double expected, double ratio)
{
	if (!(fabs(value / expected - 1) <= ratio))
		fail_msg("%.9g, ministat says %.9g", value, expected);
}

/* Pairs whose log ratios are @d, through our statistics */
static struct ratio ours(const double *d, size_t n)
{
	double *a = calloc(n, sizeof(*a)), *b = calloc(n, sizeof(*b));
	struct ratio ratio;

	for (size_t i = 0; i < n; i++) {
		a[i] = 1000;
		b[i] = 1000 * exp(d[i]);
	}
	assert_int_equal(ratio_of_pairs(a, b, n, 1, &ratio), 0);
	free(a);
	free(b);
	return ratio;
}

static void draw(double *d, size_t n, double mean, gsl_rng *rng)
{
	for (size_t i = 0; i < n; i++)
		d[i] = mean + gsl_ran_gaussian(rng, 0.03);
}

/* It prints eight digits */
static void mean_and_error_are_those_of_ministat(void **unused)
{
	static const size_t sizes[] = { 6, 10, 30, 250 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double d[250];

	(void)unused;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct ministat theirs;
		struct ratio ratio;

		draw(d, sizes[i], 0.1, rng);
		ratio = ours(d, sizes[i]);
		theirs = ask(d, sizes[i], NULL, 0);
		near((double)sizes[i], theirs.n, 0);
		near(log(ratio.value), theirs.average, 1e-6);
		near(ratio.error * sqrt((double)sizes[i]), theirs.deviation, 1e-6);
	}
	gsl_rng_free(rng);
}

/*
 * Its half width is t s sqrt(1/n + 1/m), with n + m - 2 degrees of freedom; ours, of so
 * many pairs that they are not resampled, is t times the error, with pairs - 1.  With as
 * many degrees on both sides it is the same t, of which its table has four digits.
 */
static void the_t_of_an_interval_is_that_of_ministat(void **unused)
{
	enum { N = 50, M = 51, PAIRS = N + M - 1 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double x[N], y[M], d[PAIRS];
	struct ministat theirs;
	struct ratio ratio;

	(void)unused;
	assert_true(PAIRS >= PAIRS_MANY);
	draw(x, N, 0, rng);
	draw(y, M, 1, rng);
	draw(d, PAIRS, 0.1, rng);
	gsl_rng_free(rng);
	theirs = ask(x, N, y, M);
	ratio = ours(d, PAIRS);
	near(log(ratio.high / ratio.value) / ratio.error,
	     theirs.half_width / (theirs.pooled * sqrt(1.0 / N + 1.0 / M)), 5e-4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mean_and_error_are_those_of_ministat),
		cmocka_unit_test(the_t_of_an_interval_is_that_of_ministat),
	};

	return cmocka_run_group_tests_name("ministat", tests, NULL, NULL);
}
