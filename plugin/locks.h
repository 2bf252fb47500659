/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long locks are held, in instructions.
 *
 * Functions that take locks are known by name.  The word that is locked is the one that such
 * a function stores to with a locked instruction.  The section ends with the next store to
 * that word on the same kernel stack, so the functions that release need no names and may be
 * inlined.  A folio's lock is a bit, taken by bts, and released by what clears the bit.
 *
 * A section counts if it begins and ends in a window, on one stack and one vCPU, and not in an
 * interrupt.  What interrupts execute meanwhile is left out: it comes by chance.  If a lock
 * had to be waited for, its section begins with the last try that the waiter made itself.  A
 * folio that is read is unlocked by the end of its I/O, so such a section is none.
 */
#ifndef FAULTLINE_PLUGIN_LOCKS_H
#define FAULTLINE_PLUGIN_LOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "plugin/calls.h"
#include "plugin/decode.h"
#include "plugin/lock_kinds.h"

/** The bit of a page's flags that is its folio's lock. */
#define LOCKS_PG_LOCKED 0

enum lock_kind {
	LOCK_NONE,
#define KIND(id, name) LOCK_##id,
	LOCK_KINDS(KIND)
#undef KIND
};

/** What a function does to the lock that it is called for. */
struct lock_taker {
	const char *function;
	enum lock_kind kind;
	bool slow;	/**< comes after another one has tried, and locks other words, too */
};

/** lock_taker() - the function of that name. Return: NULL if it takes no lock. */
const struct lock_taker *lock_taker(const char *function);

/** A store, as locks_store() needs it. */
struct lock_store {
	uint64_t address, stack;	/**< of the word; the kernel stack that is used */
	const struct decoded *decoded;
	const struct lock_taker *taker;	/**< the function that it is in, if that takes locks */
	const struct node *node;	/**< that function */
	uint64_t now;			/**< instructions of this vCPU in windows, no interrupts */
	bool counts;			/**< in a window, and no interrupt */
	unsigned int vcpu;
};

/** Locks that are held, by a hash of their addresses. */
#define LOCKS_HASH_BITS 6
extern uint8_t locks_held[1 << LOCKS_HASH_BITS];

/** locks_hash() - of which of these @address is. */
static inline size_t locks_hash(uint64_t address)
{
	return (address >> 3) * 0x9e3779b97f4a7c15 >> (64 - LOCKS_HASH_BITS);
}

/** locks_concern() - may a store to @address be anything to locks_store()? Soon known. */
static inline bool locks_concern(uint64_t address, const struct lock_taker *taker,
				 const struct decoded *decoded)
{
	return (taker && decoded->locked) || locks_held[locks_hash(address)] ||
	       decoded->sets_bit == LOCKS_PG_LOCKED;
}

/** locks_store() - take a lock, release one, or neither. */
void locks_store(const struct lock_store *store);

/** locks_write() - print the sections, as docs/results-schema.md has it. */
void locks_write(FILE *file);

/** locks_lost() - locks that were held when there was no room for one more. */
uint64_t locks_lost(void);

/** locks_clear() - forget all. */
void locks_clear(void);

#endif
