// SPDX-License-Identifier: GPL-2.0-only
/* A comparison for programs. Its keys are a contract: docs/results-schema.md. */
#include <jansson.h>
#include "compare/formats.h"
#include "lib/json_number.h"
#include "model/cell_json.h"
#include "model/parts.h"

static void add_locks(json_t *object, const struct lock_changes *locks)
{
	json_t *array = json_array();

	for (size_t i = 0; i < locks->n; i++) {
		const struct lock_change *lock = &locks->change[i];

		json_array_append_new(array, json_pack("{ss ss s[ff] s[ff] sb}",
			"name", lock->label, "taker", lock->taker,
			"held", lock->held[0], lock->held[1],
			"taken", lock->taken[0], lock->taken[1], "regressed", lock->grown));
	}
	json_object_set_new(object, "changed_locks", array);
}

static json_t *signal_object(const struct compared *compared,
			     const struct contention_change *change, enum signal signal)
{
	const struct ratio *ratio = contention_ratio(change, signal);
	const double scale = signal_texts[signal].scale;

	return json_pack("{so so so s[oo] so sb}",
		"a", json_number(scale * contention_before(change, signal)),
		"b", json_number(scale * contention_after(change, signal)),
		"ratio", json_number(ratio->value), "ci95", json_number(ratio->low),
		json_number(ratio->high), "p", json_number(ratio->p), "regressed",
		contention_grew(&compared->contention, change, signal, compared->fail_on_locks));
}

static void add_waits(json_t *object, const struct compared *compared,
		      const struct comparison *pair)
{
	json_t *array = json_array();

	for (size_t i = 0; i < compared->contention.n; i++) {
		const struct contention_change *change = &compared->contention.change[i];
		/* Of a lock that nobody waits for any more they are those who did */
		const struct waited *waited = change->b ? change->b : change->a;
		json_t *lock;

		if (change->pair != pair)
			continue;
		lock = json_pack("{ss ss ss ss ss ss}", "name", change->lock,
			"kind", wait_kind_names[waited->kind],
			"waiter", waited->waiter.who, "waits_in", waited->waiter.where,
			"holder", waited->holder.who, "where", waited->holder.where);
		for (int s = 0; s < NR_SIGNALS; s++)
			if (s != SIGNAL_TIME || compared->base.mode == MODE_TIME)
				json_object_set_new(lock, signal_texts[s].name,
						    signal_object(compared, change, s));
		json_array_append_new(array, lock);
	}
	if (json_array_size(array))
		json_object_set_new(object, "waits", array);
	else
		json_decref(array);
}

static void add_functions(json_t *object, const struct explanation *explanation)
{
	json_t *functions = json_array();

	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		json_array_append_new(functions, json_pack("{ss sf sf sf}", "name", function->name,
			"before", function->here, "after", function->there,
			"change", function->there - function->here));
	}
	json_object_update_new(object, json_pack("{so sf sf sf}", "functions", functions,
		"explained", explanation->share, "others", explanation->others,
		"unprofiled", explanation->unprofiled));
}

static void add_cost(json_t *object, const struct compared *compared,
		     const struct comparison *pair)
{
	int part;
	double growth;
	enum where where = comparison_where(pair, compared_change(compared, pair), &part, &growth);
	const struct explanation *explanation = explanation_of(&compared->explanations, pair);
	const char *lock;

	json_object_update_new(object, json_pack("{so so so s[oo] so so ss sb}",
		"a", json_number(result_cost(&compared->base, pair->a)),
		"b", json_number(result_cost(&compared->new, pair->b)),
		"ratio", json_number(pair->ratio.value), "ci95", json_number(pair->ratio.low),
		json_number(pair->ratio.high), "p", json_number(pair->ratio.p),
		"mde", json_number(pair->ratio.mde),
		"verdict", verdict_names[pair->verdict],
		"regressed", compare_regressed(compared, pair)));
	if (where != WHERE_UNKNOWN)
		json_object_set_new(object, "grown", json_pack("{ss ss* sf}",
			"where", where_names[where],
			"part", part < 0 ? NULL : path_part_names[part], "by", growth));
	if (explanation)
		add_functions(object, explanation);
	lock = comparison_grown_lock(pair, &growth);
	if (lock)
		json_object_set_new(object, "grown_lock", json_pack("{ss sf}", "lock", lock,
								    "by", growth));
}

static json_t *pair_object(const struct compared *compared, const struct comparison *pair)
{
	const struct lock_changes *locks = exposures_of(&compared->exposures, pair);
	json_t *object = cell_to_json(&pair->a->cell);

	if (compared_costs(compared))
		add_cost(object, compared, pair);
	if (locks)
		add_locks(object, locks);
	add_waits(object, compared, pair);
	return object;
}

void compare_as_json(const struct compared *compared, FILE *out)
{
	const struct exposures *exposures = &compared->exposures;
	json_t *pairs = json_array(), *object;

	for (size_t i = 0; i < compared->set.n; i++)
		json_array_append_new(pairs, pair_object(compared, &compared->set.pair[i]));
	object = json_pack("{ss ss s[II] ss sf sf so so so sI s[II] s[II] s[III] sI sI s[II] so}",
		"base", compared->base_dir, "new", compared->new_dir,
		"runs", (json_int_t)compared->more[0] + 1, (json_int_t)compared->more[1] + 1,
		"mode", mode_names[compared->base.mode], "fail_on", compared->fail_on,
		"tolerance", compared->set.tolerance,
		"aa_floor", json_number(compared_costs(compared) ? compared->set.aa_floor : NAN),
		"drift", json_number(compared->base.mode == MODE_TIME && !compared->set.joined ?
				     compared->set.drift : NAN),
		"fail_on_locks", json_number(compared->fail_on_locks),
		"locks", (json_int_t)exposures_locks(exposures),
		"changed_locks", (json_int_t)exposures_grown(exposures),
		(json_int_t)exposures_shrunk(exposures), "grown_waits",
		(json_int_t)contention_grown(&compared->contention, NULL, SIGNAL_EVENTS,
					     compared->fail_on_locks),
		(json_int_t)contention_grown(&compared->contention, NULL, SIGNAL_TIME,
					     compared->fail_on_locks),
		"untold_locks", (json_int_t)compared->exposures.n_untold,
		(json_int_t)compared_waits_untold(compared),
		(json_int_t)contention_drifted(&compared->contention, NULL, compared->fail_on_locks),
		"only_base", (json_int_t)compared->only_base,
		"only_new", (json_int_t)compared->only_new,
		"failed_trials", (json_int_t)compared->base.failed,
		(json_int_t)compared->new.failed, "comparisons", pairs);
	json_dumpf(object, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	fputc('\n', out);
	json_decref(object);
}
