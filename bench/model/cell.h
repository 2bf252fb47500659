/* SPDX-License-Identifier: GPL-2.0-only */
/* A cell: one combination of everything that shapes a write fault. */
#ifndef FAULTLINE_MODEL_CELL_H
#define FAULTLINE_MODEL_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "model/setup.h"
#include "model/variant.h"

/**
 * What the file is like when the first touch comes.  A new state is a line here (its name
 * has at most 8 letters), and what the compiler finds missing in trial/filestate.c: how it
 * is made and proven.
 */
#define STATES(STATE) \
	/* a hole, nothing cached */ \
	STATE(SPARSE,	sparse,		"sparse",	0) \
	/* unwritten extents, nothing cached */ \
	STATE(PREALLOC,	prealloc,	"prealloc",	0) \
	/* cached and dirty; no blocks yet where delalloc is on */ \
	STATE(DELALLOC,	delalloc,	"delalloc",	STATE_IS_CACHED) \
	/* written extents, cached, clean, not mapped */ \
	STATE(WRITTEN,	written,	"written",	STATE_IS_CACHED) \
	/* mapped, written back, touched again */ \
	STATE(REDIRTY,	redirty,	"redirty",	STATE_IS_CACHED | STATE_IS_TOUCHED)

#define STATE_IS_CACHED		1U	/* each page of the file */
#define STATE_IS_TOUCHED	2U	/* by each thread, in its mapping, once before */

enum state {
#define STATE(id, token, name, flags) STATE_##id,
	STATES(STATE)
#undef STATE
	NR_STATES
};

enum folio {
	FOLIO_ORDER0,		/**< every folio is one page */
	FOLIO_LARGE,		/**< folios of several pages */
	FOLIO_ORDER1,		/**< 2 pages, and twice as many each */
	FOLIO_ORDER2,
	FOLIO_ORDER3,
	FOLIO_ORDER4,
	FOLIO_ORDER5,
	FOLIO_ORDER6,
	FOLIO_ORDER7,
	FOLIO_ORDER8,
	FOLIO_ORDER9,		/**< 2 MiB */
	NR_FOLIOS
};

enum pattern {
	PATTERN_SEQUENTIAL,	/**< every page, in file order */
	PATTERN_RANDOM,		/**< every page once, shuffled */
	PATTERN_STRIDE,		/**< one page in every cell.stride */
	PATTERN_SPREAD,		/**< CELL_SPREAD pages, however large the file is */
	NR_PATTERNS
};

/** CELL_SPREAD - touched pages of a file, equally far apart; of a smaller one, all. */
#define CELL_SPREAD 4096

enum sharing {
	SHARING_SHARED,		/**< the threads fault disjoint parts of one file */
	SHARING_PRIVATE,	/**< each thread has a file of its own */
	SHARING_OVERLAPPING,	/**< each thread touches every page of one file */
	SHARING_SAME_FOLIO,	/**< page by page in step, each its own page of the same folio */
	NR_SHARINGS
};

/** What the "threads" of a cell are. */
enum tasks {
	TASKS_THREADS,		/**< of one mm */
	TASKS_PROCESSES,	/**< each with an mm of its own */
	NR_TASKS
};

/** PROCESSES_MOST - of a cell; threads may be more. */
#define PROCESSES_MOST 64

/**
 * CELL_LARGE_FOLIO - bytes of a large folio: what default readahead makes, and the length of
 * the writes that make cached ones.  So a large cell has folios of like size in every state.
 */
#define CELL_LARGE_FOLIO (128 * 1024)

/** CELL_HUGE_FOLIO - bytes of a folio of order 9, the largest that a file has. */
#define CELL_HUGE_FOLIO (2 * 1024 * 1024)

/** CELL_SIZE_MOST - bytes of a file that is mostly holes; of others, CELL_FULL_MOST. */
#define CELL_SIZE_MOST (64UL << 30)
#define CELL_FULL_MOST (1UL << 30)

/**
 * What one more thread does to the same filesystem meanwhile, again and again.  A new
 * load is a line here, and what the compiler finds missing in trial/load_kinds.c.
 */
#define LOADS(LOAD) \
	LOAD(NONE,	none) \
	/* appends to a file of its own and fsyncs it: transactions commit */ \
	LOAD(COMMIT,	commit) \
	/* writes the test files' dirty pages back */ \
	LOAD(WRITEBACK,	writeback) \
	/* makes the test files a page longer and cuts that off again */ \
	LOAD(TRUNCATE,	truncate) \
	/* fsyncs the test files */ \
	LOAD(FSYNC,	fsync) \
	/* creates a file, renames it, unlinks it */ \
	LOAD(METADATA,	metadata) \
	/* reads the test files: the same folios */ \
	LOAD(READ,	read) \
	/* writes behind the touched pages of the test files, and punches that out again */ \
	LOAD(PUNCH,	punch) \
	/* maps and unmaps in the same mm, and makes the test mapping longer and shorter */ \
	LOAD(MAP,	map) \
	/* reads, and has as much reclaimed of a cgroup that the test files are charged to */ \
	LOAD(RECLAIM,	reclaim)

enum load {
#define LOAD(id, token) LOAD_##id,
	LOADS(LOAD)
#undef LOAD
	NR_LOADS
};

enum pace {
	PACE_NONE,		/**< one store after the other */
	PACE_TICK,		/**< at most one a tick of the kernel's clock, in each thread */
	NR_PACES
};

/** PACED_MOST - pages that a thread touches; a tick each, that is 16 seconds with 250 Hz. */
#define PACED_MOST 4096

/** Compared byte by byte, so there is no padding in it. */
struct cell {
	enum variant variant;
	enum state state;
	enum folio folio;
	enum pattern pattern;
	enum sharing sharing;
	enum load load;
	enum tasks tasks;
	enum pace pace;
	unsigned int block_size;	/**< bytes: 1024, 2048 or 4096 */
	unsigned int threads;		/**< 1 to 1024 */
	unsigned int stride;		/**< pages, 1 and up; used by PATTERN_STRIDE */
	unsigned int load_rate;		/**< rounds of the load a second; 0: as many as can be */
	unsigned int setup;		/**< SETUP_BIT() of each of model/setup.h */
	unsigned int extent;		/**< bytes of each extent, a hole of as many behind; 0: any */
	size_t size;			/**< bytes of each file, whole pages */
	unsigned int files;		/**< several; 0: one, or one of each thread, by sharing */
	unsigned int unused;		/**< 0 */
};

/** The names of the enums above, as job files and results spell them. */
extern const char *const state_names[NR_STATES];
extern const char *const folio_names[NR_FOLIOS];
extern const char *const pattern_names[NR_PATTERNS];
extern const char *const sharing_names[NR_SHARINGS];
extern const char *const load_names[NR_LOADS];
extern const char *const tasks_names[NR_TASKS];
extern const char *const pace_names[NR_PACES];

/** STATE_IS_* of each state. */
extern const unsigned int state_flags[NR_STATES];

/** load_writes_back() - does @load have pages of the test files written back? */
bool load_writes_back(enum load load);

/**
 * cell_impossible() - can this cell be made at all?
 * Return: NULL if it can, else why not ("tmpfs has no unwritten extents").
 */
const char *cell_impossible(const struct cell *cell);

/** CELL_OPTIONS - bytes that the longest mount options and their NUL take. */
#define CELL_OPTIONS 160

/** cell_mount_options() - what mount(2) is given as data for @cell. Return: @buf. */
char *cell_mount_options(const struct cell *cell, char buf[CELL_OPTIONS]);

/**
 * cell_compare_filesystems() - the order of cells by the filesystem that they need.
 * Return: below 0, 0 if one does for both, or above 0.
 */
int cell_compare_filesystems(const struct cell *a, const struct cell *b);

/**
 * cell_folio() - bytes of each folio: of FOLIO_LARGE, those of most.
 * cell_folio_order() - 2^order pages are in each folio; -1: FOLIO_LARGE, which says no order.
 */
size_t cell_folio(const struct cell *cell);
int cell_folio_order(const struct cell *cell);

/**
 * cell_readahead() - readahead of so many bytes makes the folios of @cell in faults.  Its first
 * window has small ones, so how many large folios a file has is up to the length of a window.
 * Return: 0 if they are made in another way.
 */
size_t cell_readahead(const struct cell *cell);

/** cell_other_folios() - pages at the start of a file that readahead puts in smaller folios. */
size_t cell_other_folios(const struct cell *cell);

/** cell_hugepages() - does only MADV_HUGEPAGE make the folios of @cell in faults? */
bool cell_hugepages(const struct cell *cell);

/** cell_may_wait() - does a thread of @cell have others, or a load, that it could wait for? */
bool cell_may_wait(const struct cell *cell);

/** cell_filled() - bytes of each file that are in extents (in STATE_SPARSE: before the touches). */
size_t cell_filled(const struct cell *cell);

/** cell_extents() - how many extents each file has; 0: any number. */
size_t cell_extents(const struct cell *cell);

/** cell_space() - bytes that all files take at most on the disk, after the touches. */
size_t cell_space(const struct cell *cell);

/** cell_cached() - bytes of all files that are cached at most, after the touches. */
size_t cell_cached(const struct cell *cell);

/** cell_pages_per_file() - how many pages of each file one trial touches. */
size_t cell_pages_per_file(const struct cell *cell);

/** cell_page() - which page of a file the @i-th of those is, in file order. */
size_t cell_page(const struct cell *cell, size_t i);

/**
 * cell_touched_pages() - the touches of one trial: over all threads, how many pages each
 * touches.
 */
size_t cell_touched_pages(const struct cell *cell);

/** cell_files() - how many files one trial uses. */
unsigned int cell_files(const struct cell *cell);

/** CELL_NAME - bytes that the longest name and its NUL take. */
#define CELL_NAME 256

/**
 * cell_name() - all that tells a cell from others, in words separated by @separator:
 * "xfs 4k stride16 sparse order0 16m extent64k files8 x4 private processes tick commit
 * lazytime"; what is behind the size only where it is not the usual.
 * Return: @buf.
 */
char *cell_name(const struct cell *cell, char separator, char buf[CELL_NAME]);

#endif
