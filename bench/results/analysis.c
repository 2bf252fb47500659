// SPDX-License-Identifier: GPL-2.0-only
/* Reading samples back, and what each cell's trials come to. */
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "model/cell_json.h"
#include "model/samples.h"
#include "results/analysis.h"
#include "results/trial_line.h"

/* There is room for the next power of two: one allocation in so many values */
static int add_value(double **values, unsigned int n, double value)
{
	if (!(n & (n - 1))) {
		double *grown = reallocarray(*values, n ? 2 * (size_t)n : 1, sizeof(*grown));

		if (!grown)
			return complain("out of memory for results");
		*values = grown;
	}
	(*values)[n] = value;
	return 0;
}

int result_add_round(struct result *result, unsigned int round)
{
	for (; result->rounds <= round; result->rounds++)
		if (add_value(&result->in_round, result->rounds, NAN) ||
		    add_value(&result->again, result->rounds, NAN) ||
		    add_value(&result->waits, result->rounds, NAN) ||
		    add_value(&result->preemptions, result->rounds, NAN))
			return -1;
	return 0;
}

_Static_assert(sizeof(struct cell) == 10 * sizeof(int) + sizeof(size_t),
	       "padding would be hashed and compared");

/* FNV-1a */
static size_t cell_hash(const struct cell *cell)
{
	const unsigned char *at = (const unsigned char *)cell;
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < sizeof(*cell); i++)
		hash = (hash ^ at[i]) * 0x100000001b3;
	return (size_t)(hash ^ hash >> 32);
}

/* Return: where the index + 1 of @cell's result is, or a 0 if there is none */
static size_t *find_slot(const struct analysis *analysis, const struct cell *cell)
{
	size_t mask = analysis->n_slots - 1, i = cell_hash(cell) & mask;

	while (analysis->slot[i] &&
	       memcmp(&analysis->result[analysis->slot[i] - 1].cell, cell, sizeof(*cell)))
		i = (i + 1) & mask;
	return &analysis->slot[i];
}

/* Twice the slots, so that at most half of them are taken */
static int grow_slots(struct analysis *analysis)
{
	size_t n = analysis->n_slots ? 2 * analysis->n_slots : 64;
	size_t *slot = calloc(n, sizeof(*slot));

	if (!slot)
		return complain("out of memory for results");
	free(analysis->slot);
	analysis->slot = slot;
	analysis->n_slots = n;
	for (size_t i = 0; i < analysis->n_results; i++)
		*find_slot(analysis, &analysis->result[i].cell) = i + 1;
	return 0;
}

struct result *analysis_result(struct analysis *analysis, const struct cell *cell)
{
	struct result *grown;
	size_t *slot;

	if (2 * analysis->n_results >= analysis->n_slots && grow_slots(analysis))
		return NULL;
	slot = find_slot(analysis, cell);
	if (*slot)
		return &analysis->result[*slot - 1];
	grown = reallocarray(analysis->result, analysis->n_results + 1, sizeof(*grown));
	if (!grown) {
		complain("out of memory for results");
		return NULL;
	}
	analysis->result = grown;
	grown += analysis->n_results++;
	*slot = analysis->n_results;
	memset(grown, 0, sizeof(*grown));
	grown->cell = *cell;
	return grown;
}

int result_add_cost(struct result *result, unsigned int round, bool again, double cost)
{
	if (result_add_round(result, round))
		return -1;
	/* The other variants have but one trial in each round */
	if (again) {
		result->again[round] = cost;
		return 0;
	}
	result->in_round[round] = cost;
	if (add_value(&result->per_page, result->trials, cost))
		return -1;
	result->trials++;
	return 0;
}

static void read_path(const json_t *path, uint64_t count[NR_POINTS])
{
	for (int i = 0; i < NR_POINTS; i++) {
		const json_t *value = json_object_get(path, point_names[i]);

		count[i] = value ? (uint64_t)json_integer_value(value) : UINT64_MAX;
	}
}

static int read_histogram(const json_t *array, struct result *result)
{
	size_t n = json_array_size(array), i;
	struct bucket *bucket;
	json_t *pair;

	if (array && !json_is_array(array))
		return -1;
	bucket = calloc(n + 1, sizeof(*bucket));
	if (!bucket)
		return -1;
	json_array_foreach(array, i, pair) {
		json_int_t least, calls;

		if (json_unpack(pair, "[II]", &least, &calls) || least < 0 || calls < 1 ||
		    (i && (uint64_t)least <= bucket[i - 1].least)) {
			free(bucket);
			return -1;
		}
		bucket[i] = (struct bucket){ (uint64_t)least, (uint64_t)calls };
	}
	free(result->histogram);
	result->histogram = bucket;
	result->n_histogram = n;
	return 0;
}

/* Parts that another version of faultline names otherwise are no part of ours */
static int read_trace(const json_t *trace, struct result *result)
{
	const char *name;
	json_t *value;
	json_int_t traced;

	if (json_unpack((json_t *)trace, "{sI}", "traced", &traced) ||
	    read_histogram(json_object_get(trace, "histogram"), result))
		return -1;
	json_object_foreach(json_object_get(trace, "parts"), name, value) {
		int i = name_index(path_part_names, NR_PARTS, name);

		if (i < 0 || !json_is_integer(value))
			return -1;
		result->part[i] = (double)json_integer_value(value);
	}
	result->has_parts = 1;
	result->tracing = (double)traced - result_mkwrite_cost(result);
	return 0;
}

static int read_locks(const json_t *locks, struct result *result)
{
	size_t n;
	struct waited *waited = waited_read(locks, &n);

	if (!waited)
		return -1;
	free(result->waited);
	result->waited = waited;
	result->n_waited = n;
	result->has_waited = 1;
	return 0;
}

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

/* Return: 0, or -1 if @object is no line of a trial, with @wrong set */
static int line_from_json(const json_t *object, struct trial_line *line, const char **wrong)
{
	json_int_t pages, minflt, majflt, elapsed, folio_pages, folios;
	json_int_t cycles = -1, insn = -1, waits = -1, preemptions = -1, load_rounds = -1;
	json_int_t round;
	const json_t *cell;

	*wrong = "a trial lacks a key, or has one of another type";
	if (json_unpack((json_t *)object, "{so sI sI sI sI sI s{sI sI} s?I s?I s?I s?I s?I}",
			"cell", &cell, "round", &round,
			"pages", &pages, "minflt", &minflt, "majflt", &majflt,
			"elapsed", &elapsed, "folios", "pages", &folio_pages, "folios", &folios,
			"waits", &waits, "preemptions", &preemptions, "load_rounds", &load_rounds,
			"cycles", &cycles, "insn", &insn))
		return -1;
	*line = (struct trial_line){
		.again = json_is_true(json_object_get(object, "again")),
		.failed = json_object_get(object, "wrong"),
		.round = round, .pages = pages, .minflt = minflt, .majflt = majflt,
		.elapsed = elapsed, .waits = waits, .preemptions = preemptions,
		.folio_pages = folio_pages, .folios = folios, .load_rounds = load_rounds,
		.cycles = cycles, .insn = insn,
	};
	*wrong = "a trial is of a cell that cannot be";
	if (cell_from_json(cell, &line->cell) || pages < 0 || elapsed < 0 ||
	    minflt < 0 || majflt < 0 || folio_pages < 0 || folios < 0)
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
	if (add_value(&result->cycles_per_page, result->pmu_trials,
		      (double)line->cycles / pages) ||
	    add_value(&result->insn_per_page, result->pmu_trials, (double)line->insn / pages))
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
	if (add_value(&result->trial_faults, trial,
		      (double)line->minflt + (double)line->majflt))
		return -1;
	return add_pmu(result, line);
}

static int add_trial(struct analysis *analysis, const json_t *object, const char **wrong)
{
	const json_t *path = json_object_get(object, "path");
	const json_t *trace = json_object_get(object, "trace");
	const json_t *locks = json_object_get(object, "locks");
	struct trial_line line;
	struct result *result;

	if (line_from_json(object, &line, wrong))
		return -1;
	result = count_trial(analysis, &line, wrong);
	if (!result)
		return -1;
	if (line.failed)
		return 0;
	*wrong = "a trace with an unknown part or a damaged histogram";
	if (trace && read_trace(trace, result))
		return -1;
	*wrong = "a damaged trace of locks";
	if (locks && read_locks(locks, result))
		return -1;
	*wrong = NULL;
	if (path) {
		read_path(path, result->path);
		result->has_path = 1;
	}
	/* A watched trial's time is the probes' */
	if (path || locks)
		return 0;
	return add_timed(analysis->mode, result, &line, wrong);
}

int analysis_begin(struct analysis *analysis, json_t *line, const char **wrong)
{
	const char *mode, *job, *kernel, *version;
	json_int_t steps;
	int i, trials;

	*wrong = "not the first line of a faultline run";
	if (json_unpack(line, "{ss ss ss sI si s{ss}}", "mode", &mode, "job", &job,
			"faultline", &version, "steps", &steps, "trials", &trials,
			"environment", "kernel", &kernel))
		return -1;
	i = name_index(mode_names, NR_MODES, mode);
	if (i < 0 || steps < 0)
		return -1;
	*wrong = NULL;
	analysis->mode = (enum mode)i;
	analysis->planned = (size_t)steps;
	analysis->run = json_incref(line);
	return 0;
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

void analysis_free(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->n_results; i++) {
		free(analysis->result[i].per_page);
		free(analysis->result[i].in_round);
		free(analysis->result[i].again);
		free(analysis->result[i].waits);
		free(analysis->result[i].preemptions);
		free(analysis->result[i].trial_faults);
		free(analysis->result[i].insn_per_page);
		free(analysis->result[i].cycles_per_page);
		free(analysis->result[i].histogram);
		free(analysis->result[i].waited);
	}
	free(analysis->result);
	free(analysis->slot);
	json_decref(analysis->run);
	memset(analysis, 0, sizeof(*analysis));
}

const struct result *analysis_find(const struct analysis *analysis, const struct cell *cell)
{
	const size_t *slot = analysis->n_slots ? find_slot(analysis, cell) : NULL;

	return slot && *slot ? &analysis->result[*slot - 1] : NULL;
}

void analysis_trials(const struct analysis *analysis, unsigned int *least, unsigned int *most)
{
	*least = *most = analysis->n_results ? analysis->result[0].trials : 0;
	for (size_t i = 1; i < analysis->n_results; i++) {
		unsigned int trials = analysis->result[i].trials;

		*least = trials < *least ? trials : *least;
		*most = trials > *most ? trials : *most;
	}
}

double result_cost(const struct analysis *analysis, const struct result *result)
{
	if (!result->trials)
		return NAN;
	if (analysis->mode == MODE_INSN)
		return result->per_page[0];
	return gsl_stats_median_from_sorted_data(result->per_page, 1, result->trials);
}

double result_spread(const struct result *result)
{
	if (!result->trials)
		return NAN;
	return result->per_page[result->trials - 1] / result->per_page[0] - 1;
}

double result_mkwrites(const struct result *result)
{
	if (!result->has_path || result->path[POINT_DO_PAGE_MKWRITE] == UINT64_MAX)
		return NAN;
	return (double)result->path[POINT_DO_PAGE_MKWRITE];
}

double result_mkwrite_cost(const struct result *result)
{
	double sum = 0;

	if (!result->has_parts)
		return NAN;
	for (int i = 0; i < NR_PARTS; i++)
		sum += result->part[i];
	return sum;
}
