// SPDX-License-Identifier: GPL-2.0-only
/* Several hosts for programs. Its keys are a contract: docs/results-schema.md. */
#include <math.h>

#include "hosts/formats.h"
#include "lib/complain.h"
#include "lib/json_number.h"
#include "model/cell_json.h"
#include "results/facts.h"

static json_t *sentence_array(const struct sentences *sentences)
{
	json_t *array = json_array();

	for (size_t i = 0; i < sentences->n; i++)
		json_array_append_new(array, json_string(sentences->text[i]));
	return array;
}

static json_t *run_array(const struct hosts *hosts, size_t host)
{
	json_t *array = json_array();

	for (size_t i = 0; i < hosts->n_runs; i++)
		if (hosts->run[i].host == host)
			json_array_append_new(array, json_string(hosts->run[i].dir));
	return array;
}

static json_t *lacking_array(const struct lacking *lacking)
{
	json_t *array = json_array();

	for (size_t i = 0; i < lacking->n; i++)
		json_array_append_new(array, cell_to_json(&lacking->cell[i]));
	return array;
}

static json_t *host_object(const struct merged *merged, size_t i)
{
	const struct host *host = &merged->hosts->host[i];
	const json_t *run = host->first->analysis.run;

	return json_pack("{ss so ss ss sI ss sb sI sI sI so}", "name", host->name, "runs",
			 run_array(merged->hosts, i), "kernel", fact_kernel(run), "cpu",
			 fact_machine(run), "cpus", (json_int_t)fact_cpus(run), "device",
			 fact_device(run), "complete", host->complete, "planned_trials",
			 (json_int_t)host->planned, "seen_trials", (json_int_t)host->seen,
			 "failed_trials", (json_int_t)host->failed, "lacks",
			 lacking_array(&merged->lacking[i]));
}

static json_t *ratio_object(const struct ratio *ratio)
{
	return json_pack("{so s[oo]}", "ratio", json_number(ratio->value), "ci95",
			 json_number(ratio->low), json_number(ratio->high));
}

/* null: this host does not have the cell */
static json_t *point(const struct merged_cell *cell, size_t host)
{
	json_t *object;

	if (isnan(cell->ratio[host].value))
		return json_null();
	object = ratio_object(&cell->ratio[host]);
	json_object_set_new(object, "verdict", json_string(verdict_names[cell->verdict[host]]));
	return object;
}

static json_t *comparison_object(const struct merged_cell *cell, size_t n)
{
	json_t *object = cell_to_json(&cell->cell), *points = json_array();

	json_object_del(object, "variant");
	for (size_t i = 0; i < n; i++)
		json_array_append_new(points, point(cell, i));
	json_object_update_new(object, json_pack("{ss ss so so ss so so so}",
		"a", variant_names[cell->cell.variant], "b", variant_names[cell->other],
		"points", points, "all", ratio_object(&cell->all),
		"direction", direction_names[cell->direction],
		"q", json_number(cell->apart.q), "p", json_number(cell->apart.p),
		"differ", cell->told ? json_boolean(cell->differ) : json_null()));
	return object;
}

int hosts_json(const struct merged *merged, const struct remarks *remarks, FILE *out)
{
	const struct hosts *hosts = merged->hosts;
	json_t *objects = json_array(), *comparisons = json_array(), *root;
	int ret;

	for (size_t i = 0; i < hosts->n; i++)
		json_array_append_new(objects, host_object(merged, i));
	for (size_t i = 0; i < merged->n; i++)
		json_array_append_new(comparisons, comparison_object(&merged->cell[i], hosts->n));
	root = json_pack("{ss ss so so so so}", "mode", mode_names[hosts->mode],
			 "unit", mode_units[hosts->mode],
			 "findings", sentence_array(&remarks->findings),
			 "notes", sentence_array(&remarks->notes),
			 "hosts", objects, "comparisons", comparisons);
	ret = root && !json_dumpf(root, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) &&
	      fputc('\n', out) != EOF ? 0 : complain("out of memory, or a name that is no UTF-8");
	json_decref(root);
	return ret;
}
