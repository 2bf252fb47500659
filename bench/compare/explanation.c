// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/explanation.h"
#include "lib/complain.h"
#include "profile/own_names.h"
#include "profile/summary.h"

/* What is less than that is printed as 0.0 */
#define LEAST 0.05

static double by(const struct difference *difference)
{
	return difference->there - difference->here;
}

/* Those that differ as the cell does first; within each kind the order stays */
static void put_first(struct difference *function, size_t n, bool grown)
{
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		struct difference one = function[i];

		if ((by(&one) > 0) != grown)
			continue;
		memmove(&function[at + 1], &function[at], (i - at) * sizeof(one));
		function[at++] = one;
	}
}

void explanation_make(const struct difference *difference, size_t n, double change,
		      struct explanation *explanation)
{
	double named = 0, all = 0;
	size_t i;

	for (i = 0; i < n && i < EXPLANATION_MOST; i++) {
		if (fabs(by(&difference[i])) < LEAST ||
		    fabs(change - named) <= (1 - EXPLAINED) * fabs(change))
			break;
		explanation->function[i] = difference[i];
		named += by(&difference[i]);
	}
	explanation->n = i;
	explanation->n_others = 0;
	for (; i < n; i++) {
		all += by(&difference[i]);
		explanation->n_others += by(&difference[i]) != 0;
	}
	explanation->others = all;
	explanation->unprofiled = change - named - all;
	explanation->share = named / change;
	put_first(explanation->function, explanation->n, change > 0);
}

int explanations_open(struct explanations *explanations, const char *base, const char *new)
{
	if (explanations->opened || explanations->failed)
		return explanations->opened ? 0 : -1;
	explanations->failed = profile_open(&explanations->here, base) ||
			       profile_open(&explanations->there, new);
	if (explanations->failed)
		return -1;
	explanations->opened = true;
	own_names(&explanations->here.symbols);
	own_names(&explanations->there.symbols);
	return 0;
}

/* Return: the functions; NULL after complaining, also of a trial with other instructions */
static struct function *read_functions(const struct profile_folder *folder,
				       const struct result *result, size_t *n)
{
	struct function *functions = profile_read(folder, result->profile, n);
	char label[CELL_NAME], wrong[PROFILE_WRONG];
	double sum = 0;

	for (size_t i = 0; i < *n; i++)
		sum += functions[i].self;
	if (!functions || !profile_wrong(&result->cell, result->profile_wall, sum, wrong))
		return functions;
	complain("%s: the profile of %s FAILED: %s", folder->dir,
		 cell_name(&result->cell, ' ', label), wrong);
	free(functions);
	return NULL;
}

static int add(struct explanations *explanations, const struct comparison *pair,
	       const struct difference *difference, size_t n, double change)
{
	struct explanation *grown = reallocarray(explanations->of, explanations->n + 1,
						 sizeof(*grown));

	if (!grown)
		return complain("out of memory for what explains a change");
	explanations->of = grown;
	grown += explanations->n++;
	grown->pair = pair;
	explanation_make(difference, n, change, grown);
	return 0;
}

int explanations_add(struct explanations *explanations, const struct comparison *pair,
		     double change)
{
	size_t n_here, n_there, n;
	struct function *here = read_functions(&explanations->here, pair->a, &n_here);
	struct function *there = here ? read_functions(&explanations->there, pair->b, &n_there) :
				 NULL;
	struct difference *difference;
	int ret = 0;

	if (there) {
		difference = profile_differences(here, n_here, pair->a->pages, there, n_there,
						 pair->b->pages, &n);
		ret = difference ? add(explanations, pair, difference, n, change) : -1;
		free(difference);
	}
	free(here);
	free(there);
	return ret;
}

const struct explanation *explanation_of(const struct explanations *explanations,
					 const struct comparison *pair)
{
	for (size_t i = 0; i < explanations->n; i++)
		if (explanations->of[i].pair == pair)
			return &explanations->of[i];
	return NULL;
}

void explanations_free(struct explanations *explanations)
{
	profile_close(&explanations->here);
	profile_close(&explanations->there);
	free(explanations->of);
	memset(explanations, 0, sizeof(*explanations));
}
