// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "lib/symbol_table.h"
#include "plugin/locks.h"

/* Without KASLR: struct pages are there, with five levels of page tables or with four */
#define VMEMMAP_5 0xffd4000000000000
#define VMEMMAP_5_BITS 49
#define VMEMMAP_4 0xffffea0000000000
#define VMEMMAP_4_BITS 40

/* A new lock is one line; what these are inlined from, such as spin_lock(), has no symbol */
static const struct lock_taker takers[] = {
	{ "_raw_spin_lock", LOCK_SPIN, false },
	{ "_raw_spin_lock_bh", LOCK_SPIN, false },
	{ "_raw_spin_lock_irq", LOCK_SPIN, false },
	{ "_raw_spin_lock_irqsave", LOCK_SPIN, false },
	{ "_raw_spin_trylock", LOCK_SPIN, false },
	{ "_raw_spin_trylock_bh", LOCK_SPIN, false },
	{ "queued_spin_lock_slowpath", LOCK_SPIN, true },
	{ "native_queued_spin_lock_slowpath", LOCK_SPIN, true },
	{ "_raw_read_lock", LOCK_READ, false },
	{ "_raw_read_lock_bh", LOCK_READ, false },
	{ "_raw_read_lock_irq", LOCK_READ, false },
	{ "_raw_read_lock_irqsave", LOCK_READ, false },
	{ "_raw_read_trylock", LOCK_READ, false },
	{ "queued_read_lock_slowpath", LOCK_READ, true },
	{ "_raw_write_lock", LOCK_WRITE, false },
	{ "_raw_write_lock_bh", LOCK_WRITE, false },
	{ "_raw_write_lock_irq", LOCK_WRITE, false },
	{ "_raw_write_lock_irqsave", LOCK_WRITE, false },
	{ "_raw_write_trylock", LOCK_WRITE, false },
	{ "queued_write_lock_slowpath", LOCK_WRITE, true },
	{ "down_read", LOCK_RWSEM_READ, false },
	{ "down_read_interruptible", LOCK_RWSEM_READ, false },
	{ "down_read_killable", LOCK_RWSEM_READ, false },
	{ "down_read_trylock", LOCK_RWSEM_READ, false },
	{ "rwsem_down_read_slowpath", LOCK_RWSEM_READ, true },
	{ "down_write", LOCK_RWSEM_WRITE, false },
	{ "down_write_killable", LOCK_RWSEM_WRITE, false },
	{ "down_write_trylock", LOCK_RWSEM_WRITE, false },
	{ "rwsem_down_write_slowpath", LOCK_RWSEM_WRITE, true },
	{ "mutex_lock", LOCK_MUTEX, false },
	{ "mutex_lock_interruptible", LOCK_MUTEX, false },
	{ "mutex_lock_killable", LOCK_MUTEX, false },
	{ "mutex_trylock", LOCK_MUTEX, false },
	{ "__mutex_lock", LOCK_MUTEX, true },
	{ "mutex_lock_io", LOCK_MUTEX, false },
	{ "mutex_lock_nested", LOCK_MUTEX, false },
	{ "ww_mutex_lock", LOCK_MUTEX, false },
	{ "down_read_nested", LOCK_RWSEM_READ, false },
	{ "down_write_nested", LOCK_RWSEM_WRITE, false },
	{ "downgrade_write", LOCK_RWSEM_READ, false },
	{ "_raw_spin_lock_nested", LOCK_SPIN, false },
	{ "do_raw_spin_lock", LOCK_SPIN, false },
	{ "do_raw_spin_trylock", LOCK_SPIN, false },
	{ "do_raw_read_lock", LOCK_READ, false },
	{ "do_raw_write_lock", LOCK_WRITE, false },
	{ "lock_vma_under_rcu", LOCK_VMA, false },
	{ "vma_start_read", LOCK_VMA, false },
};

static const char *const kind_names[] = {
#define KIND(id, name) [LOCK_##id] = (name),
	LOCK_KINDS(KIND)
#undef KIND
};

/* Sections under one lock, by the function that took it.  No padding: it is hashed as it is */
struct lock_key {
	uint64_t address;	/* 0: of folios, which are many */
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
	bool counts;
	unsigned int vcpu;
	uint64_t began, order;
	struct lock_key key;
};

/*
 * Sections that are open: few at a time, so the first free one is soon found.  Folios have
 * places of their own, behind: those that are read are unlocked elsewhere, and stay here until
 * they push each other out.
 */
#define WORDS 64
#define FOLIOS 64
static struct section sections[WORDS + FOLIOS];

static uint64_t n_taken;	/* what gives sections their order */
static uint64_t n_lost;

uint8_t locks_held[1 << LOCKS_HASH_BITS];

const struct lock_taker *lock_taker(const char *function)
{
	/* What the compiler has made of it, x.isra.0, is the same function */
	size_t len = strcspn(function, ".");

	for (size_t i = 0; i < sizeof(takers) / sizeof(*takers); i++)
		if (strlen(takers[i].function) == len && !strncmp(takers[i].function, function, len))
			return &takers[i];
	return NULL;
}

static void close_section(struct section *section)
{
	if (section->address)
		locks_held[locks_hash(section->address)]--;
	section->address = 0;
}

static struct section *find_section(uint64_t address, uint64_t stack, bool is_folio)
{
	struct section *begin = is_folio ? sections + WORDS : sections;

	if (!locks_held[locks_hash(address)])
		return NULL;
	for (struct section *section = begin; section < begin + (is_folio ? FOLIOS : WORDS); section++)
		if (section->address == address && section->stack == stack)
			return section;
	return NULL;
}

/* Room for one more; where there is none, the oldest has mostly been a try that failed */
static struct section *new_section(bool is_folio)
{
	struct section *begin = is_folio ? sections + WORDS : sections, *oldest = begin;

	for (struct section *section = begin; section < begin + (is_folio ? FOLIOS : WORDS); section++) {
		if (!section->address)
			return section;
		if (section->order < oldest->order)
			oldest = section;
	}
	n_lost += !is_folio && oldest->counts;
	return oldest;
}

/* The function that asked for the lock: not one of those that take it */
static uint64_t taker_of(const struct node *node, enum lock_kind kind)
{
	while (kind != LOCK_VMA && node->parent && node->takes)
		node = node->parent;
	return node->function;
}

static void release(struct section *section, const struct lock_store *store)
{
	struct lock *lock;

	if (section->counts && store->counts && section->vcpu == store->vcpu) {
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

static void take(const struct lock_store *store, enum lock_kind kind)
{
	bool is_folio = kind == LOCK_FOLIO;
	struct section *section = find_section(store->address, store->stack, is_folio);

	/* downgrade_write() */
	if (section && section->key.kind == LOCK_RWSEM_WRITE && kind == LOCK_RWSEM_READ) {
		release(section, store);
		section = NULL;
	}
	if (!section)
		section = new_section(is_folio);
	close_section(section);
	*section = (struct section){
		.address = store->address, .stack = store->stack,
		.counts = store->counts, .vcpu = store->vcpu, .began = store->now,
		.order = ++n_taken,
		.key = { .address = is_folio ? 0 : store->address, .kind = kind,
			 .taker = taker_of(store->node, kind) },
	};
	locks_held[locks_hash(store->address)]++;
}

/* The flags are a struct page's first word, and these have 64 bytes */
static bool is_page_flags(uint64_t address)
{
	return (address >> VMEMMAP_5_BITS == VMEMMAP_5 >> VMEMMAP_5_BITS ||
		address >> VMEMMAP_4_BITS == VMEMMAP_4 >> VMEMMAP_4_BITS) && !(address & 63);
}

/* A new folio is nobody else's yet: the kernel locks it without a lock prefix */
static void store_folio(const struct lock_store *store)
{
	struct section *section;

	if (store->decoded->sets_bit == LOCKS_PG_LOCKED) {
		take(store, LOCK_FOLIO);
		return;
	}
	section = store->decoded->clears & 1U << LOCKS_PG_LOCKED ?
		  find_section(store->address, store->stack, true) : NULL;
	if (section)
		release(section, store);
}

void locks_store(const struct lock_store *store)
{
	struct section *section;

	if (is_page_flags(store->address))
		store_folio(store);
	section = find_section(store->address, store->stack, false);
	if (store->taker && store->decoded->locked && (section || !store->taker->slow))
		take(store, store->taker->kind);
	else if (section && !store->taker)
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

uint64_t locks_lost(void)
{
	return n_lost;
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
	n_taken = n_lost = 0;
	memset(locks_held, 0, sizeof(locks_held));
}
