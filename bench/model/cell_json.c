// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <string.h>

#include "lib/names.h"
#include "lib/page.h"
#include "model/cell_json.h"

json_t *cell_to_json(const struct cell *cell)
{
	json_t *object = json_pack("{ss ss si ss ss si ss ss si sI}",
				   "variant", variant_names[cell->variant],
				   "state", state_names[cell->state],
				   "block_size", (int)cell->block_size,
				   "folio", folio_names[cell->folio],
				   "pattern", pattern_names[cell->pattern],
				   "threads", (int)cell->threads,
				   "sharing", sharing_names[cell->sharing],
				   "load", load_names[cell->load],
				   "stride", (int)cell->stride,
				   "size", (json_int_t)cell->size);
	char setup[SETUP_NAME];

	if (cell->load_rate)
		json_object_set_new(object, "load_rate", json_integer(cell->load_rate));
	/* Older versions have these neither */
	if (cell->tasks != TASKS_THREADS)
		json_object_set_new(object, "tasks", json_string(tasks_names[cell->tasks]));
	if (cell->pace != PACE_NONE)
		json_object_set_new(object, "pace", json_string(pace_names[cell->pace]));
	if (cell->setup)
		json_object_set_new(object, "setup", json_string(setup_name(cell->setup, setup)));
	if (cell->extent)
		json_object_set_new(object, "extent", json_integer(cell->extent));
	if (cell->files)
		json_object_set_new(object, "files", json_integer(cell->files));
	return object;
}

int cell_from_json(const json_t *object, struct cell *cell)
{
	const char *variant, *state, *folio, *pattern, *sharing, *load = load_names[LOAD_NONE];
	const char *tasks = tasks_names[TASKS_THREADS], *pace = pace_names[PACE_NONE];
	const char *setup_text = "";
	unsigned int setup;
	json_int_t block_size, threads, stride, size, load_rate = 0, extent = 0, files = 0;
	int v, s, f, p, h, l, t, c;

	if (json_unpack((json_t *)object, "{ss ss sI ss ss sI ss s?s sI sI s?I s?s s?s s?s"
			" s?I s?I}",
			"variant", &variant, "state", &state, "block_size", &block_size,
			"folio", &folio, "pattern", &pattern, "threads", &threads,
			"sharing", &sharing, "load", &load, "stride", &stride, "size", &size,
			"load_rate", &load_rate, "tasks", &tasks, "pace", &pace,
			"setup", &setup_text, "extent", &extent, "files", &files))
		return -1;
	v = names_index(variant_names, NR_VARIANTS, variant);
	s = names_index(state_names, NR_STATES, state);
	f = names_index(folio_names, NR_FOLIOS, folio);
	p = names_index(pattern_names, NR_PATTERNS, pattern);
	h = names_index(sharing_names, NR_SHARINGS, sharing);
	l = names_index(load_names, NR_LOADS, load);
	t = names_index(tasks_names, NR_TASKS, tasks);
	c = names_index(pace_names, NR_PACES, pace);
	if (t < 0 || c < 0 || v < 0 || s < 0 || f < 0 || p < 0 || h < 0 || l < 0 ||
	    block_size < 1 || threads < 1 ||
	    stride < 1 || block_size > INT_MAX || threads > INT_MAX || stride > INT_MAX ||
	    size < PAGE_BYTES || load_rate < 0 || load_rate > INT_MAX ||
	    extent < 0 || extent > INT_MAX || files < 0 || files > INT_MAX ||
	    setup_read(setup_text, strlen(setup_text), &setup))
		return -1;
	*cell = (struct cell){
		.variant = (enum variant)v, .state = (enum state)s, .folio = (enum folio)f,
		.pattern = (enum pattern)p, .sharing = (enum sharing)h, .load = (enum load)l,
		.tasks = (enum tasks)t, .pace = (enum pace)c,
		.block_size = (unsigned int)block_size, .threads = (unsigned int)threads,
		.load_rate = (unsigned int)load_rate, .stride = (unsigned int)stride,
		.setup = setup, .size = (size_t)size,
		.extent = (unsigned int)extent, .files = (unsigned int)files,
	};
	return 0;
}
