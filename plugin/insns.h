/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the guest's instructions are, and what each of them has cost.
 *
 * They are executed by blocks: nothing comes between two instructions of a block but a fault,
 * an interrupt, or that the second one is begun anew.  So the plugin need not be called for
 * each instruction, but only for the first one of a block.
 */
#ifndef FAULTLINE_PLUGIN_INSNS_H
#define FAULTLINE_PLUGIN_INSNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uthash.h>

#include "lib/symbol_table.h"
#include "plugin/caches.h"
#include "plugin/decode.h"
#include "plugin/locks.h"

/** Instructions of a block: after the first one, which may cross, all are in one line. */
#define BLOCK_MOST (1 << LINE_SHIFT)

struct block;

/** One address; nobody changes code in a window. What is used most is in one cache line. */
struct insn {
	uint64_t address;
	const struct lock_taker *taker;	/**< the function that it is in, if that takes locks */
	struct decoded decoded;
	uint8_t size;
	bool crosses;		/**< into the next line */
	bool begins;		/**< a function */
	bool excepts;		/**< it is where an exception or interrupt enters the kernel */
	uint64_t loads, stores;
	uint64_t count;		/**< begun; whole only behind insns_used() */
	uint64_t misses_code, misses_data, misses_second;
	uint64_t data_lines, code_lines;	/**< that nothing has used before in this fault */
	struct block *blocks;	/**< that it is the first one of */
	uint32_t number;	/**< from 0, as instructions become known */
	bool used;		/**< known to insns_used() */
	UT_hash_handle hh;
} __attribute__((aligned(64)));

/**
 * Instructions that are executed one behind the other.  What is needed each time is here, too,
 * so that mostly nothing of an instruction itself is fetched.
 */
struct block {
	uint64_t line;		/**< of the first one, as the next five */
	bool crosses, begins, excepts;
	bool takes;		/**< a lock for who calls it, see plugin/locks.h */
	int8_t mark;
	uint8_t ends;		/**< what kind the last one is; the others are plain */
	bool used;		/**< known to insns_used() */
	uint64_t count;		/**< times that it was executed from end to end */
	struct block *next;	/**< with the same first instruction */
	struct block *next_used;
	size_t n;
	struct insn *insn[];
} __attribute__((aligned(64)));

/** For lists of them. */
struct used_insn {
	struct insn *insn;
};

/** insn_at() - the instruction at @address, in a kernel of these @functions, as it is now. */
struct insn *insn_at(const struct symbol_table *functions, uint64_t address, size_t size,
		     const struct decoded *decoded);

/** insn_begins_block() - or can @insn, which stands behind @before, be in the same block? */
bool insn_begins_block(const struct insn *insn, const struct insn *before);

/** block_of() - the one of these @n instructions, BLOCK_MOST at most. */
struct block *block_of(struct insn *const *insn, size_t n);

/** block_count() - the first @n instructions of @block were begun. */
void block_count(struct block *block, size_t n);

/**
 * insns_used() - those of blocks that were counted, in the order in which they became known.
 * Return: how many; @used has them until the next call.
 */
size_t insns_used(const struct used_insn **used);

/** insns_clear() - nothing has been executed. */
void insns_clear(void);

#endif
