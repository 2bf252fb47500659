// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "compare/trend.h"
#include "lib/complain.h"
#include "results/runs.h"

int trend_read(struct trend *trend, char *const name[], size_t n)
{
	trend->run = calloc(n, sizeof(*trend->run));
	if (!trend->run)
		return complain("out of memory for %zu runs", n);
	for (trend->n = 0; trend->n < n; trend->n++) {
		trend->run[trend->n].name = name[trend->n];
		if (run_read(name[trend->n], &trend->run[trend->n].analysis))
			return -1;
	}
	return 0;
}

/* @compared borrows what the runs have read */
static int judge(struct compared *compared, const struct trend_run *from, const struct trend_run *to,
		 double tolerance, bool force)
{
	compared->base = from->analysis;
	compared->new = to->analysis;
	compared->base_dir = from->name;
	compared->new_dir = to->name;
	if (!compared_costs(compared))
		return complain("%s and %s cannot be compared: runs in mode count have no costs",
				from->name, to->name);
	if (compared_pair_up(compared) || compared_allowed(compared, force, true))
		return -1;
	compared->set.two_runs = true;
	return comparisons_judge(&compared->set, compared->base.mode, tolerance, COMPARISON_SEED);
}

int trend_judge(struct trend *trend, double tolerance, bool force)
{
	struct trend_run *run = trend->run;

	for (size_t i = 1; i < trend->n; i++)
		if (judge(&run[i].step, &run[i - 1], &run[i], tolerance, force))
			return -1;
	/* All that speaks against it has been said of the steps */
	return judge(&trend->whole, &run[0], &run[trend->n - 1], tolerance, true);
}

const struct analysis *trend_last(const struct trend *trend)
{
	return &trend->run[trend->n - 1].analysis;
}

static const struct comparison *pair_of(const struct compared *compared, const struct cell *cell)
{
	const struct result *b = analysis_find(&compared->new, cell);

	for (size_t i = 0; b && i < compared->set.n; i++)
		if (compared->set.pair[i].b == b)
			return &compared->set.pair[i];
	return NULL;
}

const struct comparison *trend_step(const struct trend *trend, size_t i, const struct cell *cell)
{
	return i ? pair_of(&trend->run[i].step, cell) : NULL;
}

const struct comparison *trend_whole(const struct trend *trend, const struct cell *cell)
{
	return pair_of(&trend->whole, cell);
}

static bool has_changed(const struct comparison *pair)
{
	return pair && pair->verdict == VERDICT_CHANGED;
}

bool trend_changed(const struct trend *trend, const struct cell *cell)
{
	for (size_t i = 1; i < trend->n; i++)
		if (has_changed(trend_step(trend, i, cell)))
			return true;
	return has_changed(pair_of(&trend->whole, cell));
}

void trend_free(struct trend *trend)
{
	for (size_t i = 0; i < trend->n; i++) {
		comparisons_free(&trend->run[i].step.set);
		analysis_free(&trend->run[i].analysis);
	}
	comparisons_free(&trend->whole.set);
	free(trend->run);
}
