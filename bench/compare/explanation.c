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
		explanation->n_locks = change > 0 ? longer_locks(here, there, explanation->lock) : 0;
	}
	free(difference);
	return explanation ? 0 : -1;
}

/*
 * A lock that only one side knows as a member of an object has two names; so objects that not
 * both sides know give no names.
 */
static void same_objects(const struct explanations *explanations, struct result *here,
			 struct result *there)
{
	for (int i = 0; i < NR_OBJECTS; i++) {
		bool known_here = here->objects.address[i] &&
				  explanations->here.layouts.of[i].size;
		bool known_there = there->objects.address[i] &&
				   explanations->there.layouts.of[i].size;

		if (!known_here || !known_there)
			here->objects.address[i] = there->objects.address[i] = 0;
	}
}

int explanations_add(struct explanations *explanations, const struct comparison *pair,
		     double change)
{
	struct result a = *pair->a, b = *pair->b;
	struct profile_summary here, there;
	int ret = 0;

	same_objects(explanations, &a, &b);
	if (profile_summarize(&explanations->here, &a, &here, NULL))
		return 0;
	if (!profile_summarize(&explanations->there, &b, &there, NULL)) {
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
	profile_close(&explanations->here);
	profile_close(&explanations->there);
	free(explanations->of);
	memset(explanations, 0, sizeof(*explanations));
}
