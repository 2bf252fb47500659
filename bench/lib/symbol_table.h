/* SPDX-License-Identifier: GPL-2.0-only */
/* Symbols of a kernel by address, from what looks like a System.map. */
#ifndef FAULTLINE_LIB_SYMBOL_TABLE_H
#define FAULTLINE_LIB_SYMBOL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbol {
	uint64_t address;
	char *name;
	char type;		/**< as nm prints it */
};

/** The type of what is no symbol, but stands for all that is not of the image. */
#define SYMBOL_NONE '-'

/** Sorted by address; of those at one address by name. */
struct symbol_table {
	struct symbol *symbol;
	size_t n;
};

/**
 * symbol_table_read() - the symbols in @path, a System.map or /proc/kallsyms.
 * @types: only those of these types that are in the kernel's half of the addresses; NULL:
 * all but absolute ones, which are no addresses.
 * Return: 0, or -1 with errno; EINVAL: there is no symbol with an address.
 */
int symbol_table_read(struct symbol_table *table, const char *path, const char *types);

/**
 * symbol_table_end() - have all from @end on be in one of SYMBOL_NONE, @name, in place of others.
 * Return: 0, or -1 if memory is out.
 */
int symbol_table_end(struct symbol_table *table, uint64_t end, const char *name);

/** symbol_table_free() - what @table holds. */
void symbol_table_free(struct symbol_table *table);

/** symbol_at() - what @address is in. Return: NULL if it is before all of them. */
const struct symbol *symbol_at(const struct symbol_table *table, uint64_t address);

/** symbol_named() - the first one of that name. Return: NULL if there is none. */
const struct symbol *symbol_named(const struct symbol_table *table, const char *name);

/** symbol_end() - where the next one begins; of the last one an address behind its own. */
uint64_t symbol_end(const struct symbol_table *table, const struct symbol *symbol);

/** symbol_interrupts() - is that the entry of an x86 interrupt? asm_exc_* are exceptions. */
bool symbol_interrupts(const char *name);

#endif
