// SPDX-License-Identifier: GPL-2.0-only
/* /proc/kallsyms, sorted by address. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/symbols.h"

struct symbol {
	__u64 address;
	char *name;
};

struct kallsyms {
	struct symbol *symbol;
	size_t n, room;
	unsigned int users;
};

/* What the next who asks gets; it counts as one of the users */
static struct kallsyms *current;
static bool changed;

static int by_address(const void *a, const void *b)
{
	__u64 x = ((const struct symbol *)a)->address, y = ((const struct symbol *)b)->address;

	return (x > y) - (x < y);
}

static int add_symbol(struct kallsyms *symbols, __u64 address, const char *name)
{
	struct symbol *symbol;

	if (symbols->n == symbols->room) {
		size_t room = symbols->room ? 2 * symbols->room : 65536;

		symbol = reallocarray(symbols->symbol, room, sizeof(*symbol));
		if (!symbol)
			return -1;
		symbols->symbol = symbol;
		symbols->room = room;
	}
	symbol = &symbols->symbol[symbols->n];
	symbol->address = address;
	symbol->name = strdup(name);
	symbols->n += !!symbol->name;
	return symbol->name ? 0 : -1;
}

/* Absolute ones are no addresses: offsets of per-CPU variables, on older kernels */
static int read_symbols(struct kallsyms *symbols, FILE *file)
{
	char line[1024], name[512], type;
	unsigned long long address;

	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%llx %c %511s", &address, &type, name) != 3)
			continue;
		if (address && type != 'a' && type != 'A' && add_symbol(symbols, address, name))
			return -1;
	}
	return 0;
}

static struct kallsyms *read_all(void)
{
	struct kallsyms *symbols = calloc(1, sizeof(*symbols));
	FILE *file = fopen("/proc/kallsyms", "re");

	if (symbols)
		symbols->users = 1;
	if (!symbols || !file) {
		complain("/proc/kallsyms: %s", strerror(errno));
		goto fail;
	}
	if (read_symbols(symbols, file)) {
		complain("out of memory for the kernel's symbols");
		goto fail;
	}
	if (!symbols->n) {
		complain("/proc/kallsyms hides addresses (kernel.kptr_restrict)");
		goto fail;
	}
	fclose(file);
	qsort(symbols->symbol, symbols->n, sizeof(*symbols->symbol), by_address);
	return symbols;
fail:
	if (file)
		fclose(file);
	kallsyms_close(symbols);
	return NULL;
}

struct kallsyms *kallsyms_open(bool programs)
{
	if (programs && changed) {
		kallsyms_close(current);
		current = NULL;
	}
	if (!current) {
		current = read_all();
		changed = false;
	}
	if (current)
		current->users++;
	return current;
}

void kallsyms_changed(void)
{
	changed = true;
}

const char *kallsyms_name(const struct kallsyms *symbols, __u64 address)
{
	size_t low = 0, high = symbols->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (symbols->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? symbols->symbol[low - 1].name : NULL;
}

int kallsyms_find(const struct kallsyms *symbols, const char *name, __u64 *begin, __u64 *end)
{
	size_t i = 0, next;

	while (i < symbols->n && strcmp(symbols->symbol[i].name, name))
		i++;
	if (i == symbols->n)
		return -1;
	next = i + 1;
	while (next < symbols->n && symbols->symbol[next].address == symbols->symbol[i].address)
		next++;
	*begin = symbols->symbol[i].address;
	*end = next < symbols->n ? symbols->symbol[next].address : *begin + 1;
	return 0;
}

void kallsyms_close(struct kallsyms *symbols)
{
	if (!symbols || --symbols->users)
		return;
	for (size_t i = 0; i < symbols->n; i++)
		free(symbols->symbol[i].name);
	free(symbols->symbol);
	free(symbols);
}
