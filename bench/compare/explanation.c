// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/explanation.h"
#include "lib/complain.h"
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

/* Return: where the next explanation goes; NULL after complaining */
static struct explanation *add(struct explanations *explanations)
{
	struct explanation *grown = reallocarray(explanations->of, explanations->n + 1,
						 sizeof(*grown));

	if (!grown) {
		complain("out of memory for what explains a change");
		return NULL;
	}
	explanations->of = grown;
	return &grown[explanations->n++];
}

static int explain(struct explanations *explanations, const struct comparison *pair,
		   const struct profile_summary *here, const struct profile_summary *there,
		   double change)
{
	size_t n;
	struct difference *difference =
		profile_differences(here->function, here->n_functions, pair->a->pages,
				    there->function, there->n_functions, pair->b->pages, &n);
	struct explanation *explanation = difference ? add(explanations) : NULL;

	if (explanation) {
		explanation->pair = pair;
		explanation_make(difference, n, change, explanation);
	}
	free(difference);
	return explanation ? 0 : -1;
}

int explanations_add(struct explanations *explanations, const struct profile_folder folder[2],
		     const struct comparison *pair, double change)
{
	struct profile_summary here, there;
	int ret = 0;

	if (profile_summarize(&folder[0], pair->a, &here, NULL))
		return 0;
	if (!profile_summarize(&folder[1], pair->b, &there, NULL)) {
		ret = explain(explanations, pair, &here, &there, change);
		profile_summary_free(&there);
	}
	profile_summary_free(&here);
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
	free(explanations->of);
	memset(explanations, 0, sizeof(*explanations));
}
