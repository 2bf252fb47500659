// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_sort.h>
#include <math.h>
#include <sys/stat.h>

#include "results/baseline.h"
#include "results/read_samples.h"
#include "results/runs.h"

int run_read(const char *name, struct analysis *analysis)
{
	struct stat st;

	/* What is not there is named by whoever opens it */
	if (!stat(name, &st) && S_ISREG(st.st_mode))
		return baseline_read(name, analysis);
	return analysis_read(name, analysis);
}

/* From here on a round is a run, and no trial but one is in it */
static void forget_trials(struct result *result)
{
	result->trials = 0;
	result->rounds = 0;
}

static int add_cost(struct result *result, unsigned int run, double cost)
{
	return isnan(cost) ? result_add_round(result, run) :
			     result_add_cost(result, run, false, cost);
}

static int add_result(struct analysis *first, unsigned int run, const struct analysis *from,
		      const struct result *more)
{
	struct result *result = analysis_result(first, &more->cell);

	if (!result)
		return -1;
	result->pages = more->pages;
	result->failed += more->failed;
	return add_cost(result, run, result_cost(from, more));
}

static int add_runs(struct analysis *first, const struct analysis *more, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < more[i].n_results; j++)
			if (add_result(first, (unsigned int)i + 1, &more[i], &more[i].result[j]))
				return -1;
		first->planned += more[i].planned;
		first->seen += more[i].seen;
		first->failed += more[i].failed;
		first->complete = first->complete && more[i].complete;
	}
	return 0;
}

int runs_join(struct analysis *first, const struct analysis *more, size_t n)
{
	for (size_t i = 0; i < first->n_results; i++) {
		struct result *result = &first->result[i];
		const double cost = result_cost(first, result);

		forget_trials(result);
		if (add_cost(result, 0, cost))
			return -1;
	}
	if (add_runs(first, more, n))
		return -1;
	for (size_t i = 0; i < first->n_results; i++)
		if (first->result[i].trials)
			gsl_sort(first->result[i].per_page, 1, first->result[i].trials);
	return 0;
}
