// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "lib/json_number.h"
#include "report/json_profile.h"

/* Less than that, per touched page, is a few calls in thousands of faults */
#define LEAST 0.05

static json_t *function(const char *name, double self, double inclusive)
{
	return json_pack("{ss sf so ss}", "name", name, "self", self, "inclusive",
			 json_number(inclusive), "unit", "insn");
}

/* The dearest stand first, so what is less than the least is the end of them */
static json_t *function_array(const struct profile_summary *profile, double pages)
{
	json_t *array = json_array();
	double others = 0;
	size_t i;

	for (i = 0; i < profile->n_functions && profile->function[i].self >= LEAST * pages; i++)
		json_array_append_new(array, function(profile->function[i].name,
						      profile->function[i].self / pages,
						      profile->function[i].all / pages));
	for (; i < profile->n_functions; i++)
		others += profile->function[i].self / pages;
	if (others > 0)
		json_array_append_new(array, function("(all others)", others, NAN));
	return array;
}

static void add_locks(json_t *locks, const struct profile_summary *profile)
{
	for (size_t i = 0; i < profile->n_locks; i++)
		json_array_append_new(locks, json_pack("{ss ss so so}",
			"name", profile->lock[i].name, "kind", profile->lock[i].kind,
			"taken", json_number(profile->lock[i].taken / profile->faults),
			"held", json_number(profile->lock[i].held / profile->faults)));
}

void json_profile(json_t *cell, const struct profile_summary *profile, double pages)
{
	bool known = !profile->lost && isfinite(profile->faults);
	json_t *locks = json_object_get(cell, "locks");

	if (!locks && profile->n_locks) {
		locks = json_array();
		json_object_set_new(cell, "locks", locks);
	}
	add_locks(locks, profile);
	json_object_set_new(cell, "functions", function_array(profile, pages));
	json_object_set_new(cell, "lines", json_pack("{so so so}",
		"data", json_number(known ? profile->lines.data : NAN),
		"code", json_number(known ? profile->lines.code : NAN),
		"shared", json_number(known ? profile->lines.shared : NAN)));
	json_object_set_new(cell, "misses", json_pack("{so so so}",
		"code", json_number(profile->code_misses / pages),
		"data", json_number(profile->data_misses / pages),
		"second", json_number(profile->second_misses / pages)));
}
