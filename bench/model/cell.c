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
	[FOLIO_ORDER1]	= "order1",
	[FOLIO_ORDER2]	= "order2",
	[FOLIO_ORDER3]	= "order3",
	[FOLIO_ORDER4]	= "order4",
	[FOLIO_ORDER5]	= "order5",
	[FOLIO_ORDER6]	= "order6",
	[FOLIO_ORDER7]	= "order7",
	[FOLIO_ORDER8]	= "order8",
	[FOLIO_ORDER9]	= "order9",
};

const char *const pattern_names[NR_PATTERNS] = {
	[PATTERN_SEQUENTIAL]	= "sequential",
	[PATTERN_RANDOM]	= "random",
	[PATTERN_STRIDE]	= "stride",
	[PATTERN_SPREAD]	= "spread",
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

static bool is_cached(const struct cell *cell)
{
	return state_flags[cell->state] & STATE_IS_CACHED;
}

int cell_folio_order(const struct cell *cell)
{
	if (cell->folio == FOLIO_LARGE)
		return -1;
	return cell->folio == FOLIO_ORDER0 ? 0 : (int)cell->folio - FOLIO_ORDER1 + 1;
}

size_t cell_folio(const struct cell *cell)
{
	return cell->folio == FOLIO_LARGE ? CELL_LARGE_FOLIO :
	       (size_t)PAGE_BYTES << cell_folio_order(cell);
}

bool cell_hugepages(const struct cell *cell)
{
	if (cell->folio == FOLIO_LARGE)
		return cell->pattern != PATTERN_SEQUENTIAL || cell->sharing == SHARING_SAME_FOLIO;
	return cell->folio == FOLIO_ORDER9 && !is_cached(cell);
}

bool cell_may_wait(const struct cell *cell)
{
	return cell->threads > 1 || cell->load != LOAD_NONE;
}

size_t cell_readahead(const struct cell *cell)
{
	if (cell->folio == FOLIO_ORDER0 || is_cached(cell) || cell_hugepages(cell))
		return 0;
	/* tmpfs has large ones by a mount option; others that it cannot have are left out */
	return cell->folio == FOLIO_LARGE && variants[cell->variant].in_memory ? 0 :
	       cell_folio(cell);
}

/* One window after the other has folios two orders larger, until a window is one folio */
size_t cell_other_folios(const struct cell *cell)
{
	const int order = cell_folio_order(cell);

	return order > 0 && cell_readahead(cell) ? (size_t)((order + 1) / 2) << order : 0;
}

static const char *readahead_impossible(const struct cell *cell)
{
	if (variants[cell->variant].in_memory)
		return "tmpfs has no readahead: its faults make folios of order 0 or 9";
	if (cell->pattern != PATTERN_SEQUENTIAL ||
	    (cell->threads > 1 && cell->sharing != SHARING_PRIVATE))
		return "readahead makes folios of orders 1 to 8 if one thread goes through a file in order";
	return cell_other_folios(cell) > cell->size / PAGE_BYTES / 8 ?
	       "the file is too small: readahead comes to such folios late" : NULL;
}

static const char *folio_impossible(const struct cell *cell)
{
	if (cell->folio == FOLIO_ORDER0 || cell->folio == FOLIO_LARGE)
		return NULL;
	if (cell->size % cell_folio(cell))
		return "the file is no whole number of such folios";
	if (cell->load == LOAD_READ && !is_cached(cell))
		return "load=read makes folios of its own sizes";
	return cell_readahead(cell) ? readahead_impossible(cell) : NULL;
}

static const char *extent_impossible(const struct cell *cell)
{
	if (!cell->extent)
		return NULL;
	if (variants[cell->variant].in_memory)
		return "tmpfs has no extents";
	if (cell->sharing == SHARING_SAME_FOLIO)
		return "threads go through the same folio of a file without holes only";
	if (cell->folio != FOLIO_ORDER0 && !is_cached(cell))
		return "readahead goes across extents: faults make folios of one page there";
	return cell->extent % cell_folio(cell) ? "an extent is no whole number of folios" : NULL;
}

static const char *files_impossible(const struct cell *cell)
{
	if (!cell->files)
		return NULL;
	if (cell->sharing == SHARING_PRIVATE)
		return "with sharing=private each thread has one file";
	if (cell->sharing == SHARING_SAME_FOLIO)
		return "the same folio is in one file";
	return cell->load == LOAD_MAP ? "load=map has no room between the mappings of several files" :
	       NULL;
}

static const char *same_folio_impossible(const struct cell *cell)
{
	if (cell->sharing != SHARING_SAME_FOLIO)
		return NULL;
	if (cell->folio != FOLIO_LARGE)
		return "threads share a folio only if it is large";
	if (cell->pattern != PATTERN_SEQUENTIAL)
		return "threads go through the same folio in order only";
	return cell->threads > CELL_LARGE_FOLIO / PAGE_BYTES ?
	       "a folio of 32 pages is too small for so many threads" : NULL;
}

static const char *memory_impossible(const struct cell *cell)
{
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

const char *cell_impossible(const struct cell *cell)
{
	const char *(*const checks[])(const struct cell *cell) = {
		same_folio_impossible, folio_impossible, extent_impossible, files_impossible,
		memory_impossible,
	};

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		const char *why = checks[i](cell);

		if (why)
			return why;
	}
	if (cell->load == LOAD_MAP && cell->tasks == TASKS_PROCESSES)
		return "processes have a mm each: none of them meets what load=map does in its own";
	if (cell->state == STATE_DELALLOC && load_writes_back(cell->load))
		return "with writeback going on nothing stays delayed";
	return setup_impossible(cell->setup, cell->variant);
}

/* Without those of the setup */
static const char *variant_options(const struct cell *cell)
{
	const struct variant_facts *variant = &variants[cell->variant];

	if (cell->folio == FOLIO_ORDER0 || !variant->options_large)
		return variant->options;
	return cell->folio != FOLIO_LARGE && is_cached(cell) ? variant->options_by_write :
	       variant->options_large;
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

/* Of a file, those that a pattern may touch */
static size_t pages_to_touch(const struct cell *cell)
{
	return (cell->extent ? cell->size / 2 : cell->size) / PAGE_BYTES;
}

size_t cell_pages_per_file(const struct cell *cell)
{
	const size_t folio = CELL_LARGE_FOLIO / PAGE_BYTES, pages = pages_to_touch(cell);

	/* As many in each folio for each thread */
	if (cell->sharing == SHARING_SAME_FOLIO)
		return pages / folio * (folio / cell->threads) * cell->threads;
	if (cell->pattern == PATTERN_STRIDE)
		return (pages + cell->stride - 1) / cell->stride;
	return cell->pattern == PATTERN_SPREAD && pages > CELL_SPREAD ? CELL_SPREAD : pages;
}

/* Of those that are in extents, or in STATE_SPARSE between them */
size_t cell_page(const struct cell *cell, size_t i)
{
	const size_t extent = cell->extent / PAGE_BYTES;

	if (cell->pattern == PATTERN_STRIDE)
		i *= cell->stride;
	if (cell->pattern == PATTERN_SPREAD)
		i = i * pages_to_touch(cell) / cell_pages_per_file(cell);
	if (!extent)
		return i;
	return i / extent * 2 * extent + i % extent + (cell->state == STATE_SPARSE ? extent : 0);
}

size_t cell_touched_pages(const struct cell *cell)
{
	size_t pages = cell_pages_per_file(cell);

	if (cell->sharing == SHARING_PRIVATE)
		return pages * cell->threads;
	if (cell->sharing == SHARING_OVERLAPPING)
		pages *= cell->threads;
	return pages * cell_files(cell);
}

unsigned int cell_files(const struct cell *cell)
{
	if (cell->sharing == SHARING_PRIVATE)
		return cell->threads;
	return cell->files ? cell->files : 1;
}

size_t cell_filled(const struct cell *cell)
{
	if (cell->extent)
		return cell->size / 2;
	return cell->state == STATE_SPARSE ? 0 : cell->size;
}

size_t cell_extents(const struct cell *cell)
{
	return cell->extent ? cell->size / 2 / cell->extent : 0;
}

/* Each touch has a whole folio cached, and as much of a hole allocated */
static size_t touched_bytes(const struct cell *cell)
{
	const size_t folio = cell_hugepages(cell) ? CELL_HUGE_FOLIO : cell_folio(cell);
	const size_t bytes = cell_pages_per_file(cell) * folio;

	return bytes < cell->size ? bytes : cell->size;
}

size_t cell_space(const struct cell *cell)
{
	return cell_files(cell) *
	       (cell_filled(cell) + (cell->state == STATE_SPARSE ? touched_bytes(cell) : 0));
}

size_t cell_cached(const struct cell *cell)
{
	return cell_files(cell) * (is_cached(cell) ? cell_filled(cell) : touched_bytes(cell));
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
	if (cell->size > CELL_FULL_MOST && !(cell->size % CELL_FULL_MOST))
		at = add_word(buf, at, separator, "%zug", cell->size >> 30);
	else
		at = add_word(buf, at, separator, cell->size % (1 << 20) ? "%zuk" : "%zum",
			      cell->size >> (cell->size % (1 << 20) ? 10 : 20));
	if (cell->extent)
		at = add_word(buf, at, separator, "extent%uk", cell->extent / 1024);
	if (cell->files)
		at = add_word(buf, at, separator, "files%u", cell->files);
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
