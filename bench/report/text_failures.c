// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "lib/table.h"
#include "report/text_failures.h"

void report_failures(const struct analysis *analysis, FILE *out)
{
	char cell[CELL_NAME], line[CELL_NAME + RESULT_WRONG + 64];

	if (!analysis->failed)
		return;
	fputs("\nFailed trials are in no figure. Why the first of each cell failed:\n\n", out);
	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];

		if (!result->failed)
			continue;
		snprintf(line, sizeof(line), "%s: %u failed, %u timed ones are good: %s",
			 cell_name(&result->cell, ' ', cell), result->failed, result->trials,
			 *result->wrong ? result->wrong : "unknown");
		table_words(out, line);
		fputc('\n', out);
	}
}
