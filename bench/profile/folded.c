// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "profile/folded.h"
#include "profile/functions.h"

static void write_path(FILE *out, const struct counts *counts, const struct symbol_table *symbols,
		       size_t i)
{
	if (counts->node[i].parent)
		write_path(out, counts, symbols, counts->node[i].parent);
	fprintf(out, ";%s", profile_name(symbols, counts->node[i].function));
}

void folded_write(FILE *out, const char *cell, const struct counts *counts,
		  const struct symbol_table *symbols)
{
	for (size_t i = 0; i < counts->n_nodes; i++) {
		if (!counts->node[i].self)
			continue;
		fprintf(out, "%s", cell);
		if (i)
			write_path(out, counts, symbols, i);
		fprintf(out, " %" PRIu64 "\n", counts->node[i].self);
	}
}
