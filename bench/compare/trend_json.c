// SPDX-License-Identifier: GPL-2.0-only
/* A trend for programs. Its keys are a contract: docs/results-schema.md. */
#include <math.h>

#include "compare/trend.h"
#include "lib/complain.h"
#include "lib/json_number.h"
#include "model/cell_json.h"
#include "results/facts.h"

static json_t *step_object(const struct comparison *pair)
{
	if (!pair)
		return json_null();
	return json_pack("{so s[oo] ss}", "ratio", json_number(pair->ratio.value), "ci95",
			 json_number(pair->ratio.low), json_number(pair->ratio.high), "verdict",
			 verdict_names[pair->verdict]);
}

static json_t *cell_object(const struct trend *trend, const struct cell *cell)
{
	json_t *object = cell_to_json(cell), *points = json_array();

	for (size_t i = 0; i < trend->n; i++) {
		const struct analysis *analysis = &trend->run[i].analysis;
		const struct result *result = analysis_find(analysis, cell);

		json_array_append_new(points, json_pack("{so so}", "value",
			json_number(result ? result_cost(analysis, result) : NAN),
			"change", step_object(trend_step(trend, i, cell))));
	}
	json_object_set_new(object, "points", points);
	json_object_set_new(object, "all", step_object(trend_whole(trend, cell)));
	return object;
}

int trend_json(const struct trend *trend, FILE *out)
{
	const struct analysis *last = trend_last(trend);
	json_t *runs = json_array(), *cells = json_array(), *root;
	int ret;

	for (size_t i = 0; i < trend->n; i++)
		json_array_append_new(runs, json_pack("{ss ss}", "name", trend->run[i].name, "kernel",
						      fact_kernel(trend->run[i].analysis.run)));
	for (size_t i = 0; i < last->n_results; i++)
		json_array_append_new(cells, cell_object(trend, &last->result[i].cell));
	root = json_pack("{ss ss so so}", "mode", mode_names[last->mode], "unit",
			 mode_units[last->mode], "runs", runs, "cells", cells);
	ret = root && !json_dumpf(root, out, JSON_INDENT(1)) && fputc('\n', out) != EOF ? 0 :
	      complain("out of memory, or a name that is no UTF-8");
	json_decref(root);
	return ret;
}
