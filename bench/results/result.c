// SPDX-License-Identifier: GPL-2.0-only
/* What the trials of one cell come to. */
#include <math.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "results/result.h"

/* There is room for the next power of two: one allocation in so many values */
int result_add_value(double **values, unsigned int n, double value)
{
	if (!(n & (n - 1))) {
		double *grown = reallocarray(*values, n ? 2 * (size_t)n : 1, sizeof(*grown));

		if (!grown)
			return complain("out of memory for results");
		*values = grown;
	}
	(*values)[n] = value;
	return 0;
}

int result_add_round(struct result *result, unsigned int round)
{
	for (; result->rounds <= round; result->rounds++)
		if (result_add_value(&result->in_round, result->rounds, NAN) ||
		    result_add_value(&result->again, result->rounds, NAN) ||
		    result_add_value(&result->waits, result->rounds, NAN) ||
		    result_add_value(&result->preemptions, result->rounds, NAN))
			return -1;
	return 0;
}

int result_add_cost(struct result *result, unsigned int round, bool again, double cost)
{
	if (result_add_round(result, round))
		return -1;
	/* The other variants have but one trial in each round */
	if (again) {
		result->again[round] = cost;
		return 0;
	}
	result->in_round[round] = cost;
	if (result_add_value(&result->per_page, result->trials, cost))
		return -1;
	result->trials++;
	return 0;
}

double result_spread(const struct result *result)
{
	if (!result->trials)
		return NAN;
	return result->per_page[result->trials - 1] / result->per_page[0] - 1;
}

double result_mkwrites(const struct result *result)
{
	if (!result->has_path || result->path[POINT_DO_PAGE_MKWRITE] == UINT64_MAX)
		return NAN;
	return (double)result->path[POINT_DO_PAGE_MKWRITE];
}

double result_mkwrite_cost(const struct result *result)
{
	double sum = 0;

	if (!result->has_parts)
		return NAN;
	for (int i = 0; i < NR_PARTS; i++)
		sum += result->part[i];
	return sum;
}

void result_free(struct result *result)
{
	free(result->per_page);
	free(result->in_round);
	free(result->again);
	free(result->waits);
	free(result->preemptions);
	free(result->trial_faults);
	free(result->insn_per_page);
	free(result->cycles_per_page);
	histogram_free(&result->histogram);
	waits_free(&result->waited);
	held_locks_free(&result->locks);
	perf_counts_free(&result->perf);
	json_decref(result->perf_locks);
}
