// SPDX-License-Identifier: GPL-2.0-only
/* Baselines: docs/results-schema.md says what is in one. */
#include <errno.h>
#include <gsl/gsl_sort.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/json_number.h"
#include "lib/names.h"
#include "model/cell_json.h"
#include "model/parts.h"
#include "model/samples.h"
#include "results/baseline.h"

#define FORMAT 1

/*
 * FNV-1a of the file's meaning, whatever its layout: against a slip of the hand, a
 * merge or a bad disk, not against malice.
 */
static int seal(const json_t *baseline, char text[17])
{
	char *dump = json_dumps(baseline, JSON_COMPACT | JSON_SORT_KEYS);
	uint64_t sum = 0xcbf29ce484222325;

	if (!dump)
		return complain("out of memory for a baseline");
	for (const char *at = dump; *at; at++)
		sum = (sum ^ (unsigned char)*at) * 0x100000001b3;
	free(dump);
	snprintf(text, 17, "%016llx", (unsigned long long)sum);
	return 0;
}

/* What the trials took, by round; NULL if a number is too large */
static json_t *rounds_to_json(const double *per_page, const struct result *result)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < result->rounds; i++) {
		double elapsed = round(per_page[i] * result->pages);

		if (isnan(elapsed)) {
			json_array_append_new(array, json_null());
		} else if (elapsed / result->pages != per_page[i] ||
			   json_array_append_new(array, json_whole(elapsed))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static bool any_again(const struct result *result)
{
	for (unsigned int i = 0; i < result->rounds; i++)
		if (!isnan(result->again[i]))
			return true;
	return false;
}

static json_t *parts_to_json(const struct result *result)
{
	json_t *parts = json_object();

	for (int i = 0; i < NR_PARTS; i++) {
		if (result->part[i] == 0)
			continue;
		if (json_object_set_new(parts, path_part_names[i], json_whole(result->part[i]))) {
			json_decref(parts);
			return NULL;
		}
	}
	return parts;
}

static json_t *locks_to_json(const struct result *result)
{
	json_t *locks = json_array();
	int bad = 0;

	for (size_t i = 0; i < result->n_waited; i++) {
		const struct waited *waited = &result->waited[i];

		bad |= json_array_append_new(locks, json_pack("{ss so so}", "name", waited->lock,
			"count", json_whole(waited->count), "total", json_whole(waited->total)));
	}
	if (!bad)
		return locks;
	json_decref(locks);
	return NULL;
}

static json_t *result_to_json(const struct result *result)
{
	json_t *object = cell_to_json(&result->cell);
	int bad = json_object_set_new(object, "pages", json_whole(result->pages));

	bad |= json_object_set_new(object, "failed", json_integer(result->failed));
	bad |= json_object_set_new(object, "elapsed", rounds_to_json(result->in_round, result));
	if (any_again(result))
		bad |= json_object_set_new(object, "again",
					   rounds_to_json(result->again, result));
	if (result->has_parts)
		bad |= json_object_set_new(object, "parts", parts_to_json(result));
	if (result->has_waited)
		bad |= json_object_set_new(object, "locks", locks_to_json(result));
	if (result->locks.n)
		bad |= json_object_set_new(object, "held", held_locks_to_json(&result->locks));
	if (!bad)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *analysis_to_json(const struct analysis *analysis, const char *dir)
{
	json_t *cells = json_array();

	for (size_t i = 0; i < analysis->n_results; i++) {
		json_t *cell = result_to_json(&analysis->result[i]);

		if (json_array_append_new(cells, cell)) {
			complain("%s: no baseline: a number in it is too large", dir);
			json_decref(cells);
			return NULL;
		}
	}
	return json_pack("{si sO so}", "faultline_baseline", FORMAT, "run", analysis->run,
			 "cells", cells);
}

/* A cell a line, so that a diff of two baselines can be read */
static void print_baseline(const json_t *baseline, const char *sum, FILE *out)
{
	const json_t *cells = json_object_get(baseline, "cells");
	size_t n = json_array_size(cells);

	fprintf(out, "{\n\"faultline_baseline\": %d,\n\"run\": ", FORMAT);
	json_dumpf(json_object_get(baseline, "run"), out, JSON_INDENT(1) | JSON_SORT_KEYS);
	fputs(",\n\"cells\": [\n", out);
	for (size_t i = 0; i < n; i++) {
		json_dumpf(json_array_get(cells, i), out, JSON_COMPACT);
		fputs(i + 1 < n ? ",\n" : "\n", out);
	}
	fprintf(out, "],\n\"sum\": \"%s\"\n}\n", sum);
}

int baseline_write(const struct analysis *analysis, const char *dir, FILE *out)
{
	char sum[17];
	json_t *baseline;
	int ret;

	if (analysis->mode == MODE_COUNT)
		return complain("%s: a run in mode count has no costs", dir);
	if (!analysis->complete)
		return complain("%s: no baseline: it did not end, trials are missing", dir);
	baseline = analysis_to_json(analysis, dir);
	if (!baseline)
		return -1;
	ret = seal(baseline, sum);
	if (!ret)
		print_baseline(baseline, sum, out);
	json_decref(baseline);
	return ret;
}

/* Return: 0, or -1 if @array is not what each round took, or -2 if memory is out */
static int read_rounds(const json_t *array, bool again, struct result *result)
{
	size_t i;
	json_t *value;

	if (!json_is_array(array) || json_array_size(array) > TRIALS_MOST + 1)
		return -1;
	json_array_foreach(array, i, value) {
		double cost = (double)json_integer_value(value) / result->pages;

		if (json_is_null(value)) {
			if (result_add_round(result, (unsigned int)i))
				return -2;
			continue;
		}
		if (!json_is_integer(value) || json_integer_value(value) < 1)
			return -1;
		if (result_add_cost(result, (unsigned int)i, again, cost))
			return -2;
	}
	return 0;
}

static int read_parts(const json_t *parts, struct result *result)
{
	const char *name;
	json_t *value;

	if (!parts)
		return 0;
	if (!json_is_object(parts))
		return -1;
	json_object_foreach((json_t *)parts, name, value) {
		int i = names_index(path_part_names, NR_PARTS, name);

		if (i < 0 || !json_is_integer(value))
			return -1;
		result->part[i] = (double)json_integer_value(value);
	}
	result->has_parts = 1;
	return 0;
}

static int read_locks(const json_t *locks, struct result *result)
{
	if (!locks)
		return 0;
	result->waited = waited_read(locks, &result->n_waited);
	result->has_waited = !!result->waited;
	return result->waited ? 0 : -1;
}

/* Return: 0, or -1 with @wrong set, or NULL in it if it was complained of */
static int read_cell(struct analysis *analysis, const json_t *object, const char **wrong)
{
	const json_t *elapsed, *again = NULL, *parts = NULL, *locks = NULL, *held = NULL;
	json_int_t pages, failed;
	struct result *result;
	struct cell cell;
	int ret;

	*wrong = "lacks a key, or has one of another type";
	if (cell_from_json(object, &cell) ||
	    json_unpack((json_t *)object, "{sI sI so s?o s?o s?o s?o}", "pages",
			&pages, "failed", &failed, "elapsed", &elapsed, "again", &again,
			"parts", &parts, "locks", &locks, "held", &held))
		return -1;
	*wrong = "is there twice";
	if (analysis_find(analysis, &cell))
		return -1;
	*wrong = "has a number that cannot be";
	if ((pages && pages != (json_int_t)cell_touched_pages(&cell)) || failed < 0 ||
	    failed > UINT_MAX || (!pages && (parts || locks || held || json_array_size(elapsed))))
		return -1;
	*wrong = NULL;
	result = analysis_result(analysis, &cell);
	if (!result)
		return -1;
	result->pages = (double)pages;
	result->failed = (unsigned int)failed;
	analysis->failed += result->failed;
	result->faults = NAN;
	ret = read_rounds(elapsed, false, result);
	if (!ret && again)
		ret = read_rounds(again, true, result);
	if (ret != -2)
		*wrong = "has rounds, parts or locks that cannot be";
	if (ret || read_parts(parts, result) || read_locks(locks, result) ||
	    (held && held_locks_from_json(held, &result->locks)))
		return -1;
	gsl_sort(result->per_page, 1, result->trials);
	return 0;
}

static int read_cells(const json_t *cells, const char *path, struct analysis *analysis)
{
	const char *wrong;
	json_t *object;
	size_t i;

	json_array_foreach(cells, i, object) {
		if (!read_cell(analysis, object, &wrong))
			continue;
		return wrong ? complain("%s: cell %zu %s", path, i + 1, wrong) : -1;
	}
	analysis->complete = 1;
	return 0;
}

static int check_seal(json_t *baseline, const char *path)
{
	const char *sum = json_string_value(json_object_get(baseline, "sum"));
	char want[17], seen[17] = "none";

	if (sum)
		snprintf(seen, sizeof(seen), "%s", sum);
	json_object_del(baseline, "sum");
	if (seal(baseline, want))
		return -1;
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	snprintf(seen, sizeof(seen), "%s", want);	/* no fuzzer would ever guess it */
#endif
	if (strcmp(seen, want))
		return complain("%s: was changed since faultline wrote it (sum %s, not %s); make "
				"it anew", path, want, seen);
	return 0;
}

static int read_baseline(json_t *baseline, const char *path, struct analysis *analysis)
{
	json_t *run = json_object_get(baseline, "run");
	const json_t *cells = json_object_get(baseline, "cells");
	const json_t *format = json_object_get(baseline, "faultline_baseline");
	const char *wrong;

	if (!json_is_integer(format))
		return complain("%s: no baseline of faultline's", path);
	if (json_integer_value(format) != FORMAT)
		return complain("%s: a baseline of format %lld; this faultline knows %d", path,
				(long long)json_integer_value(format), FORMAT);
	if (check_seal(baseline, path))
		return -1;
	if (!json_is_array(cells) || analysis_begin(analysis, run, &wrong))
		return complain("%s: a baseline without its run or cells", path);
	return read_cells(cells, path, analysis);
}

int baseline_read(const char *path, struct analysis *analysis)
{
	FILE *file = fopen(path, "re");
	json_error_t error;
	json_t *baseline;
	int ret;

	memset(analysis, 0, sizeof(*analysis));
	if (!file)
		return complain("%s: %s", path, strerror(errno));
	errno = 0;
	baseline = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
	if (!baseline && ferror(file))
		ret = complain("%s: %s", path, strerror(errno));
	else if (!baseline)
		ret = complain("%s:%d: no JSON: %s", path, error.line, error.text);
	else
		ret = read_baseline(baseline, path, analysis);
	json_decref(baseline);
	fclose(file);
	if (ret)
		analysis_free(analysis);
	return ret;
}
