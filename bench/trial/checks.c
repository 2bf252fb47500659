// SPDX-License-Identifier: GPL-2.0-only
/* Did a trial measure what its cell says? */
#include <stdbool.h>
#include <stdio.h>

#include "lib/page.h"
#include "trial/checks.h"
#include "trial/function_counts.h"
#include "trial/load.h"

/*
 * Of several threads in one mm that touch the same page, at least one takes a fault; another
 * one takes it, too, if it comes meanwhile, and none if it comes later.  One fault may map
 * all pages of a folio, but no other folio.  A folio of order 9 may be mapped as one, and then
 * becomes writable as one.
 */
static bool faults_by_page(const struct cell *cell)
{
	return cell->folio == FOLIO_ORDER0 ||
	       (state_flags[cell->state] & STATE_IS_TOUCHED && cell->folio != FOLIO_ORDER9);
}

static size_t least_faults(const struct cell *cell, const struct trial *trial)
{
	const bool same = cell->sharing == SHARING_OVERLAPPING;
	const bool own_mm = cell->tasks == TASKS_PROCESSES;
	/* Each mm has to map all of them */
	const size_t times = own_mm && (same || cell->sharing == SHARING_SAME_FOLIO) ?
			     cell->threads : 1;

	if (faults_by_page(cell))
		return same && !own_mm ? cell_pages_per_file(cell) : trial->pages;
	return cell_files(cell) > 1 ? cell_files(cell) : trial->folios.folios * times;
}

/* A touch takes one at most */
static size_t most_faults(const struct cell *cell, const struct trial *trial)
{
	/* A stray fault of the harness (a stack, a library page) is one in thousands */
	size_t most = trial->pages + 2 + 2 * cell->threads;

	/*
	 * A page may be written back, and so protected, between its fault and its store.  Of
	 * itself ext4 has that done where space is short.
	 */
	return load_writes_back(cell->load) || cell->setup & SETUP_BIT(NEAR_FULL) ?
	       most + trial->pages : most;
}

static size_t faults_of(const struct trial *trial)
{
	return (size_t)(trial->minflt + trial->majflt);
}

/* A fault count outside these bounds means that something else was measured */
static void check_faults(const struct cell *cell, struct trial *trial)
{
	size_t faults = faults_of(trial), least = least_faults(cell, trial);

	if (!faults || faults < least || faults > most_faults(cell, trial))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu faults for %zu pages, which take %zu at least, and one each at most",
			 faults, trial->pages, least);
}

static void check_file(const struct cell *cell, struct trial *trial)
{
	size_t touched = cell_pages_per_file(cell), mapped = cell->size / PAGE_BYTES;

	if (cell->folio == FOLIO_ORDER0 && trial->folios.tail_pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are in folios larger than order 0",
			 trial->folios.tail_pages);
	else if (cell_folio_order(cell) > 0 && trial->folios.pages >
		 trial->folios.order_pages[cell_folio_order(cell)] + cell_other_folios(cell))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "only %zu of %zu pages are in folios of order %d",
			 trial->folios.order_pages[cell_folio_order(cell)], trial->folios.pages,
			 cell_folio_order(cell));
	else if (cell->sharing == SHARING_SAME_FOLIO &&
		 4 * trial->folios.whole_pages < 3 * trial->folios.pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "only %zu of %zu pages are in folios of 32 pages or more",
			 trial->folios.whole_pages, trial->folios.pages);
	else if (cell->folio == FOLIO_LARGE &&
		 4 * trial->folios.large_pages < 3 * trial->folios.pages)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "only %zu of %zu pages are in folios of order 2 or more",
			 trial->folios.large_pages, trial->folios.pages);
	else if (cell->load == LOAD_NONE && !(cell->setup & SETUP_BIT(NEAR_FULL)) &&
		 trial->after.has_extents && trial->after.dirty < touched)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu pages are dirty after %zu were touched", trial->after.dirty, touched);
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

/* No page becomes writable without a call, and no fault takes two */
static void check_mkwrites(const struct cell *cell, struct trial *trial)
{
	uint64_t calls = trial->seen.path[POINT_DO_PAGE_MKWRITE];

	if (calls != UINT64_MAX && variants[cell->variant].path != PATH_NO_MKWRITE &&
	    (calls < least_faults(cell, trial) || calls > faults_of(trial)))
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%zu calls of page_mkwrite in %zu faults, where %zu are needed",
			 (size_t)calls, faults_of(trial), least_faults(cell, trial));
}

/*
 * A paced thread faults at another tick each time, when the file does not have that timestamp
 * yet.  So as many faults start a handle to write it as one thread has, or all on files of
 * their own.
 */
static size_t least_handles(const struct cell *cell, const struct trial *trial)
{
	if (!faults_by_page(cell))
		return trial->folios.folios / cell->threads;
	return cell->sharing == SHARING_PRIVATE ? trial->pages : trial->pages / cell->threads;
}

static void check_pace(const struct cell *cell, struct trial *trial)
{
	const uint64_t handles = trial->seen.path[POINT_JBD2_HANDLE_START];
	const size_t least = least_handles(cell, trial);

	if (cell->pace == PACE_NONE || variants[cell->variant].filesystem != FILESYSTEM_EXT4 ||
	    cell->setup & SETUP_BIT(LAZYTIME) || handles == UINT64_MAX || handles >= least)
		return;
	snprintf(trial->wrong, sizeof(trial->wrong),
		 "%zu handles were started, where %zu faults have a timestamp to write",
		 (size_t)handles, least);
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
	else if (trial->seen.by != WITNESS_LOCKS)
		check_mkwrites(cell, trial);
	if (trial->seen.by != WITNESS_LOCKS && !*trial->wrong)
		check_pace(cell, trial);
}

/* Were the locks held longer that were to be? */
static void check_delays(const struct cell *cell, struct trial *trial)
{
	char room[sizeof(trial->wrong)];
	const char *wrong = delayed_wrong(cell, &trial->delayed, room);

	if (wrong)
		snprintf(trial->wrong, sizeof(trial->wrong), "%s", wrong);
}

void trial_check(const struct cell *cell, struct trial *trial)
{
	if (trial->refused)
		snprintf(trial->wrong, sizeof(trial->wrong),
			 "%lu stores ended in SIGBUS: the filesystem had no space for the page",
			 trial->refused);
	if (!*trial->wrong)
		check_file(cell, trial);
	if (!*trial->wrong)
		check_faults(cell, trial);
	if (!*trial->wrong)
		check_load(cell, trial);
	if (!*trial->wrong)
		check_delays(cell, trial);
	if (trial->seen.by != WITNESS_NONE && !*trial->wrong)
		check_observation(cell, trial);
}
