// SPDX-License-Identifier: GPL-2.0-only
/* report.json, for programs. Its keys are a contract: docs/results-schema.md. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "lib/json_number.h"
#include "lib/outfile.h"
#include "model/cell_json.h"
#include "model/parts.h"
#include "model/points.h"
#include "report/formats.h"
#include "report/json_growth.h"
#include "report/json_profile.h"
#include "report/locks.h"
#include "results/facts.h"

static json_t *figure(const struct analysis *analysis, double value)
{
	/* Without a clock there is no figure, only counts */
	if (analysis->mode == MODE_COUNT)
		value = NAN;
	return json_pack("{so ss}", "value", json_number(value), "unit", mode_units[analysis->mode]);
}

static json_t *path_object(const struct result *result)
{
	json_t *path = json_object();

	for (int i = 0; result->has_path && i < NR_POINTS; i++)
		if (result->path[i] != UINT64_MAX)
			json_object_set_new(path, point_names[i],
					    json_integer((json_int_t)result->path[i]));
	return path;
}

static json_t *trial_array(const double *values, unsigned int n)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(array, json_real(values[i]));
	return array;
}

static json_t *median(const double *sorted, unsigned int n)
{
	return json_number(gsl_stats_median_from_sorted_data(sorted, 1, n));
}

/* Per touched page, so that they compare with per_page */
static json_t *part_array(const struct result *result)
{
	json_t *array = json_array();

	for (int i = 0; result->has_parts && i < NR_PARTS; i++)
		if (result->part[i] != 0)
			json_array_append_new(array, json_pack("{ss sf}",
				"name", path_part_names[i],
				"value", result->part[i] / result->pages));
	return array;
}

/* What a clock measured; null without one */
static json_t *clocked(const struct analysis *analysis, double value)
{
	return json_number(report_locks_have_time(analysis) ? value : NAN);
}

static json_t *lock_object(const struct analysis *analysis, const struct result *result,
			   const struct waited *waited)
{
	const struct rate rate = waited_rate(&result->waited, waited);
	json_t *object = json_pack("{ss ss sf so so s[oo] so}", "name", waited->lock,
		"kind", wait_kind_names[waited->kind], "waits", waited->events_sum,
		"events", trial_array(waited->events, result->waited.rounds),
		"per_1000_faults", json_number(LOCKS_PER_FAULTS * rate.value),
		"ci95", json_number(LOCKS_PER_FAULTS * rate.low),
		json_number(LOCKS_PER_FAULTS * rate.high),
		"dispersion", json_number(rate.dispersion));

	json_object_update_new(object, json_pack("{so so so so so ss ss ss ss}",
		"per_page", clocked(analysis, report_wait_per_page(result, waited)),
		"per_fault", clocked(analysis, report_wait_per_fault(result, waited)),
		"p50", clocked(analysis, waited_quantile(waited, 0.5)),
		"p99", clocked(analysis, waited_quantile(waited, 0.99)),
		"longest", clocked(analysis, waited->longest),
		"waiter", waited->waiter.who, "waits_in", waited->waiter.where,
		"holder", waited->holder.who, "where", waited->holder.where));
	return object;
}

/* All locks and folios together; hazards are among them */
static json_t *contended_object(const struct waits *waits)
{
	const struct rate rate = locks_all(waits);

	return json_pack("{so s[oo]}", "per_1000_faults",
			 json_number(LOCKS_PER_FAULTS * rate.value), "ci95",
			 json_number(LOCKS_PER_FAULTS * rate.low),
			 json_number(LOCKS_PER_FAULTS * rate.high));
}

static json_t *lock_array(const struct analysis *analysis, const struct result *result)
{
	json_t *array = json_array();

	for (size_t i = 0; i < result->waited.n; i++)
		json_array_append_new(array, lock_object(analysis, result, &result->waited.lock[i]));
	return array;
}

static void add_waits(json_t *object, const struct analysis *analysis,
		      const struct result *result)
{
	if (result->waited.rounds) {
		json_object_set_new(object, "locks", lock_array(analysis, result));
		json_object_set_new(object, "contended", contended_object(&result->waited));
		json_object_set_new(object, "lock_faults",
				    trial_array(result->waited.faults, result->waited.rounds));
	}
	if (result->waited.unseen)
		json_object_set_new(object, "unseen", waits_to_json(result->waited.unseen));
}

/* Null where the machine lacks the event; what was not counted is not there */
static json_t *perf_object(const struct perf_counts *perf)
{
	json_t *object = json_object();

	for (int i = 0; i < NR_PERF_EVENTS; i++) {
		const struct perf_count *count = &perf->event[i];

		if (count->n)
			json_object_set_new(object, perf_event_names[i], json_pack("{sf so sb}",
				"per_page", perf_count_median(count),
				"trials", trial_array(count->per_page, count->n),
				"shared", count->shared));
		else if (count->lacking)
			json_object_set_new(object, perf_event_names[i], json_null());
	}
	return object;
}

static json_t *samples_object(const struct report *report, const struct result *result)
{
	const struct sampled *sampled = perf_samples_find(&report->samples, result);
	struct sampled_function *function = NULL;
	json_t *array = json_array();
	size_t n = 0;

	if (sampled)
		function = sampled_functions(sampled, &n);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_pack("{ss sf}", "name", function[i].name, "share",
						       function[i].samples / result->sampled.samples));
	free(function);
	return json_pack("{ss sf sf sf si so}", "event", result->sampled.event,
			 "period", result->sampled.period, "samples", result->sampled.samples,
			 "lost", result->sampled.lost, "trials", (int)result->sampled.trials,
			 "functions", array);
}

/* What perf says */
static void add_perf(json_t *object, const struct report *report, const struct result *result)
{
	if (result->perf.trials)
		json_object_set_new(object, "perf_stat", perf_object(&result->perf));
	if (result->sampled.trials)
		json_object_set_new(object, "perf_record", samples_object(report, result));
	if (result->perf_locks)
		json_object_set(object, "perf_lock", result->perf_locks);
}

static json_t *cell_object(const struct report *report, const struct result *result)
{
	const struct analysis *analysis = report->analysis;
	const struct profile_summary *profile = profiles_find(&report->profiles, result);
	const char *wrong = profiles_wrong(&report->profiles, result);
	json_t *object = cell_to_json(&result->cell);
	struct bound bound;
	double per_page = result_cost(analysis, result);
	double total = per_page * result->pages;

	json_object_update_new(object, json_pack("{sI si si so so so so so so so so so}",
		"pages", (json_int_t)result->pages,
		"trials", (int)result->trials, "failed", (int)result->failed,
		"faults_per_page", json_number(result->faults / result->pages),
		"mkwrites_per_page", json_number(result_mkwrites(result) / result->pages),
		"pages_per_folio", json_number(result->pages_per_folio),
		"per_page", figure(analysis, per_page),
		"per_fault", figure(analysis, total / result->faults),
		"per_mkwrite", figure(analysis, total / result_mkwrites(result)),
		"spread", json_number(analysis->mode == MODE_COUNT ? NAN : result_spread(result)),
		"trial_values", analysis->mode == MODE_COUNT ? json_array() :
				trial_array(result->per_page, result->trials),
		"path", path_object(result)));
	if (result->failed && *result->wrong)
		json_object_set_new(object, "first_failure", json_string(result->wrong));
	json_object_set_new(object, "parts", part_array(result));
	if (result->cell.load != LOAD_NONE && result->trials)
		json_object_update_new(object, json_pack("{s[ff] s[ff]}",
			"load_rounds", result->load_least, result->load_most,
			"load_per_second", result->rate_least, result->rate_most));
	if (result->has_parts)
		json_object_set_new(object, "tracing_per_page",
				    json_real(result->tracing / result->pages));
	add_waits(object, analysis, result);
	if (profile)
		json_profile(object, profile, result->pages);
	if (bound_find(&report->profiles, result, &bound))
		json_object_set_new(object, "bound", json_bound(&bound));
	if (wrong)
		json_object_set_new(object, "profile_wrong", json_string(wrong));
	add_perf(object, report, result);
	if (result->pmu_trials)
		json_object_update_new(object, json_pack("{so so}",
			"cycles_per_page", median(result->cycles_per_page, result->pmu_trials),
			"insn_per_page", median(result->insn_per_page, result->pmu_trials)));
	return object;
}

static json_t *comparison_object(const struct comparisons *set, const struct comparison *pair)
{
	json_t *object = cell_to_json(&pair->a->cell);

	json_object_del(object, "variant");
	json_object_update_new(object, json_pack("{ss ss so s[oo] so so ss}",
		"a", variant_names[pair->a->cell.variant], "b", variant_names[pair->b->cell.variant],
		"ratio", json_number(pair->ratio.value),
		"ci95", json_number(pair->ratio.low), json_number(pair->ratio.high),
		"aa_floor", json_number(set->aa_floor), "mde", json_number(pair->ratio.mde),
		"verdict", verdict_names[pair->verdict]));
	return object;
}

static json_t *outlier_array(const struct report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->n_outliers; i++) {
		const struct outlier *outlier = &report->outlier[i];
		json_t *object = cell_to_json(&outlier->result->cell);

		json_object_update_new(object, json_pack("{si sf sf so so}",
			"round", (int)outlier->round, "per_page", outlier->cost,
			"off", outlier->off, "waits", json_number(outlier->waits),
			"preemptions", json_number(outlier->preemptions)));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *comparison_array(const struct comparisons *set)
{
	json_t *array = json_array();

	for (size_t i = 0; i < set->n; i++)
		json_array_append_new(array, comparison_object(set, &set->pair[i]));
	return array;
}

static json_t *finding_array(const struct findings *findings)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->n; i++)
		json_array_append_new(array, json_string(findings->sentence[i]));
	return array;
}

int report_as_json(const struct report *from, const char *dir, bool charts)
{
	const struct analysis *analysis = from->analysis;
	json_t *environment = json_object_get(analysis->run, "environment");
	json_t *cells = json_array(), *comparisons = comparison_array(&from->set), *report;
	struct outfile out;
	int ret;

	(void)charts;
	for (size_t i = 0; i < analysis->n_results; i++)
		json_array_append_new(cells, cell_object(from, &analysis->result[i]));
	report = json_pack("{ss so sO sO sO sO sb sI si sI sI so sO so so so so so so}",
		"mode", mode_names[analysis->mode], "findings", finding_array(&from->findings),
		"kernel", json_object_get(environment, "kernel"),
		"faultline", json_object_get(analysis->run, "faultline"),
		"job", json_object_get(analysis->run, "job"),
		"seed", json_object_get(analysis->run, "seed"),
		"complete", analysis->complete,
		"planned_trials", (json_int_t)analysis->planned,
		"unsure_blocks", analysis->unsure,
		"seen_trials", (json_int_t)analysis->seen,
		"failed_trials", (json_int_t)analysis->failed,
		"delay", delayed_to_json(analysis->delayed),
		"environment", environment, "lock_aa_floor", json_number(from->lock_floor),
		"cells", cells, "comparisons", comparisons,
		"outliers", outlier_array(from), "growth", json_growths(from),
		"growth_floor", json_number(from->growths.floor));
	if (!report)
		return complain("cannot build report.json from these samples");
	if (outfile_open(&out, dir, "report.json")) {
		json_decref(report);
		return -1;
	}
	ret = json_dumpf(report, out.file, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	json_decref(report);
	if (ret) {
		outfile_discard(&out);
		return complain("%s: cannot write report.json", dir);
	}
	fputc('\n', out.file);
	return outfile_commit(&out);
}
