/* SPDX-License-Identifier: GPL-2.0-only */
/* What the emulator's plugin wrote of a trial. For other folders. */
#ifndef FAULTLINE_PROFILE_COUNTS_H
#define FAULTLINE_PROFILE_COUNTS_H

#include <stddef.h>
#include <stdint.h>

/** One instruction. */
struct counted_insn {
	uint64_t address;
	uint64_t count, loads, stores;	/**< executed; accesses to memory */
	int locked;			/**< it locks the bus */
};

/** A function, reached by one path of calls. */
struct counted_node {
	uint64_t function;	/**< address of its first instruction; 0: the root */
	uint64_t self, calls;	/**< instructions without callees; times called */
	uint64_t all;		/**< instructions with callees */
	size_t parent;		/**< index; of the root 0 */
};

/** A trial's windows, taken together. A parent stands before its children. */
struct counts {
	struct counted_insn *insn;
	size_t n_insns;
	struct counted_node *node;
	size_t n_nodes;
};

/**
 * counts_read() - read @path, "OUT/profile/INDEX.counts"; docs/results-schema.md has the format.
 * Return: 0, or -1 after complaining with file:line.
 */
int counts_read(const char *path, struct counts *counts);

/** counts_free() - what @counts holds. */
void counts_free(struct counts *counts);

#endif
