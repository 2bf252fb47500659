/* SPDX-License-Identifier: GPL-2.0-only */
/* What the emulator's plugin wrote of a trial. For other folders. */
#ifndef FAULTLINE_PROFILE_COUNTS_H
#define FAULTLINE_PROFILE_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "model/parts.h"

/** Misses of a model of caches, plugin/caches.h; never called time. */
struct misses {
	uint64_t code, data, second;	/**< of the first level for each, of the second */
};

/** One instruction. */
struct counted_insn {
	uint64_t address;
	uint64_t count, loads, stores;	/**< executed; accesses to memory */
	int locked;			/**< it locks the bus */
	struct misses misses;
};

/** Cache lines that an instruction is the first to use in a fault, added up. */
struct counted_touch {
	uint64_t address;
	uint64_t data, code;
};

/** A function, reached by one path of calls. */
struct counted_node {
	uint64_t function;	/**< address of its first instruction; 0: the root */
	uint64_t self, calls;	/**< instructions without callees; times called */
	uint64_t all;		/**< instructions with callees */
	size_t parent;		/**< index; of the root 0 */
};

/** Sections under one lock, by who takes it. */
struct counted_lock {
	uint64_t address;	/**< of the word that is locked; 0: of folios, which are many */
	char kind[16];		/**< "spin", "read", ..., see docs/results-schema.md */
	uint64_t taker;		/**< address of the function that took it */
	uint64_t taken, held;	/**< sections that ended; instructions in them */
};

/** A line of data that one vCPU writes and another one uses, by instruction. */
struct counted_share {
	uint64_t line;		/**< address of its first byte */
	uint64_t insn;		/**< address of the instruction that accesses it */
	uint64_t loads, stores;
};

/** Instructions of page_mkwrite by its parts. */
struct counted_parts {
	uint64_t part[NR_PARTS];
	uint64_t sum;		/**< instructions of the trial; only by counts_read_parts() */
	int seen;		/**< do_page_mkwrite was called, and was no part of its caller */
};

/** A trial's windows, taken together. A parent stands before its children. */
struct counts {
	struct counted_insn *insn;
	size_t n_insns;
	struct counted_touch *touch;
	size_t n_touches;
	struct counted_node *node;
	size_t n_nodes;
	struct counted_lock *lock;
	size_t n_locks;
	struct counted_share *share;
	size_t n_shares;
	uint64_t faults;	/**< page faults in the windows */
	uint64_t data_lines, code_lines;	/**< distinct ones in each fault, added up */
	struct counted_parts parts;
	uint64_t lost;		/**< accesses that the plugin had no room for */
};

/**
 * counts_read() - read @path, "OUT/profile/INDEX.counts"; docs/results-schema.md has the format.
 * The instructions of its paths of calls must be as many as those of its addresses.
 * Return: 0, or -1 after complaining with file:line.
 */
int counts_read(const char *path, struct counts *counts);

/**
 * counts_read_parts() - only the parts; in a fraction of the time.
 * Return: 0, or -1 if there are none, or the file cannot be read, and no word about it.
 */
int counts_read_parts(const char *path, struct counted_parts *parts);

/** counts_free() - what @counts holds. */
void counts_free(struct counts *counts);

#endif
