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

/* Format 1 had the waits of one lock trial without its faults; it is read as well */
#define FORMAT 2

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

		/* In mode count there is no cost */
		if (isnan(elapsed) || !(elapsed > 0)) {
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

/* By round, of lock trials; NULL if a number is too large */
static json_t *values_to_json(const double *value, unsigned int n)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < n; i++) {
		if (json_array_append_new(array, json_whole(value[i]))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* Times are of a clock: in mode count there are none, and none are written */
static json_t *locks_to_json(const struct waits *waits, enum mode mode)
{
	json_t *locks = json_array();
	int bad = 0;

	for (size_t i = 0; i < waits->n; i++) {
		const struct waited *waited = &waits->lock[i];
		json_t *lock = json_pack("{ss so}", "name", waited->lock,
			"events", values_to_json(waited->events, waits->rounds));

		if (lock && mode != MODE_COUNT)
			bad |= json_object_set_new(lock, "times",
						   values_to_json(waited->time, waits->rounds));
		bad |= json_array_append_new(locks, lock);
	}
	if (!bad)
		return locks;
	json_decref(locks);
	return NULL;
}

/* Of a baseline of format 1 nobody knows the faults, and it is not written again */
static int add_waits(json_t *object, const struct waits *waits, enum mode mode)
{
	if (!waits->rounds)
		return 0;
	if (waits->unseen && json_object_set_new(object, "unseen", waits_to_json(waits->unseen)))
		return -1;
	return json_object_set_new(object, "lock_faults",
				   values_to_json(waits->faults, waits->rounds)) |
	       json_object_set_new(object, "locks", locks_to_json(waits, mode));
}

static json_t *result_to_json(const struct result *result, enum mode mode)
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
	if (result->locks.n)
		bad |= json_object_set_new(object, "held", held_locks_to_json(&result->locks));
	bad |= add_waits(object, &result->waited, mode);
	if (!bad)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *analysis_to_json(const struct analysis *analysis, const char *dir)
{
	json_t *cells = json_array();

	for (size_t i = 0; i < analysis->n_results; i++) {
		json_t *cell = result_to_json(&analysis->result[i], analysis->mode);

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

	if (analysis->mode == MODE_COUNT && !analysis_has_locks(analysis))
		return complain("%s: a run in mode count has no costs, and this one no lock trials",
				dir);
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

/* As baselines of format 1 have it: the waits of one lock trial, and not its faults */
static int read_old_locks(const json_t *locks, struct waits *waits)
{
	json_t *object;
	size_t i;

	if (waits_open_round(waits, NAN))
		return -1;
	json_array_foreach(locks, i, object) {
		json_int_t count, total;
		struct waited *waited;
		const char *name;

		if (json_unpack(object, "{ss sI sI}", "name", &name, "count", &count,
				"total", &total) || count < 1 || total < 0)
			return -1;
		waited = waits_lock(waits, name);
		if (!waited || waited->events_sum > 0)
			return -1;
		waited_add(waits, waited, (double)count, (double)total);
	}
	return 0;
}

/* Return: 0, or -1 if @array, which may be NULL, has not @n numbers of @least or more */
static int check_values(const json_t *array, size_t n, json_int_t least)
{
	json_t *value;
	size_t i;

	if (array && json_array_size(array) != n)
		return -1;
	json_array_foreach(array, i, value) {
		if (!json_is_integer(value) || json_integer_value(value) < least)
			return -1;
	}
	return 0;
}

static double value_at(const json_t *array, size_t i)
{
	return (double)json_integer_value(json_array_get(array, i));
}

/* The rounds are not filled yet: each lock is there from the first on */
static int add_lock(const json_t *object, size_t rounds, struct waits *waits)
{
	const json_t *events, *times = NULL;
	const char *name;

	return json_unpack((json_t *)object, "{ss so s?o}", "name", &name, "events", &events,
			   "times", &times) || !json_is_array(events) ||
	       check_values(events, rounds, 0) || check_values(times, rounds, 0) ||
	       waited_find(waits, name) || !waits_lock(waits, name) ? -1 : 0;
}

static int read_locks(const json_t *locks, const json_t *faults, struct waits *waits)
{
	size_t rounds = json_array_size(faults), i;
	json_t *object;

	if (!json_is_array(locks) || !rounds || check_values(faults, rounds, 1))
		return -1;
	json_array_foreach(locks, i, object) {
		if (add_lock(object, rounds, waits))
			return -1;
	}
	for (size_t round = 0; round < rounds; round++) {
		if (waits_open_round(waits, value_at(faults, round)))
			return -1;
		json_array_foreach(locks, i, object) {
			waited_add(waits, &waits->lock[i],
				   value_at(json_object_get(object, "events"), round),
				   value_at(json_object_get(object, "times"), round));
		}
	}
	return 0;
}

static int read_waits(const json_t *locks, const json_t *faults, const json_t *unseen,
		      struct waits *waits)
{
	if (!locks)
		return faults || unseen ? -1 : 0;
	if (unseen && waits_from_json(unseen, &waits->unseen))
		return -1;
	if (faults)
		return read_locks(locks, faults, waits);
	return json_is_array(locks) ? read_old_locks(locks, waits) : -1;
}

/* Return: 0, or -1 with @wrong set, or NULL in it if it was complained of */
static int read_cell(struct analysis *analysis, const json_t *object, const char **wrong)
{
	const json_t *elapsed, *again = NULL, *parts = NULL, *locks = NULL, *faults = NULL;
	const json_t *held = NULL, *unseen = NULL;
	json_int_t pages, failed;
	struct result *result;
	struct cell cell;
	int ret;

	*wrong = "lacks a key, or has one of another type";
	if (cell_from_json(object, &cell) ||
	    json_unpack((json_t *)object, "{sI sI so s?o s?o s?o s?o s?o s?o}", "pages",
			&pages, "failed", &failed, "elapsed", &elapsed, "again", &again,
			"parts", &parts, "locks", &locks, "lock_faults", &faults,
			"held", &held, "unseen", &unseen))
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
	if (ret || read_parts(parts, result) || read_waits(locks, faults, unseen, &result->waited) ||
	    (held && held_locks_from_json(held, &result->locks)))
		return -1;
	waits_sort(&result->waited);
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
	if (json_integer_value(format) < 1 || json_integer_value(format) > FORMAT)
		return complain("%s: a baseline of format %lld; this faultline knows 1 to %d", path,
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
