// SPDX-License-Identifier: GPL-2.0-only
#include "report/columns.h"

void table_heads(FILE *out, const bool shown[NR_VARIANTS], int left, const char *first,
		 const char *second)
{
	fprintf(out, "%-*s", left, first);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (shown[v])
			fprintf(out, " %*s", TABLE_COLUMN, variants[v].head[0]);
	fprintf(out, "\n%-*s", left, second);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (shown[v])
			fprintf(out, " %*s", TABLE_COLUMN, variants[v].head[1]);
	fputc('\n', out);
}
