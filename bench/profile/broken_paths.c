// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/broken_paths.h"
#include "profile/functions.h"

/* Is that where a processor enters an x86 kernel from user code? */
static bool is_entry(const char *name)
{
	return !strncmp(name, "asm_", strlen("asm_")) || !strncmp(name, "entry_", strlen("entry_")) ||
	       symbol_interrupts(name);
}

/* The root is no function, and what is below it had begun before the window */
static bool is_broken(const struct counts *counts, const struct symbol_table *symbols, size_t i)
{
	const struct counted_node *node = &counts->node[i];

	return i && node->parent && !profile_in_kernel(counts->node[node->parent].function) &&
	       profile_in_kernel(node->function) &&
	       !is_entry(profile_name(symbols, node->function));
}

static bool within_broken(const struct counts *counts, const struct symbol_table *symbols, size_t i)
{
	while (i) {
		i = counts->node[i].parent;
		if (is_broken(counts, symbols, i))
			return true;
	}
	return false;
}

double profile_broken_paths(const struct counts *counts, const struct symbol_table *symbols)
{
	double sum = 0;

	for (size_t i = 1; i < counts->n_nodes; i++)
		if (is_broken(counts, symbols, i) && !within_broken(counts, symbols, i))
			sum += (double)counts->node[i].all;
	return sum > 0 ? sum / (double)counts->node[0].all : 0;
}

void profile_note_broken(const char *dir, const struct result *result, double broken)
{
	char label[CELL_NAME];

	if (broken > BROKEN_LEAST)
		note("%s: %s: call paths are broken in %.1f %% of the instructions: flame graphs and "
		     "inclusive figures are off", dir, cell_name(&result->cell, ' ', label),
		     100 * broken);
}
