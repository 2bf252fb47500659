// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "lib/grow.h"
#include "plugin/insns.h"

#define PAGE 4096
/* New accesses that memory is got for at once */
#define CHUNK 4096

static struct insn *insns;
static struct block *used_blocks;

/*
 * Each vector of irq_entries_start has an entry of its own, of 8 or 16 bytes.  A jump from
 * there to asm_common_interrupt() is no exception of its own, and is told by what comes first.
 */
static bool exception_begins(const struct symbol *symbol, uint64_t offset)
{
	if (!strcmp(symbol->name, "irq_entries_start") ||
	    !strcmp(symbol->name, "spurious_entries_start"))
		return offset % 8 == 0;
	return !offset && (!strncmp(symbol->name, "asm_exc_", strlen("asm_exc_")) ||
			   !strncmp(symbol->name, "asm_sysvec_", strlen("asm_sysvec_")));
}

/* What the symbol says that it is in; all of them are in the kernel's half */
static void know_symbol(const struct symbol_table *functions, struct insn *insn)
{
	const struct symbol *symbol = symbol_at(functions, insn->address);

	if (!symbol)
		return;
	/* What the compiler has put aside as unlikely (x.cold) is part of its function */
	insn->begins = symbol->address == insn->address && !strstr(symbol->name, ".cold");
	insn->excepts = exception_begins(symbol, insn->address - symbol->address);
	insn->taker = lock_taker(symbol->name);
}

static uint64_t line_of(const struct insn *insn)
{
	return insn->address >> LINE_SHIFT;
}

static uint64_t last_line_of(const struct insn *insn)
{
	return (insn->address + insn->size - 1) >> LINE_SHIFT;
}

/* They stay where they are */
static struct accesses *new_accesses(struct insn *insn)
{
	static struct accesses *next, *end;

	if (next == end) {
		next = aligned_alloc(64, CHUNK * sizeof(*next));
		if (!next)
			abort();
		end = next + CHUNK;
	}
	*next = (struct accesses){ .insn = insn };
	return next++;
}

struct insn *insn_at(const struct symbol_table *functions, uint64_t address, size_t size,
		     const struct decoded *decoded)
{
	struct insn *insn;

	HASH_FIND(hh, insns, &address, sizeof(address), insn);
	if (!insn) {
		insn = aligned_alloc(_Alignof(struct insn), sizeof(*insn));
		if (!insn)
			abort();
		*insn = (struct insn){ .address = address };
		insn->number = HASH_COUNT(insns);
		insn->accesses = new_accesses(insn);
		know_symbol(functions, insn);
		HASH_ADD(hh, insns, address, sizeof(insn->address), insn);
	}
	/* QEMU 7 shows what lies across the end of a page a second time, cut off there */
	if (insn->size > size && !((address + size) % PAGE))
		return insn;
	/* Between trials the kernel may have patched it */
	insn->size = (uint8_t)size;
	insn->decoded = *decoded;
	return insn;
}

/* The path may change, or a mark is seen */
bool insn_begins_block(const struct insn *insn, const struct insn *before,
		       const struct insn *first)
{
	return last_line_of(insn) - line_of(first) >= BLOCK_LINES || insn->begins ||
	       insn->excepts || insn->taker != before->taker || insn->decoded.mark >= 0 ||
	       before->decoded.mark >= 0 || before->decoded.kind != INSN_PLAIN;
}

/* One that reaches the end of its page may be cut off there: then it is begun elsewhere */
static bool ends_page(const struct insn *insn)
{
	return insn->address % PAGE + insn->size >= PAGE;
}

size_t insns_together(struct insn *const *insn, size_t n)
{
	size_t together = 1;

	while (together < n && insn[together - 1]->decoded.is_sure && !ends_page(insn[together]))
		together++;
	return together;
}

static bool is_block_of(const struct block *block, struct insn *const *insn, size_t n)
{
	size_t same = 0;

	while (block->n == n && same < n && block->insn[same] == insn[same])
		same++;
	return same == n;
}

static struct block *find_block(struct insn *const *insn, size_t n)
{
	const size_t unit = _Alignof(struct block);
	struct block *block = insn[0]->blocks;

	while (block && !is_block_of(block, insn, n))
		block = block->next;
	if (block)
		return block;
	block = aligned_alloc(unit, (sizeof(*block) + n * sizeof(void *) + unit - 1) / unit * unit);
	if (!block)
		abort();
	*block = (struct block){ .n = (uint16_t)n, .next = insn[0]->blocks };
	for (size_t i = 0; i < n; i++)
		block->insn[i] = insn[i];
	insn[0]->blocks = block;
	return block;
}

struct block *block_of(struct insn *const *insn, size_t n)
{
	struct block *block = find_block(insn, n);

	block->address = insn[0]->address;
	block->last = insn[n - 1]->address;
	block->last_accesses = insn[n - 1]->accesses;
	block->lines = 1;
	for (size_t i = 0; i < n; i++)
		if (last_line_of(insn[i]) - line_of(insn[0]) == block->lines)
			block->first[block->lines++ - 1] = (uint16_t)i;
	block->begins = insn[0]->begins;
	block->excepts = insn[0]->excepts;
	block->takes = insn[0]->taker && insn[0]->taker->kind != LOCK_VMA;
	block->mark = (int8_t)insn[0]->decoded.mark;
	block->ends = (uint8_t)insn[n - 1]->decoded.kind;
	return block;
}

static void add_up(const struct block *block, size_t n, uint64_t count)
{
	for (size_t i = 0; i < n; i++)
		block->insn[i]->count += count;
}

void block_note(struct block *block, size_t n)
{
	if (!block->used) {
		block->used = true;
		block->next_used = used_blocks;
		used_blocks = block;
	}
	if (n == block->n)
		block->count++;
	else
		add_up(block, n, 1);
}

static int by_number(const void *a, const void *b)
{
	const struct used_insn *x = a, *y = b;

	return (x->insn->number > y->insn->number) - (x->insn->number < y->insn->number);
}

size_t insns_used(const struct used_insn **used)
{
	static struct used_insn *list;
	size_t n = 0;

	for (struct block *block = used_blocks; block; block = block->next_used) {
		add_up(block, block->n, block->count);
		block->count = 0;
		for (size_t i = 0; i < block->n; i++) {
			if (block->insn[i]->used)
				continue;
			block->insn[i]->used = true;
			list = grow(list, n, sizeof(*list));
			if (!list)
				abort();
			list[n++].insn = block->insn[i];
		}
	}
	for (size_t i = 0; i < n; i++)
		list[i].insn->used = false;
	if (n)
		qsort(list, n, sizeof(*list), by_number);
	*used = list;
	return n;
}

void insns_clear(void)
{
	const struct used_insn *used;
	size_t n = insns_used(&used);

	for (size_t i = 0; i < n; i++) {
		struct insn *insn = used[i].insn;

		insn->count = insn->accesses->loads = insn->accesses->stores = 0;
		insn->misses_code = insn->misses_data = insn->misses_second = 0;
		insn->data_lines = insn->code_lines = 0;
	}
	for (struct block *block = used_blocks; block; block = block->next_used)
		block->used = false;
	used_blocks = NULL;
}
