// SPDX-License-Identifier: GPL-2.0-only
/* The cells of a run, found by a hash of all that names them. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "results/analysis.h"

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

const struct result *analysis_find(const struct analysis *analysis, const struct cell *cell)
{
	const size_t *slot = analysis->n_slots ? find_slot(analysis, cell) : NULL;

	return slot && *slot ? &analysis->result[*slot - 1] : NULL;
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

void analysis_free(struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->n_results; i++)
		result_free(&analysis->result[i]);
	free(analysis->result);
	free(analysis->slot);
	json_decref(analysis->run);
	memset(analysis, 0, sizeof(*analysis));
}
