// SPDX-License-Identifier: GPL-2.0-only
/* What two runs have in common, and whether that says anything. */
#include <math.h>
#include <string.h>

#include "compare/compared.h"
#include "lib/complain.h"
#include "profile/own_names.h"

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

	if (base->mode != new->mode)
		return base->mode == MODE_COUNT || new->mode == MODE_COUNT ?
		       "one of them, in mode count, has no costs" :
		       "one counts instructions, the other measures time";
	if (!compared->set.n)
		return "they have no cell in common";
	if (compared_costs(compared))
		return NULL;
	if (isinf(compared->fail_on_locks))
		return "runs in mode count have no costs, and locks are off";
	return exposures_possible(&compared->set) || contention_possible(&compared->set) ? NULL :
	       "runs in mode count have no costs, and these have no locks either";
}

size_t compared_doubts(const struct compared *compared, char why[COMPARED_DOUBTS][COMPARE_WHY])
{
	const struct analysis *base = &compared->base, *new = &compared->new;
	size_t n = 0;

	if (strcmp(text_of(base, "job_text"), text_of(new, "job_text")))
		snprintf(why[n++], COMPARE_WHY, "they are of different jobs");
	if (!base->complete || !new->complete)
		snprintf(why[n++], COMPARE_WHY, "one of them did not end: trials are missing");
	return n + compare_decisive(base, new, false, why + n);
}

int compared_allowed(const struct compared *compared, bool force, bool of_many)
{
	char why[COMPARED_DOUBTS][COMPARE_WHY];
	const char *never = compared_impossible(compared);
	size_t n = compared_doubts(compared, why);

	if (never || (n && !force))
		return complain("%s and %s cannot be compared: %s%s", compared->base_dir,
				compared->new_dir, never ? never : why[0],
				never ? "" : n > 1 ? ", and more (--force names all)" : "");
	for (size_t i = 0; i < n; i++)
		if (of_many)
			note("%s and %s are compared all the same: %s", compared->base_dir,
			     compared->new_dir, why[i]);
		else
			note("compared all the same: %s", why[i]);
	return 0;
}

double compared_change(const struct compared *compared, const struct comparison *pair)
{
	return result_cost(&compared->new, pair->b) - result_cost(&compared->base, pair->a);
}

bool compared_costs(const struct compared *compared)
{
	return compared->base.mode != MODE_COUNT;
}

static void open_one(struct compared *compared, int i, const char *dir)
{
	compared->opened[i] = !profile_open(&compared->profiles[i], dir);
	if (compared->opened[i])
		own_names(&compared->profiles[i].symbols);
}

void compared_profiles_open(struct compared *compared)
{
	if (!exposures_possible(&compared->set))
		return;
	if (!compared->from_baseline)
		open_one(compared, 0, compared->base_dir);
	open_one(compared, 1, compared->new_dir);
}

int compared_locks(struct compared *compared)
{
	const struct profile_folder *const folder[2] = {
		compared->opened[0] ? &compared->profiles[0] : NULL,
		compared->opened[1] ? &compared->profiles[1] : NULL,
	};

	if (isinf(compared->fail_on_locks))
		return 0;
	/* Only costs are those of all runs */
	if (!compared_joined(compared) &&
	    contention_changes_make(&compared->set, compared->base.mode, &compared->base,
				    &compared->new, &compared->contention))
		return -1;
	return exposures_find(&compared->exposures, &compared->set, &compared->base,
			      &compared->new, folder, compared->fail_on_locks);
}

size_t compared_locks_regressed(const struct compared *compared, const struct comparison *pair)
{
	const struct lock_changes *exposure = pair ? exposures_of(&compared->exposures, pair) : NULL;
	size_t n = exposure ? exposure->grown : 0;

	if (!pair)
		n = exposures_grown(&compared->exposures);
	for (int i = 0; i < NR_SIGNALS; i++)
		n += contention_grown(&compared->contention, pair, i, compared->fail_on_locks);
	return n;
}

bool compared_any_locks(const struct compared *compared)
{
	return compared->exposures.n || compared->contention.cells;
}

/* Locks that are not compared are in no doubt */
static bool waits_untold(const struct compared *compared, const struct comparison *pair)
{
	return !isinf(compared->fail_on_locks) && contention_untold(&compared->contention, pair);
}

size_t compared_waits_untold(const struct compared *compared)
{
	size_t n = 0;

	for (size_t i = 0; i < compared->set.n; i++)
		n += waits_untold(compared, &compared->set.pair[i]);
	return n;
}

bool compared_locks_doubtful(const struct compared *compared, const struct comparison *pair)
{
	bool untold = pair ? exposures_untold(&compared->exposures, pair) || waits_untold(compared, pair) :
		      compared->exposures.n_untold || compared_waits_untold(compared);

	return untold || !compared_any_locks(compared) ||
	       contention_drifted(&compared->contention, pair, compared->fail_on_locks);
}

void compared_explain(struct compared *compared)
{
	struct explanations *explanations = &compared->explanations;

	/* The plugin counts instructions, which explain no time */
	if (compared->base.mode != MODE_INSN || !compared->opened[0] || !compared->opened[1])
		return;
	for (size_t i = 0; i < compared->set.n; i++) {
		const struct comparison *pair = &compared->set.pair[i];

		if (pair->verdict != VERDICT_CHANGED || !pair->a->has_profile ||
		    !pair->b->has_profile)
			continue;
		if (explanations_add(explanations, compared->profiles, pair,
				     compared_change(compared, pair)))
			break;
	}
}

void compared_free(struct compared *compared)
{
	contention_changes_free(&compared->contention);
	exposures_free(&compared->exposures);
	explanations_free(&compared->explanations);
	profile_close(&compared->profiles[0]);
	profile_close(&compared->profiles[1]);
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
