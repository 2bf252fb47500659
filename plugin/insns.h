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

/** Lines of code that a block is in at most, and so instructions. */
#define BLOCK_LINES 4
#define BLOCK_MOST (BLOCK_LINES << LINE_SHIFT)

struct block;

struct insn;

/** What an access needs, so small that four neighbours are in one cache line. */
struct accesses {
	uint32_t loads, stores;	/**< in windows */
	struct insn *insn;	/**< whose they are */
};

/** One address; nobody changes code in a window. What is used most is in one cache line. */
struct insn {
	uint64_t address;
	const struct lock_taker *taker;	/**< the function that it is in, if that takes locks */
	struct decoded decoded;
	uint8_t size;
	bool begins;		/**< a function */
	bool excepts;		/**< it is where an exception or interrupt enters the kernel */
	struct accesses *accesses;
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
	uint64_t address;	/**< of the first one */
	uint64_t last;		/**< of the last one */
	const struct accesses *last_accesses;
	bool begins, excepts;	/**< as the first one, and the next two */
	bool takes;		/**< a lock for who calls it, see plugin/locks.h */
	int8_t mark;
	uint8_t lines;		/**< that it is in */
	uint8_t ends;		/**< what kind the last one is; the others are plain */
	bool used;		/**< known to insns_used() */
	uint64_t count;		/**< times that it was executed from end to end */
	struct block *next;	/**< with the same first instruction */
	struct block *next_used;
	uint16_t n;
	uint16_t first[BLOCK_LINES - 1];	/**< of each line but the first: who is the first in it */
	struct insn *insn[];
} __attribute__((aligned(64)));

/** For lists of them. */
struct used_insn {
	struct insn *insn;
};

/** insn_at() - the instruction at @address, in a kernel of these @functions, as it is now. */
struct insn *insn_at(const struct symbol_table *functions, uint64_t address, size_t size,
		     const struct decoded *decoded);

/** insn_begins_block() - or can @insn, which stands behind @before, be in the block of @first? */
bool insn_begins_block(const struct insn *insn, const struct insn *before,
		       const struct insn *first);

/**
 * insns_together() - of these @n instructions of a block, how many are begun if the first one is?
 * Only the last one of these may fault, or be begun anew.
 */
size_t insns_together(struct insn *const *insn, size_t n);

/** block_of() - the one of these @n instructions, BLOCK_MOST at most. */
struct block *block_of(struct insn *const *insn, size_t n);

/** block_note() - the rest of block_count(), where it is not the whole block, or the first time. */
void block_note(struct block *block, size_t n);

/** block_count() - the first @n instructions of @block were begun. */
static inline void block_count(struct block *block, size_t n)
{
	if (n == block->n && block->used)
		block->count++;
	else
		block_note(block, n);
}

/**
 * insns_used() - those of blocks that were counted, in the order in which they became known.
 * Return: how many; @used has them until the next call.
 */
size_t insns_used(const struct used_insn **used);

/** insns_clear() - nothing has been executed. */
void insns_clear(void);

#endif
