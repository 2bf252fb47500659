// SPDX-License-Identifier: GPL-2.0-only
#include "lib/json_number.h"
#include "model/cell_json.h"
#include "report/json_growth.h"

static json_t *nullable(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *estimate(const struct estimate *of, double times)
{
	return json_pack("{so s[oo]}", "value", json_number(times * of->value), "ci95",
			 json_number(times * of->low), json_number(times * of->high));
}

static json_t *law_object(const struct scalability *law)
{
	if (law->why)
		return json_pack("{ss}", "why", law->why);
	return json_pack("{sn so so so so}", "why", "alpha", estimate(&law->alpha, 1),
			 "beta", estimate(&law->beta, 1),
			 "pages_per_second", estimate(&law->gamma, 1e9),
			 "peak_threads", json_number(law->peak));
}

/* A number on the axis is whole, as that of its cell is */
static json_t *points(const struct report *report, const struct curve *curve)
{
	json_t *array = json_array();
	bool count = report->analysis->mode == MODE_COUNT;

	for (size_t i = 0; i < curve->n; i++)
		json_array_append_new(array, json_pack("{sI so}",
			"at", (json_int_t)curve_value(curve, i),
			"per_page", json_number(count ? NAN : result_cost(report->analysis,
									 curve->point[i]))));
	return array;
}

static json_t *slope_object(const struct report *report, const struct grown *grown)
{
	const struct growth *growth = &grown->growth;
	bool log = growth->shape == GROWTH_LOGARITHMIC;

	return json_pack("{so s[oo] ss ss}", "value", json_number(growth->slope),
			 "ci95", json_number(growth->low), json_number(growth->high),
			 "unit", mode_units[report->analysis->mode],
			 "per", log ? "doubling" : axes[grown->curve->axis].step);
}

static json_t *growth_object(const struct report *report, const struct grown *grown)
{
	const struct growth *growth = &grown->growth;
	const struct curve *curve = grown->curve;
	json_t *object = cell_to_json(&curve->point[0]->cell);

	json_object_del(object, axes[curve->axis].key);
	json_object_update_new(object, json_pack("{ss so ss so so so}",
		"axis", axes[curve->axis].key, "points", points(report, curve),
		"shape", growth_shape_names[growth->shape], "why", nullable(growth->why),
		"slope", slope_object(report, grown), "evidence", json_number(growth->evidence)));
	if (grown_has_law(report->analysis, grown))
		json_object_set_new(object, "scalability", law_object(&grown->law));
	return object;
}

json_t *json_growths(const struct report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->growths.n; i++)
		json_array_append_new(array, growth_object(report, &report->growths.of[i]));
	return array;
}

json_t *json_bound(const struct bound *bound)
{
	return json_pack("{so ss ss so so}", "threads", json_number(bound->threads),
			 "name", bound->lock->name, "kind", bound->lock->kind,
			 "held", json_number(bound->held), "fault", json_number(bound->fault));
}
