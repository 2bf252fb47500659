// SPDX-License-Identifier: GPL-2.0-only
/* The line of a trial, read by the JSON parser: all lines, and those that are wrong. */
#include <jansson.h>
#include <stdlib.h>

#include "lib/names.h"
#include "model/cell_json.h"
#include "model/objects.h"
#include "results/trial_json.h"

static void read_path(const json_t *path, uint64_t count[NR_POINTS])
{
	for (int i = 0; i < NR_POINTS; i++) {
		const json_t *value = json_object_get(path, point_names[i]);

		count[i] = value ? (uint64_t)json_integer_value(value) : UINT64_MAX;
	}
}

/* Parts that another version of faultline names otherwise are no part of ours */
static int read_trace(const json_t *trace, struct result *result)
{
	const char *name;
	json_t *value;
	struct histogram histogram;
	json_int_t traced;

	if (json_unpack((json_t *)trace, "{sI}", "traced", &traced) ||
	    histogram_read(json_object_get(trace, "histogram"), &histogram))
		return -1;
	histogram_free(&result->histogram);
	result->histogram = histogram;
	json_object_foreach(json_object_get(trace, "parts"), name, value) {
		int i = names_index(path_part_names, NR_PARTS, name);

		if (i < 0 || !json_is_integer(value))
			return -1;
		result->part[i] = (double)json_integer_value(value);
	}
	result->has_parts = 1;
	result->tracing = (double)traced - result_mkwrite_cost(result);
	return 0;
}

/* Where there was no BPF, or no such object, the address stays 0 */
static void read_objects(const json_t *objects, struct object_addresses *found)
{
	for (int i = 0; i < NR_OBJECTS; i++) {
		const char *address = json_string_value(json_object_get(objects, object_types[i]));

		found->address[i] = address ? strtoull(address, NULL, 16) : 0;
	}
}

static int read_profiled(const json_t *object, struct result *result, const char **wrong)
{
	json_int_t index = -1, elapsed = 0, wall = 0;

	*wrong = "a profiled trial without its index or its cost";
	if (json_unpack((json_t *)object, "{sI sI sI}", "index", &index, "elapsed", &elapsed,
			"wall", &wall) || index < 0)
		return -1;
	read_objects(json_object_get(object, "objects"), &result->objects);
	result->profile = (uint64_t)index;
	result->profile_cost = (double)elapsed;
	result->profile_wall = (double)wall;
	result->has_profile = 1;
	*wrong = NULL;
	return 0;
}

static int read_unseen(const json_t *array, struct waits *waits)
{
	unsigned int unseen = 0;

	if (array && waits_from_json(array, &unseen))
		return -1;
	waits->unseen |= unseen;
	return 0;
}

/* Other tools of perf have files of their own */
static int read_perf(struct result *result, const json_t *perf, double pages, const char **wrong)
{
	*wrong = "a damaged record of perf";
	if (!json_is_string(json_object_get(perf, "tool")))
		return -1;
	if (json_object_get(perf, "locks"))
		return perf_locks_read(json_object_get(perf, "locks"), &result->perf_locks);
	if (json_object_get(perf, "counters"))
		return perf_counts_add(&result->perf, perf, pages, wrong);
	return json_object_get(perf, "samples") ? perf_sampled_add(&result->sampled, perf) : 0;
}

int result_add_watched(struct result *result, const json_t *object,
		       const struct trial_line *line, enum mode mode, const char **wrong)
{
	const json_t *path = json_object_get(object, "path");
	const json_t *trace = json_object_get(object, "trace");
	const json_t *locks = json_object_get(object, "locks");
	const json_t *perf = json_object_get(object, "perf");

	if (perf)
		return read_perf(result, perf, (double)line->pages, wrong) ? -1 : 1;
	if (json_is_true(json_object_get(object, "profiled")))
		return read_profiled(object, result, wrong) ? -1 : 1;
	*wrong = "a trace with an unknown part or a damaged histogram";
	/* Without a clock its times are the emulator's, and mean nothing */
	if (trace && mode != MODE_COUNT && read_trace(trace, result))
		return -1;
	*wrong = "a damaged trace of locks";
	if (locks && (read_unseen(json_object_get(object, "unseen"), &result->waited) ||
		      waits_add_round(&result->waited, locks,
				      (double)line->minflt + (double)line->majflt,
				      mode != MODE_COUNT)))
		return -1;
	*wrong = NULL;
	if (path) {
		read_path(path, result->path);
		result->has_path = 1;
	}
	return path || locks;
}

int trial_line_from_json(const json_t *object, struct trial_line *line, const char **wrong)
{
	json_int_t pages, minflt, majflt, elapsed, folio_pages, folios;
	json_int_t cycles = -1, insn = -1, waits = -1, preemptions = -1, load_rounds = -1;
	json_int_t load_per_second = -1;
	json_int_t round;
	const json_t *cell;

	*wrong = "a trial lacks a key, or has one of another type";
	if (json_unpack((json_t *)object, "{so sI sI sI sI sI s{sI sI} s?I s?I s?I s?I s?I s?I}",
			"cell", &cell, "round", &round,
			"pages", &pages, "minflt", &minflt, "majflt", &majflt,
			"elapsed", &elapsed, "folios", "pages", &folio_pages, "folios", &folios,
			"waits", &waits, "preemptions", &preemptions, "load_rounds", &load_rounds,
			"load_per_second", &load_per_second,
			"cycles", &cycles, "insn", &insn))
		return -1;
	*line = (struct trial_line){
		.again = json_is_true(json_object_get(object, "again")),
		.failed = json_object_get(object, "wrong"),
		.round = round, .pages = pages, .minflt = minflt, .majflt = majflt,
		.elapsed = elapsed, .waits = waits, .preemptions = preemptions,
		.folio_pages = folio_pages, .folios = folios, .load_rounds = load_rounds,
		.load_per_second = load_per_second,
		.cycles = cycles, .insn = insn,
	};
	*wrong = "a trial is of a cell that cannot be";
	if (cell_from_json(cell, &line->cell) || pages < 0 || elapsed < 0 ||
	    minflt < 0 || majflt < 0 || folio_pages < 0 || folios < 0)
		return -1;
	*wrong = NULL;
	return 0;
}
