// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

#include "lib/pooled.h"

void ratio_over(const struct ratio *ratio, size_t n, struct ratio *all)
{
	double sum = 0, squares = 0, mean;
	size_t known = 0;

	*all = RATIO_UNKNOWN;
	for (size_t i = 0; i < n; i++) {
		if (isnan(ratio[i].value))
			continue;
		sum += log(ratio[i].value);
		known++;
	}
	if (!known)
		return;
	mean = sum / (double)known;
	all->value = exp(mean);
	if (known < SAMPLES_LEAST)
		return;
	for (size_t i = 0; i < n; i++)
		squares += isnan(ratio[i].value) ? 0 : pow(log(ratio[i].value) - mean, 2);
	all->freedom = (double)known - 1;
	all->error = sqrt(squares / all->freedom / (double)known);
	ratio_by_student(all);
}

void ratio_of_repeats(const struct ratio *ratio, size_t n, struct ratio *all)
{
	double variance = 0, by_freedom = 0;

	ratio_over(ratio, n, all);
	if (n >= SAMPLES_LEAST)
		return;
	for (size_t i = 0; i < n; i++) {
		variance += pow(ratio[i].error, 2);
		by_freedom += pow(ratio[i].error, 4) / ratio[i].freedom;
	}
	/* One without an interval leaves none for all */
	if (isnan(variance))
		return;
	all->error = sqrt(variance) / (double)n;
	all->freedom = variance > 0 ? variance * variance / by_freedom : NAN;
	ratio_by_student(all);
}

static bool has_error(const struct ratio *ratio)
{
	return !isnan(ratio->value) && ratio->error > 0;
}

static double weight(const struct ratio *ratio)
{
	return has_error(ratio) ? pow(ratio->error, -2) : 0;
}

struct heterogeneity ratios_heterogeneity(const struct ratio *ratio, size_t n)
{
	struct heterogeneity apart = { NAN, 0, NAN };
	double weights = 0, sum = 0, q = 0, lambda = 0, k, f;

	for (size_t i = 0; i < n; i++) {
		if (!has_error(&ratio[i]))
			continue;
		weights += weight(&ratio[i]);
		sum += weight(&ratio[i]) * log(ratio[i].value);
		apart.n++;
	}
	if (apart.n < 2)
		return apart;
	for (size_t i = 0; i < n; i++) {
		if (!has_error(&ratio[i]))
			continue;
		q += weight(&ratio[i]) * pow(log(ratio[i].value) - sum / weights, 2);
		lambda += pow(1 - weight(&ratio[i]) / weights, 2) / ratio[i].freedom;
	}
	k = (double)apart.n;
	f = q / (k - 1) / (1 + 2 * (k - 2) / (k * k - 1) * lambda);
	apart.q = q;
	apart.p = gsl_cdf_fdist_Q(f, k - 1, (k * k - 1) / 3 / lambda);
	return apart;
}
