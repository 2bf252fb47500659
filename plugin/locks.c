// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "lib/symbol_table.h"
#include "plugin/locks.h"

/* Without KASLR: struct pages are there, with five levels of page tables or with four */
#define VMEMMAP_BEGIN 0xffd4000000000000
#define VMEMMAP_END 0xffffeb0000000000
#define PG_LOCKED 0

/* A new lock is one line; what these are inlined from, such as spin_lock(), has no symbol */
static const struct {
	const char *function;
	enum lock_kind kind;
} takers[] = {
	{ "_raw_spin_lock", LOCK_SPIN },
	{ "_raw_spin_lock_bh", LOCK_SPIN },
	{ "_raw_spin_lock_irq", LOCK_SPIN },
	{ "_raw_spin_lock_irqsave", LOCK_SPIN },
	{ "_raw_spin_trylock", LOCK_SPIN },
	{ "_raw_spin_trylock_bh", LOCK_SPIN },
	{ "queued_spin_lock_slowpath", LOCK_SPIN },
	{ "native_queued_spin_lock_slowpath", LOCK_SPIN },
	{ "_raw_read_lock", LOCK_READ },
	{ "_raw_read_lock_bh", LOCK_READ },
	{ "_raw_read_lock_irq", LOCK_READ },
	{ "_raw_read_lock_irqsave", LOCK_READ },
	{ "_raw_read_trylock", LOCK_READ },
	{ "queued_read_lock_slowpath", LOCK_READ },
	{ "_raw_write_lock", LOCK_WRITE },
	{ "_raw_write_lock_bh", LOCK_WRITE },
	{ "_raw_write_lock_irq", LOCK_WRITE },
	{ "_raw_write_lock_irqsave", LOCK_WRITE },
	{ "_raw_write_trylock", LOCK_WRITE },
	{ "queued_write_lock_slowpath", LOCK_WRITE },
	{ "down_read", LOCK_RWSEM_READ },
	{ "down_read_interruptible", LOCK_RWSEM_READ },
	{ "down_read_killable", LOCK_RWSEM_READ },
	{ "down_read_trylock", LOCK_RWSEM_READ },
	{ "rwsem_down_read_slowpath", LOCK_RWSEM_READ },
	{ "down_write", LOCK_RWSEM_WRITE },
	{ "down_write_killable", LOCK_RWSEM_WRITE },
	{ "down_write_trylock", LOCK_RWSEM_WRITE },
	{ "rwsem_down_write_slowpath", LOCK_RWSEM_WRITE },
	{ "mutex_lock", LOCK_MUTEX },
	{ "mutex_lock_interruptible", LOCK_MUTEX },
	{ "mutex_lock_killable", LOCK_MUTEX },
	{ "mutex_trylock", LOCK_MUTEX },
	{ "__mutex_lock", LOCK_MUTEX },
	{ "lock_vma_under_rcu", LOCK_VMA },
	{ "vma_start_read", LOCK_VMA },
};

static const char *const kind_names[] = {
	[LOCK_NONE] = "none",
	[LOCK_SPIN] = "spin",
	[LOCK_READ] = "read",
	[LOCK_WRITE] = "write",
	[LOCK_RWSEM_READ] = "rwsem-read",
	[LOCK_RWSEM_WRITE] = "rwsem-write",
	[LOCK_MUTEX] = "mutex",
	[LOCK_VMA] = "vma-read",
	[LOCK_FOLIO] = "folio",
	[LOCK_BIT] = "bit",
};

/* Sections under one lock, by the function that took it.  No padding: it is hashed as it is */
struct lock_key {
	uint64_t address;	/* 0: of folios and bits, which are many */
	uint64_t taker;
	uint64_t kind;
};

struct lock {
	struct lock_key key;
	uint64_t taken, held;
	UT_hash_handle hh;
};

static struct lock *locks;

struct section {
	uint64_t address, stack;	/* 0: free */
	int bit;			/* of the word; -1: the word */
	bool counts;
	uint64_t began, order;
	struct lock_key key;
};

/*
 * Sections that are open: few at a time, so the first free one is soon found.  Bits have
 * places of their own, behind: most that are set without being a lock stay set, and push out
 * what is older.
 */
#define WORDS 64
#define BITS 16
static struct section sections[WORDS + BITS];

static uint64_t n_taken;	/* what gives sections their order */

/* By a hash of its address: may a lock be held there? */
static uint64_t held_filter;

enum lock_kind lock_kind_of(const char *function)
{
	/* What the compiler has made of it, x.isra.0, is the same function */
	size_t len = strcspn(function, ".");

	for (size_t i = 0; i < sizeof(takers) / sizeof(*takers); i++)
		if (strlen(takers[i].function) == len && !strncmp(takers[i].function, function, len))
			return takers[i].kind;
	return LOCK_NONE;
}

static uint64_t filter_bit(uint64_t address)
{
	return 1ULL << ((address >> 3) * 0x9e3779b97f4a7c15 >> 58);
}

static void close_section(struct section *section)
{
	section->address = 0;
	held_filter = 0;
	for (size_t i = 0; i < WORDS + BITS; i++)
		if (sections[i].address)
			held_filter |= filter_bit(sections[i].address);
}

static struct section *find_section(uint64_t address, uint64_t stack, int bit)
{
	if (!(held_filter & filter_bit(address)))
		return NULL;
	for (size_t i = 0; i < WORDS + BITS; i++)
		if (sections[i].address == address && sections[i].stack == stack &&
		    sections[i].bit == bit)
			return &sections[i];
	return NULL;
}

/* Room for one more; where there is none, the oldest was a try that has failed, or no lock */
static struct section *new_section(bool is_bit)
{
	struct section *begin = is_bit ? sections + WORDS : sections, *oldest = begin;
	struct section *end = begin + (is_bit ? BITS : WORDS);

	for (struct section *section = begin; section < end; section++) {
		if (!section->address)
			return section;
		if (section->order < oldest->order)
			oldest = section;
	}
	return oldest;
}

/* The function that asked for the lock: not one of those that take it */
static uint64_t taker_of(const struct node *node, enum lock_kind kind)
{
	while (kind != LOCK_VMA && node->parent && node->takes)
		node = node->parent;
	return node->function;
}

static void take(const struct lock_store *store, int bit, enum lock_kind kind)
{
	struct section *section = find_section(store->address, store->stack, bit);

	if (!section)
		section = new_section(kind == LOCK_BIT);
	*section = (struct section){
		.address = store->address, .stack = store->stack, .bit = bit,
		.counts = store->counts, .began = store->now, .order = ++n_taken,
		.key = { .address = bit < 0 ? store->address : 0, .kind = kind,
			 .taker = taker_of(store->node, kind) },
	};
	held_filter |= filter_bit(store->address);
}

static void release(struct section *section, const struct lock_store *store)
{
	struct lock *lock;

	if (section->counts && store->counts) {
		HASH_FIND(hh, locks, &section->key, sizeof(section->key), lock);
		if (!lock) {
			lock = calloc(1, sizeof(*lock));
			if (!lock)
				abort();
			lock->key = section->key;
			HASH_ADD(hh, locks, key, sizeof(lock->key), lock);
		}
		lock->taken++;
		lock->held += store->now - section->began;
	}
	close_section(section);
}

/* The flags are a struct page's first word, and these have 64 bytes */
static bool is_folio(uint64_t address, int bit)
{
	return bit == PG_LOCKED && address >= VMEMMAP_BEGIN && address < VMEMMAP_END &&
	       !(address & 63);
}

/* A bit lock may be taken and released by its byte or by a longer word around it */
static void store_bits(const struct lock_store *store)
{
	uint64_t word = store->address & ~7ULL;
	int first = 8 * (int)(store->address & 7);
	struct lock_store whole = *store;

	whole.address = word;
	if (store->decoded->sets_bit >= 0) {
		int bit = first + store->decoded->sets_bit;

		/* A new folio is nobody else's yet: the kernel locks it without a lock prefix */
		if (is_folio(word, bit))
			take(&whole, bit, LOCK_FOLIO);
		else if (store->decoded->locked)
			take(&whole, bit, LOCK_BIT);
		return;
	}
	if (!(held_filter & filter_bit(word)))
		return;
	for (size_t i = 0; i < WORDS + BITS; i++) {
		struct section *section = &sections[i];
		int bit = section->bit - first;

		if (section->address == word && section->stack == store->stack && bit >= 0 &&
		    bit < 32 && store->decoded->clears >> bit & 1)
			release(section, &whole);
	}
}

void locks_store(const struct lock_store *store)
{
	struct section *section;

	if (store->decoded->sets_bit >= 0 || store->decoded->clears)
		store_bits(store);
	if (store->kind && store->decoded->locked) {
		take(store, -1, store->kind);
		return;
	}
	section = find_section(store->address, store->stack, -1);
	if (section && !store->kind)
		release(section, store);
	else if (section)
		section->began = store->now;
}

void locks_write(FILE *file)
{
	for (const struct lock *lock = locks; lock; lock = lock->hh.next)
		fprintf(file, "lock %" PRIx64 " %s %" PRIx64 " %" PRIu64 " %" PRIu64 "\n",
			lock->key.address, kind_names[lock->key.kind], lock->key.taker,
			lock->taken, lock->held);
}

void locks_clear(void)
{
	struct lock *lock = locks, *next;

	HASH_CLEAR(hh, locks);
	for (; lock; lock = next) {
		next = lock->hh.next;
		free(lock);
	}
	memset(sections, 0, sizeof(sections));
	n_taken = 0;
	held_filter = 0;
}
