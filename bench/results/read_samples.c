// SPDX-License-Identifier: GPL-2.0-only
/* Reading samples back, line by line. */
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/plain.h"
#include "model/samples.h"
#include "results/read_samples.h"
#include "results/trial_json.h"
#include "results/trial_line.h"

/* Is there a place for this trial's cost? */
static int check_round(struct result *result, int64_t round, bool again, const char **wrong)
{
	*wrong = "a trial of a round that cannot be";
	if (round < 0 || round > TRIALS_MOST)
		return -1;
	*wrong = NULL;
	if (result_add_round(result, (unsigned int)round))
		return -1;
	*wrong = "a second trial of its cell in its round";
	if (!isnan(again ? result->again[round] : result->in_round[round]))
		return -1;
	*wrong = NULL;
	return 0;
}

/*
 * Count the trial in.  Return: its result, or NULL with @wrong set, or NULL in it if it
 * was complained of.
 */
static struct result *count_trial(struct analysis *analysis, const struct trial_line *line,
				  const char **wrong)
{
	struct result *result;

	*wrong = "a trial of other pages than its cell touches";
	if (!line->failed && (size_t)line->pages != cell_touched_pages(&line->cell))
		return NULL;
	*wrong = NULL;
	analysis->seen++;
	result = analysis_result(analysis, &line->cell);
	if (!result)
		return NULL;
	if (line->failed) {
		result->failed++;
		analysis->failed++;
		return result;
	}
	result->pages = (double)line->pages;
	if (line->folios)
		result->pages_per_folio = (double)line->folio_pages / (double)line->folios;
	return result;
}

static int add_pmu(struct result *result, const struct trial_line *line)
{
	double pages = (double)line->pages;

	if (line->cycles < 0 || line->insn < 0)
		return 0;
	if (result_add_value(&result->cycles_per_page, result->pmu_trials,
		      (double)line->cycles / pages) ||
	    result_add_value(&result->insn_per_page, result->pmu_trials, (double)line->insn / pages))
		return -1;
	result->pmu_trials++;
	return 0;
}

static int add_timed(enum mode mode, struct result *result, const struct trial_line *line,
		     const char **wrong)
{
	unsigned int trial = result->trials;

	*wrong = "a trial that cost nothing";
	if (mode != MODE_COUNT && !line->elapsed)
		return -1;
	if (check_round(result, line->round, line->again, wrong) ||
	    result_add_cost(result, (unsigned int)line->round, line->again,
			    (double)line->elapsed / (double)line->pages))
		return -1;
	if (line->again)
		return 0;
	if (line->waits >= 0 && line->preemptions >= 0) {
		result->waits[line->round] = (double)line->waits;
		result->preemptions[line->round] = (double)line->preemptions;
	}
	if (line->load_rounds >= 0) {
		double rounds = (double)line->load_rounds;

		result->load_least = trial ? fmin(result->load_least, rounds) : rounds;
		result->load_most = fmax(result->load_most, rounds);
	}
	if (line->load_per_second >= 0) {
		double rate = (double)line->load_per_second;

		result->rate_least = trial ? fmin(result->rate_least, rate) : rate;
		result->rate_most = fmax(result->rate_most, rate);
	}
	if (result_add_value(&result->trial_faults, trial,
		      (double)line->minflt + (double)line->majflt))
		return -1;
	return add_pmu(result, line);
}

/* A file from anywhere may have more than plain text there */
static void keep_reason(struct result *result, const json_t *object)
{
	const char *why = json_string_value(json_object_get(object, "wrong"));

	if (result->failed != 1 || !why)
		return;
	snprintf(result->wrong, sizeof(result->wrong), "%s", why);
	plain_make(result->wrong);
}

static int add_trial(struct analysis *analysis, const json_t *object, const char **wrong)
{
	struct trial_line line;
	struct result *result;
	int watched;

	if (trial_line_from_json(object, &line, wrong))
		return -1;
	result = count_trial(analysis, &line, wrong);
	if (!result)
		return -1;
	if (line.failed) {
		keep_reason(result, object);
		return 0;
	}
	*wrong = "a damaged record of delays";
	if (delayed_add(analysis->delayed, json_object_get(object, "delay")))
		return -1;
	watched = result_add_watched(result, object, &line, analysis->mode, wrong);
	if (watched)
		return watched < 0 ? -1 : 0;
	return add_timed(analysis->mode, result, &line, wrong);
}

static int read_line_object(struct analysis *analysis, json_t *line, const char **wrong)
{
	const char *type = json_string_value(json_object_get(line, "type"));
	json_int_t unsure = 0;

	*wrong = "a line follows the one that ends the run";
	if (analysis->complete)
		return -1;
	*wrong = "not a line of a faultline run";
	if (!type)
		return -1;
	if (!analysis->run)
		return strcmp(type, "run") ? -1 : analysis_begin(analysis, line, wrong);
	if (!strcmp(type, "trial"))
		return add_trial(analysis, line, wrong);
	if (strcmp(type, "end"))
		return -1;
	*wrong = "the end of the run counts other trials than the file holds";
	if (json_integer_value(json_object_get(line, "trials")) != (json_int_t)analysis->seen ||
	    json_integer_value(json_object_get(line, "failed")) != (json_int_t)analysis->failed ||
	    analysis->seen < analysis->planned)
		return -1;
	analysis->planned = analysis->seen;
	json_unpack(line, "{s?I}", "unsure", &unsure);
	if (unsure < 0 || unsure > (json_int_t)analysis->seen)
		return -1;
	analysis->unsure = (int)unsure;
	analysis->complete = 1;
	return 0;
}

static void sort_results(struct analysis *analysis)
{
	/* Without its end, a run that did all it had planned meant to do more */
	if (!analysis->complete && analysis->planned <= analysis->seen)
		analysis->planned = analysis->seen + 1;
	for (size_t i = 0; i < analysis->n_results; i++) {
		struct result *result = &analysis->result[i];

		waits_sort(&result->waited);
		perf_counts_sort(&result->perf);
		gsl_sort(result->per_page, 1, result->trials);
		gsl_sort(result->trial_faults, 1, result->trials);
		gsl_sort(result->cycles_per_page, 1, result->pmu_trials);
		gsl_sort(result->insn_per_page, 1, result->pmu_trials);
		result->faults = result->trials ?
			gsl_stats_median_from_sorted_data(result->trial_faults, 1,
							  result->trials) : NAN;
	}
}

static int read_json(struct analysis *analysis, const char *text, size_t len,
		     const char *path, size_t number)
{
	const char *wrong = NULL;
	json_error_t error;
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	int ret;

	if (!line)
		return complain("%s:%zu: no JSON: %s", path, number, error.text);
	ret = read_line_object(analysis, line, &wrong);
	json_decref(line);
	if (ret && wrong)
		complain("%s:%zu: %s", path, number, wrong);
	return ret;
}

static int read_line(struct analysis *analysis, const char *text, size_t len,
		     const char *path, size_t number)
{
	struct trial_line line;
	const char *wrong = NULL;
	struct result *result;

	if (!analysis->run || analysis->complete || !scan_trial(text, len, &line))
		return read_json(analysis, text, len, path, number);
	result = count_trial(analysis, &line, &wrong);
	if (result && !add_timed(analysis->mode, result, &line, &wrong))
		return 0;
	return wrong ? complain("%s:%zu: %s", path, number, wrong) : -1;
}

static int read_lines(FILE *file, const char *path, struct analysis *analysis)
{
	char *text = NULL;
	size_t size = 0, number = 0;
	ssize_t len;
	int ret = 0;

	while (!ret && (len = getline(&text, &size, file)) > 0) {
		if (text[len - 1] != '\n' && analysis->run)
			break;		/* cut off in the middle of a write */
		ret = read_line(analysis, text, (size_t)len, path, ++number);
	}
	if (!ret && ferror(file))
		ret = complain("%s: %s", path, strerror(errno));
	if (!ret && !analysis->run)
		ret = complain("%s: empty; a run writes at least one line", path);
	free(text);
	return ret;
}

int analysis_read(const char *dir, struct analysis *analysis)
{
	char path[4096];
	FILE *file;
	int ret;

	memset(analysis, 0, sizeof(*analysis));
	snprintf(path, sizeof(path), "%s/" SAMPLES_FILE, dir);
	file = fopen(path, "re");
	if (!file)
		return complain("%s: %s", path, strerror(errno));
	ret = read_lines(file, path, analysis);
	fclose(file);
	if (ret)
		analysis_free(analysis);
	else
		sort_results(analysis);
	return ret;
}
