// SPDX-License-Identifier: GPL-2.0-only
/* The intervals of the final comparison, computed while there is time for more trials. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/statistics.h"
#include "plan/precision.h"

int precision_open(struct precision *precision, const struct job *job)
{
	size_t n = job->n_cells * job->trials_max;

	precision->job = job;
	precision->rounds = job->trials_max;
	precision->cost = malloc(n * sizeof(double));
	precision->again = malloc(n * sizeof(double));
	if (!precision->cost || !precision->again) {
		precision_close(precision);
		return complain("out of memory for the costs of %zu trials", n);
	}
	for (size_t i = 0; i < n; i++)
		precision->cost[i] = precision->again[i] = NAN;
	return 0;
}

void precision_add(struct precision *precision, const struct step *step, double cost)
{
	double *costs = step->kind == STEP_AGAIN ? precision->again : precision->cost;

	if (step->round < precision->rounds && (step->kind == STEP_TIMED || step->kind == STEP_AGAIN))
		costs[step->cell * precision->rounds + step->round] = cost;
}

/* Return: 1 if the interval is too wide, 0 if not, -1 after complaining */
static int too_wide(const struct precision *precision, const double *a, const double *b)
{
	double most = precision->job->precision;
	struct ratio ratio;

	if (ratio_of_pairs(a, b, precision->rounds, 1, &ratio))
		return -1;
	return !(ratio.high / ratio.value - 1 <= most && 1 - ratio.low / ratio.value <= most);
}

static const double *costs_of(const struct precision *precision, size_t cell)
{
	return precision->cost + cell * precision->rounds;
}

/* The same for any of the block of cells that begins with @first */
static int block_too_wide(const struct precision *precision, const struct failures *failures,
			  size_t first)
{
	const struct job *job = precision->job;
	int wide;

	/* Without it there is nothing to compare with */
	if (failures_hopeless(failures, first))
		return 0;
	wide = too_wide(precision, costs_of(precision, first),
			precision->again + first * precision->rounds);
	for (size_t i = first + 1; i < job->n_cells && !wide; i++)
		if (plan_same_block(&job->cells[first], &job->cells[i]) &&
		    !failures_hopeless(failures, i))
			wide = too_wide(precision, costs_of(precision, first),
					costs_of(precision, i));
	return wide;
}

int precision_unsure(const struct precision *precision, const struct failures *failures,
		     char *wanted)
{
	const struct job *job = precision->job;
	enum { UNDECIDED = 2 };
	int blocks = 0;

	memset(wanted, UNDECIDED, job->n_cells);
	for (size_t i = 0; i < job->n_cells; i++) {
		int wide;

		if (wanted[i] != UNDECIDED)
			continue;	/* the block of an earlier cell */
		wide = block_too_wide(precision, failures, i);
		if (wide < 0)
			return -1;
		blocks += wide;
		for (size_t j = i; j < job->n_cells; j++)
			if (plan_same_block(&job->cells[i], &job->cells[j]))
				wanted[j] = wide && !failures_hopeless(failures, j);
	}
	return blocks;
}

void precision_close(struct precision *precision)
{
	free(precision->cost);
	free(precision->again);
	memset(precision, 0, sizeof(*precision));
}
