// SPDX-License-Identifier: GPL-2.0-only
/* The cells of a run, found by a hash of all that names them. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "lib/complain.h"
#include "lib/names.h"
#include "results/analysis.h"

/* uthash has cells as keys as they lie in memory */
_Static_assert(sizeof(struct cell) == 16 * sizeof(int) + sizeof(size_t),
	       "padding would be hashed and compared");

/* Where a cell's result is.  Results move when there are more of them, so not at which address */
struct place {
	struct cell cell;
	size_t at;
	UT_hash_handle hh;
};

static struct place *find_place(const struct analysis *analysis, const struct cell *cell)
{
	struct place *place;

	HASH_FIND(hh, analysis->places, cell, sizeof(*cell), place);
	return place;
}

static struct place *add_place(struct analysis *analysis, const struct cell *cell)
{
	struct place *place = calloc(1, sizeof(*place));

	if (!place)
		return NULL;
	place->cell = *cell;
	place->at = analysis->n_results;
	HASH_ADD(hh, analysis->places, cell, sizeof(place->cell), place);
	if (place->hh.tbl)
		return place;
	free(place);
	return NULL;
}

struct result *analysis_result(struct analysis *analysis, const struct cell *cell)
{
	const struct place *place = find_place(analysis, cell);
	struct result *grown;

	if (place)
		return &analysis->result[place->at];
	grown = reallocarray(analysis->result, analysis->n_results + 1, sizeof(*grown));
	if (grown)
		analysis->result = grown;
	if (!grown || !add_place(analysis, cell)) {
		complain("out of memory for results");
		return NULL;
	}
	grown += analysis->n_results++;
	memset(grown, 0, sizeof(*grown));
	grown->cell = *cell;
	return grown;
}

const struct result *analysis_find(const struct analysis *analysis, const struct cell *cell)
{
	const struct place *place = find_place(analysis, cell);

	return place ? &analysis->result[place->at] : NULL;
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
	i = names_index(mode_names, NR_MODES, mode);
	if (i < 0 || steps < 0)
		return -1;
	*wrong = NULL;
	analysis->mode = (enum mode)i;
	analysis->planned = (size_t)steps;
	analysis->run = json_incref(line);
	return 0;
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

bool analysis_has_locks(const struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->n_results; i++)
		if (analysis->result[i].waited.rounds)
			return true;
	return false;
}

bool analysis_watches(const struct analysis *analysis, enum wait_kind kind)
{
	const json_t *kinds = json_object_get(analysis->run, "event_kinds");
	json_t *name;
	size_t i;

	json_array_foreach(kinds, i, name) {
		if (json_is_string(name) && !strcmp(json_string_value(name), wait_kind_names[kind]))
			return true;
	}
	/* Before there was such a list */
	return !kinds && kind != KIND_HANDLE && kind != KIND_COMMIT;
}

double result_cost(const struct analysis *analysis, const struct result *result)
{
	if (!result->trials)
		return NAN;
	if (analysis->mode == MODE_INSN)
		return result->per_page[0];
	return gsl_stats_median_from_sorted_data(result->per_page, 1, result->trials);
}

void analysis_free(struct analysis *analysis)
{
	struct place *place, *next;

	for (size_t i = 0; i < analysis->n_results; i++)
		result_free(&analysis->result[i]);
	free(analysis->result);
	place = analysis->places;
	HASH_CLEAR(hh, analysis->places);
	for (; place; place = next) {
		next = place->hh.next;
		free(place);
	}
	json_decref(analysis->run);
	memset(analysis, 0, sizeof(*analysis));
}
