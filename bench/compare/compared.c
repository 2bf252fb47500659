// SPDX-License-Identifier: GPL-2.0-only
/* What two runs have in common, and whether that says anything. */
#include <string.h>

#include "compare/compared.h"

static const char *text_of(const struct analysis *analysis, const char *key)
{
	const char *text = json_string_value(json_object_get(analysis->run, key));

	return text ? text : "";
}

int compared_pair_up(struct compared *compared)
{
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct result *a = &compared->base.result[i];
		const struct result *b = analysis_find(&compared->new, &a->cell);

		if (!b)
			compared->only_base++;
		else if (comparisons_add(&compared->set, a, b))
			return -1;
	}
	compared->only_new = compared->new.n_results - compared->set.n;
	return 0;
}

const char *compared_impossible(const struct compared *compared)
{
	const struct analysis *base = &compared->base, *new = &compared->new;

	if (base->mode == MODE_COUNT || new->mode == MODE_COUNT)
		return "a run in mode count has no costs";
	if (base->mode != new->mode)
		return "one counts instructions, the other measures time";
	return compared->set.n ? NULL : "they have no cell in common";
}

size_t compared_doubts(const struct compared *compared, char why[COMPARED_DOUBTS][COMPARE_WHY])
{
	const struct analysis *base = &compared->base, *new = &compared->new;
	size_t n = 0;

	if (strcmp(text_of(base, "job_text"), text_of(new, "job_text")))
		snprintf(why[n++], COMPARE_WHY, "they are of different jobs");
	if (!base->complete || !new->complete)
		snprintf(why[n++], COMPARE_WHY, "one of them did not end: trials are missing");
	return n + compare_decisive(base, new, why + n);
}

double compared_change(const struct compared *compared, const struct comparison *pair)
{
	return result_cost(&compared->new, pair->b) - result_cost(&compared->base, pair->a);
}

void compared_explain(struct compared *compared)
{
	struct explanations *explanations = &compared->explanations;

	/* The plugin counts instructions, which explain no time */
	if (compared->base.mode != MODE_INSN)
		return;
	for (size_t i = 0; i < compared->set.n; i++) {
		const struct comparison *pair = &compared->set.pair[i];

		if (pair->verdict != VERDICT_CHANGED || !pair->a->has_profile ||
		    !pair->b->has_profile)
			continue;
		if (explanations_open(explanations, compared->base_dir, compared->new_dir) ||
		    explanations_add(explanations, pair, compared_change(compared, pair)))
			break;
	}
}

void compared_free(struct compared *compared)
{
	explanations_free(&compared->explanations);
	comparisons_free(&compared->set);
	analysis_free(&compared->new);
	analysis_free(&compared->base);
}

bool compare_regressed(const struct compared *compared, const struct comparison *pair)
{
	return pair->verdict == VERDICT_CHANGED && pair->ratio.value > 1 + compared->fail_on;
}

bool compare_doubtful(const struct compared *compared, const struct comparison *pair)
{
	/* NAN, no interval, is in doubt as well */
	return pair->verdict != VERDICT_SAME && !compare_regressed(compared, pair) &&
	       !(pair->ratio.high <= 1 + compared->fail_on);
}
