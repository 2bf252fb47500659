// SPDX-License-Identifier: GPL-2.0-only
/* The names of cells, and which combinations exist. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/page.h"
#include "model/cell.h"

const char *const state_names[NR_STATES] = {
#define STATE(id, token, name, flags) [STATE_##id] = (name),
	STATES(STATE)
#undef STATE
};

/* Its column in tables */
#define STATE(id, token, name, flags) \
	_Static_assert(sizeof(name) <= sizeof("prealloc"), "a state has at most 8 letters");
STATES(STATE)
#undef STATE

const unsigned int state_flags[NR_STATES] = {
#define STATE(id, token, name, flags) [STATE_##id] = (flags),
	STATES(STATE)
#undef STATE
};

const char *const folio_names[NR_FOLIOS] = {
	[FOLIO_ORDER0]	= "order0",
	[FOLIO_LARGE]	= "large",
};

const char *const pattern_names[NR_PATTERNS] = {
	[PATTERN_SEQUENTIAL]	= "sequential",
	[PATTERN_RANDOM]	= "random",
	[PATTERN_STRIDE]	= "stride",
};

const char *const sharing_names[NR_SHARINGS] = {
	[SHARING_SHARED]	= "shared",
	[SHARING_PRIVATE]	= "private",
	[SHARING_OVERLAPPING]	= "overlapping",
	[SHARING_SAME_FOLIO]	= "same-folio",
};

const char *const tasks_names[NR_TASKS] = {
	[TASKS_THREADS]		= "threads",
	[TASKS_PROCESSES]	= "processes",
};

const char *const pace_names[NR_PACES] = {
	[PACE_NONE]		= "none",
	[PACE_TICK]		= "tick",
};

const char *const load_names[NR_LOADS] = {
#define LOAD(id, token) [LOAD_##id] = #token,
	LOADS(LOAD)
#undef LOAD
};

bool load_writes_back(enum load load)
{
	return load == LOAD_WRITEBACK || load == LOAD_FSYNC || load == LOAD_RECLAIM;
}

static const char *same_folio_impossible(const struct cell *cell)
{
	if (cell->folio != FOLIO_LARGE)
		return "threads share a folio only if it is large";
	if (cell->pattern != PATTERN_SEQUENTIAL)
		return "threads go through the same folio in order only";
	return cell->threads > CELL_LARGE_FOLIO / PAGE_BYTES ?
	       "a folio of 32 pages is too small for so many threads" : NULL;
}

const char *cell_impossible(const struct cell *cell)
{
	if (cell->sharing == SHARING_SAME_FOLIO && same_folio_impossible(cell))
		return same_folio_impossible(cell);
	if (cell->load == LOAD_MAP && cell->tasks == TASKS_PROCESSES)
		return "processes have a mm each: none of them meets what load=map does in its own";
	if (cell->state == STATE_DELALLOC && load_writes_back(cell->load))
		return "with writeback going on nothing stays delayed";
	if (setup_impossible(cell->setup, cell->variant))
		return setup_impossible(cell->setup, cell->variant);
	if (!variants[cell->variant].in_memory)
		return NULL;
	if (cell->block_size != PAGE_BYTES)
		return "tmpfs has no block size of its own";
	if (cell->state == STATE_PREALLOC)
		return "tmpfs has no unwritten extents";
	if (cell->state == STATE_WRITTEN || cell->state == STATE_REDIRTY)
		return "tmpfs has no writeback, its pages are never clean";
	if (cell->load == LOAD_COMMIT || load_writes_back(cell->load))
		return "tmpfs has nothing to commit, to write back or to reclaim";
	return NULL;
}

/* Without those of the setup */
static const char *variant_options(const struct cell *cell)
{
	const struct variant_facts *variant = &variants[cell->variant];

	return cell->folio == FOLIO_LARGE && variant->options_large ? variant->options_large :
	       variant->options;
}

char *cell_mount_options(const struct cell *cell, char buf[CELL_OPTIONS])
{
	const enum filesystem_type filesystem = variants[cell->variant].filesystem;
	int at = snprintf(buf, CELL_OPTIONS, "%s", variant_options(cell));

	for (int i = 0; i < NR_SETUPS; i++)
		if (cell->setup & 1U << i && setups[i].on[filesystem].option)
			at += snprintf(buf + at, CELL_OPTIONS - (size_t)at, ",%s",
				       setups[i].on[filesystem].option);
	return buf;
}

int cell_compare_filesystems(const struct cell *a, const struct cell *b)
{
	if (a->variant != b->variant)
		return a->variant < b->variant ? -1 : 1;
	if (a->block_size != b->block_size)
		return a->block_size < b->block_size ? -1 : 1;
	if (a->setup != b->setup)
		return a->setup < b->setup ? -1 : 1;
	return strcmp(variant_options(a), variant_options(b));
}

size_t cell_pages_per_file(const struct cell *cell)
{
	const size_t pages = cell->size / PAGE_BYTES, folio = CELL_LARGE_FOLIO / PAGE_BYTES;

	/* As many in each folio for each thread */
	if (cell->sharing == SHARING_SAME_FOLIO)
		return pages / folio * (folio / cell->threads) * cell->threads;
	if (cell->pattern == PATTERN_STRIDE)
		return (pages + cell->stride - 1) / cell->stride;
	return pages;
}

size_t cell_touched_pages(const struct cell *cell)
{
	size_t pages = cell_pages_per_file(cell);

	if (cell->sharing == SHARING_PRIVATE || cell->sharing == SHARING_OVERLAPPING)
		pages *= cell->threads;
	return pages;
}

unsigned int cell_files(const struct cell *cell)
{
	return cell->sharing == SHARING_PRIVATE ? cell->threads : 1;
}

static size_t add_word(char *buf, size_t at, char separator, const char *format, ...)
{
	va_list args;

	if (at)
		buf[at++] = separator;
	va_start(args, format);
	at += (size_t)vsnprintf(buf + at, CELL_NAME - at, format, args);
	va_end(args);
	return at;
}

char *cell_name(const struct cell *cell, char separator, char buf[CELL_NAME])
{
	char setup[SETUP_NAME];
	size_t at = add_word(buf, 0, separator, "%s", variant_names[cell->variant]);

	at = add_word(buf, at, separator, "%uk", cell->block_size / 1024);
	if (cell->pattern == PATTERN_STRIDE)
		at = add_word(buf, at, separator, "stride%u", cell->stride);
	else
		at = add_word(buf, at, separator, "%s", pattern_names[cell->pattern]);
	at = add_word(buf, at, separator, "%s", state_names[cell->state]);
	at = add_word(buf, at, separator, "%s", folio_names[cell->folio]);
	at = add_word(buf, at, separator, cell->size % (1 << 20) ? "%zuk" : "%zum",
		      cell->size >> (cell->size % (1 << 20) ? 10 : 20));
	if (cell->threads > 1)
		at = add_word(buf, at, separator, "x%u", cell->threads);
	if (cell->sharing != SHARING_SHARED)
		at = add_word(buf, at, separator, "%s", sharing_names[cell->sharing]);
	if (cell->tasks != TASKS_THREADS)
		at = add_word(buf, at, separator, "%s", tasks_names[cell->tasks]);
	if (cell->pace != PACE_NONE)
		at = add_word(buf, at, separator, "%s", pace_names[cell->pace]);
	if (cell->load != LOAD_NONE)
		at = add_word(buf, at, separator, "%s", load_names[cell->load]);
	if (cell->load_rate)
		at = add_word(buf, at, separator, "%uhz", cell->load_rate);
	if (cell->setup)
		add_word(buf, at, separator, "%s", setup_name(cell->setup, setup));
	return buf;
}
