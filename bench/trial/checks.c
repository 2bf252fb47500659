// SPDX-License-Identifier: GPL-2.0-only
/* Did a trial measure what its cell says? */
#include <stdio.h>

#include "lib/page.h"
#include "trial/checks.h"
#include "trial/function_counts.h"
#include "trial/load.h"

/* A fault count outside these bounds means that something else was measured */
static void check_counts(const struct cell *cell, struct trial *trial)
{
	size_t faults = (size_t)(trial->minflt + trial->majflt);
	size_t pages = trial->pages, mapped = cell->size / PAGE_BYTES;
	size_t most = pages + 2 + 2 * cell->threads;
	int one_each = cell->folio == FOLIO_ORDER0 || state_flags[cell->state] & STATE_IS_TOUCHED;

	/*
	 * A page may be written back, and so protected, between its fault and its store.  Of
	 * itself ext4 has that done where space is short.
	 */
	if (load_writes_back(cell->load) || cell->setup & SETUP_BIT(NEAR_FULL))
		most += pages;
	/* A stray fault of the harness (a stack, a library page) is one in thousands */
	if (trial->refused)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%lu stores ended in SIGBUS: the filesystem had no space for the page",
			 trial->refused);
	else if (one_each && (faults < pages || faults > most))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu faults for %zu pages, where each page takes one", faults, pages);
	else if (!faults || faults > most)
		snprintf(trial->wrong, sizeof(trial->wrong), "%zu faults for %zu pages",
			 faults, pages);
	else if (cell->folio == FOLIO_ORDER0 && trial->folios.tail_pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are in folios larger than order 0",
			 trial->folios.tail_pages);
	else if (cell->folio == FOLIO_LARGE &&
		 4 * trial->folios.large_pages < 3 * trial->folios.pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "only %zu of %zu pages are in folios of order 2 or more",
			 trial->folios.large_pages, trial->folios.pages);
	else if (cell->load == LOAD_NONE && !(cell->setup & SETUP_BIT(NEAR_FULL)) &&
		 trial->after.has_extents &&
		 trial->after.dirty < pages / cell_files(cell))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are dirty after %zu were touched", trial->after.dirty,
			 pages / cell_files(cell));
	else if (trial->after.cached > mapped)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are cached of a file of %zu", trial->after.cached, mapped);
}

/* A load that did nothing meanwhile was none */
static void check_load(const struct cell *cell, struct trial *trial)
{
	const struct load_work *load = &trial->load;
	const char *name = load_names[cell->load], *effect = load_effect(cell->load);

	if (cell->load == LOAD_NONE)
		return;
	if (!load->rounds)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "load %s was not under way meanwhile; a larger size takes longer", name);
	else if (effect && load->effect <= 0)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "load %s ran %lu times to no effect: 0 %s", name, load->rounds, effect);
	/* Half of it, and what does not fill a turn */
	else if (load->rounds < (unsigned long)(load->seconds * cell->load_rate / 2))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "load %s ran %lu times a second, less than half of load_rate=%u", name,
			 load_per_second(load), cell->load_rate);
}

/* Did the faults go their cell's way, and was all of it seen? */
static void check_observation(const struct cell *cell, struct trial *trial)
{
	const char *wrong = NULL;

	if (trial->seen.by != WITNESS_LOCKS)
		wrong = function_counts_wrong(cell, trial->seen.path);
	if (!wrong)
		wrong = trial->seen.wrong;
	if (wrong)
		snprintf(trial->wrong, sizeof(trial->wrong), "%s", wrong);
}

void trial_check(const struct cell *cell, struct trial *trial)
{
	check_counts(cell, trial);
	if (!*trial->wrong)
		check_load(cell, trial);
	if (trial->seen.by != WITNESS_NONE && !*trial->wrong)
		check_observation(cell, trial);
}
