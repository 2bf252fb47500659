// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/symbol_table.h"
#include "trace/symbols.h"

struct kallsyms {
	struct symbol_table table;
	unsigned int users;
};

/* What the next who asks gets; it counts as one of the users */
static struct kallsyms *current;
static bool changed;

static struct kallsyms *read_all(void)
{
	struct kallsyms *symbols = calloc(1, sizeof(*symbols));

	if (symbols && !symbol_table_read(&symbols->table, "/proc/kallsyms", NULL)) {
		symbols->users = 1;
		return symbols;
	}
	if (symbols && errno == EINVAL)
		complain("/proc/kallsyms hides addresses (kernel.kptr_restrict)");
	else
		complain("/proc/kallsyms: %s", strerror(errno));
	free(symbols);
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
	const struct symbol *symbol = symbol_at(&symbols->table, address);

	return symbol ? symbol->name : NULL;
}

int kallsyms_find(const struct kallsyms *symbols, const char *name, __u64 *begin, __u64 *end)
{
	const struct symbol *symbol = symbol_named(&symbols->table, name);

	if (!symbol)
		return -1;
	*begin = symbol->address;
	*end = symbol_end(&symbols->table, symbol);
	return 0;
}

void kallsyms_close(struct kallsyms *symbols)
{
	if (!symbols || --symbols->users)
		return;
	symbol_table_free(&symbols->table);
	free(symbols);
}
