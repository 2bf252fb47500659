// SPDX-License-Identifier: GPL-2.0-only
#include "report/columns.h"

/* Variant names in two lines of a narrow column */
static const struct {
	const char *first, *second;
} heads[NR_VARIANTS] = {
	[VARIANT_EXT4_BUFFER_HEAD] = { "ext4", "bh" },
	[VARIANT_EXT4_BUFFER_HEAD_NODELALLOC] = { "ext4 bh", "nodelal." },
	[VARIANT_EXT4_IOMAP] = { "ext4", "iomap" },
	[VARIANT_EXT4_IOMAP_NODELALLOC] = { "ext4 iom", "nodelal." },
	[VARIANT_XFS] = { "xfs", "iomap" },
	[VARIANT_TMPFS] = { "tmpfs", "shmem" },
};

void table_heads(FILE *out, const bool shown[NR_VARIANTS], int left, const char *first,
		 const char *second)
{
	fprintf(out, "%-*s", left, first);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (shown[v])
			fprintf(out, " %*s", TABLE_COLUMN, heads[v].first);
	fprintf(out, "\n%-*s", left, second);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (shown[v])
			fprintf(out, " %*s", TABLE_COLUMN, heads[v].second);
	fputc('\n', out);
}
