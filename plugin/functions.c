// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/functions.h"

static struct symbol {
	uint64_t address;
	char *name;
} *symbols;

static size_t n_symbols;

static int by_address(const void *a, const void *b)
{
	uint64_t x = ((const struct symbol *)a)->address, y = ((const struct symbol *)b)->address;

	return (x > y) - (x < y);
}

static int add(uint64_t address, const char *name)
{
	struct symbol *grown = symbols;

	/* A power of two is full */
	if (!(n_symbols & (n_symbols - 1)))
		grown = reallocarray(symbols, n_symbols ? 2 * n_symbols : 1, sizeof(*symbols));
	if (!grown)
		return -1;
	symbols = grown;
	symbols[n_symbols].address = address;
	symbols[n_symbols].name = strdup(name);
	return symbols[n_symbols++].name ? 0 : -1;
}

int functions_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[1024], name[512], type;
	uint64_t address;
	int ret = 0;

	if (!file)
		return -1;
	while (!ret && fgets(line, sizeof(line), file))
		if (sscanf(line, "%" SCNx64 " %c %511s", &address, &type, name) == 3 &&
		    strchr("tTwW", type))
			ret = add(address, name);
	fclose(file);
	if (!ret && !n_symbols) {
		errno = EINVAL;
		ret = -1;
	}
	if (!ret)
		qsort(symbols, n_symbols, sizeof(*symbols), by_address);
	return ret;
}

uint64_t functions_find(const char *name)
{
	for (size_t i = 0; i < n_symbols; i++)
		if (!strcmp(symbols[i].name, name))
			return symbols[i].address;
	return 0;
}

const char *functions_name(uint64_t address)
{
	size_t low = 0, high = n_symbols;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? symbols[low - 1].name : NULL;
}

bool functions_begin(uint64_t address)
{
	const struct symbol key = { .address = address };
	const struct symbol *found = bsearch(&key, symbols, n_symbols, sizeof(key), by_address);

	return found && !strstr(found->name, ".cold");
}
