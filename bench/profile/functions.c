// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "lib/complain.h"
#include "profile/functions.h"

struct entry {
	struct function function;
	UT_hash_handle hh;
};

const struct symbol *profile_symbol(const struct symbol_table *symbols, uint64_t address)
{
	return profile_in_kernel(address) ? symbol_at(symbols, address) : NULL;
}

const char *profile_name(const struct symbol_table *symbols, uint64_t address)
{
	const struct symbol *symbol = profile_symbol(symbols, address);

	return symbol ? symbol->name : PROFILE_HARNESS;
}

static struct function *find(struct entry **entries, const char *name)
{
	struct entry *entry;

	HASH_FIND_STR(*entries, name, entry);
	if (entry)
		return &entry->function;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->function.name = name;
	HASH_ADD_KEYPTR(hh, *entries, name, strlen(name), entry);
	return &entry->function;
}

static int add_insns(struct entry **entries, const struct counts *counts,
		     const struct symbol_table *symbols)
{
	for (size_t i = 0; i < counts->n_insns; i++) {
		const struct counted_insn *insn = &counts->insn[i];
		struct function *function = find(entries, profile_name(symbols, insn->address));

		if (!function)
			return -1;
		function->self += (double)insn->count;
		function->loads += (double)insn->loads;
		function->stores += (double)insn->stores;
		function->locked += insn->locked ? (double)insn->count : 0;
	}
	return 0;
}

static int add_touches(struct entry **entries, const struct counts *counts,
		       const struct symbol_table *symbols)
{
	for (size_t i = 0; i < counts->n_touches; i++) {
		const struct counted_touch *touch = &counts->touch[i];
		struct function *function = find(entries, profile_name(symbols, touch->address));

		if (!function)
			return -1;
		function->data_lines += (double)touch->data;
		function->code_lines += (double)touch->code;
	}
	return 0;
}

/* Is a function of that name among its callers? Then they have counted it already */
static bool within_itself(const struct counts *counts, const struct symbol_table *symbols,
			  size_t i, const char *name)
{
	while (i) {
		i = counts->node[i].parent;
		if (i && !strcmp(profile_name(symbols, counts->node[i].function), name))
			return true;
	}
	return false;
}

static int add_nodes(struct entry **entries, const struct counts *counts,
		     const struct symbol_table *symbols)
{
	for (size_t i = 1; i < counts->n_nodes; i++) {
		const struct counted_node *node = &counts->node[i];
		const char *name = profile_name(symbols, node->function);
		struct function *function = find(entries, name);

		if (!function)
			return -1;
		function->calls += (double)node->calls;
		if (!within_itself(counts, symbols, i, name))
			function->all += (double)node->all;
	}
	return 0;
}

static int by_self(const void *a, const void *b)
{
	const struct function *x = a, *y = b;

	if (x->self != y->self)
		return x->self < y->self ? 1 : -1;
	return strcmp(x->name, y->name);
}

struct function *profile_functions(const struct counts *counts, const struct symbol_table *symbols,
				   size_t *n)
{
	struct entry *entries = NULL, *entry, *next;
	struct function *functions = NULL;
	int failed = add_insns(&entries, counts, symbols) ||
		     add_touches(&entries, counts, symbols) ||
		     add_nodes(&entries, counts, symbols);

	*n = 0;
	if (!failed)
		functions = calloc(HASH_COUNT(entries) + 1, sizeof(*functions));
	entry = entries;
	HASH_CLEAR(hh, entries);
	for (; entry; entry = next) {
		next = entry->hh.next;
		if (functions)
			functions[(*n)++] = entry->function;
		free(entry);
	}
	if (!functions)
		complain("out of memory for the functions of a profile");
	else
		qsort(functions, *n, sizeof(*functions), by_self);
	return functions;
}

static bool within_interrupt(const struct counts *counts, const struct symbol_table *symbols,
			     size_t i)
{
	while (i) {
		i = counts->node[i].parent;
		if (i && symbol_interrupts(profile_name(symbols, counts->node[i].function)))
			return true;
	}
	return false;
}

double profile_interrupts(const struct counts *counts, const struct symbol_table *symbols)
{
	double sum = 0;

	for (size_t i = 1; i < counts->n_nodes; i++)
		if (symbol_interrupts(profile_name(symbols, counts->node[i].function)) &&
		    !within_interrupt(counts, symbols, i))
			sum += (double)counts->node[i].all;
	return sum;
}
