// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/grow.h"
#include "lib/symbol_table.h"

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int add(struct symbol_table *table, uint64_t address, char type, const char *name)
{
	struct symbol *grown = grow(table->symbol, table->n, sizeof(*grown));

	if (!grown)
		return -1;
	table->symbol = grown;
	table->symbol[table->n] = (struct symbol){ address, strdup(name), type };
	return table->symbol[table->n].name ? (table->n++, 0) : -1;
}

/*
 * Absolute ones are offsets of per-CPU variables, on older kernels; in a System.map such ones
 * have other types, too, and no address in the kernel's half.
 */
static bool wanted(uint64_t address, char type, const char *types)
{
	if (!address || (types && !(address >> 63)))
		return false;
	return types ? !!strchr(types, type) : type != 'a' && type != 'A';
}

static int read_lines(struct symbol_table *table, FILE *file, const char *types)
{
	char line[1024], name[512], type;
	uint64_t address;

	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%" SCNx64 " %c %511s", &address, &type, name) == 3 &&
		    wanted(address, type, types) && add(table, address, type, name))
			return -1;
	if (ferror(file))
		return -1;
	if (!table->n)
		errno = EINVAL;
	return table->n ? 0 : -1;
}

int symbol_table_read(struct symbol_table *table, const char *path, const char *types)
{
	FILE *file = fopen(path, "re");
	int ret, error;

	memset(table, 0, sizeof(*table));
	if (!file)
		return -1;
	ret = read_lines(table, file, types);
	error = errno;
	fclose(file);
	if (ret)
		symbol_table_free(table);
	else
		qsort(table->symbol, table->n, sizeof(*table->symbol), by_address);
	errno = error;
	return ret;
}

int symbol_table_end(struct symbol_table *table, uint64_t end, const char *name)
{
	while (table->n && table->symbol[table->n - 1].address >= end)
		free(table->symbol[--table->n].name);
	return add(table, end, SYMBOL_NONE, name);
}

void symbol_table_free(struct symbol_table *table)
{
	for (size_t i = 0; i < table->n; i++)
		free(table->symbol[i].name);
	free(table->symbol);
	memset(table, 0, sizeof(*table));
}

const struct symbol *symbol_at(const struct symbol_table *table, uint64_t address)
{
	size_t low = 0, high = table->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (table->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &table->symbol[low - 1] : NULL;
}

const struct symbol *symbol_named(const struct symbol_table *table, const char *name)
{
	for (size_t i = 0; i < table->n; i++)
		if (!strcmp(table->symbol[i].name, name))
			return &table->symbol[i];
	return NULL;
}

uint64_t symbol_end(const struct symbol_table *table, const struct symbol *symbol)
{
	const struct symbol *next = symbol;

	while (next < table->symbol + table->n && next->address == symbol->address)
		next++;
	return next < table->symbol + table->n ? next->address : symbol->address + 1;
}

bool symbol_interrupts(const char *name)
{
	return !strncmp(name, "asm_sysvec_", strlen("asm_sysvec_")) ||
	       !strcmp(name, "asm_common_interrupt") || !strcmp(name, "asm_spurious_interrupt") ||
	       !strcmp(name, "irq_entries_start") || !strcmp(name, "spurious_entries_start");
}
