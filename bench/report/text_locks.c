// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, as tables of report.txt. */
#include <math.h>
#include <string.h>

#include "lib/table.h"
#include "report/locks.h"
#include "report/text_locks.h"

static void print_wait(const struct analysis *analysis, const struct result *result,
		       const struct waited *waited, FILE *out)
{
	fprintf(out, "  %-36s", waited->lock);
	/* The name of a function may be long */
	if (strlen(waited->lock) > 36)
		fprintf(out, "\n%38s", "");
	table_number(out, 9, waited->count);
	table_number(out, 11, report_wait_per_page(analysis, result, waited));
	table_number(out, 14, report_longest_wait(analysis, waited));
	fputc('\n', out);
	if (*waited->where)
		fprintf(out, "    held by %.30s in %.26s\n", waited->holder, waited->where);
}

static void print_cell(const struct analysis *analysis, const struct result *result, FILE *out)
{
	fprintf(out, "%s %s %s%s\n", variant_names[result->cell.variant],
		state_names[result->cell.state], folio_names[result->cell.folio],
		result->n_waited ? "" : ": none");
	for (size_t i = 0; i < result->n_waited; i++)
		print_wait(analysis, result, &result->waited[i], out);
}

static void print_group(const struct analysis *analysis, const struct group *group, FILE *out)
{
	fputc('\n', out);
	table_words(out, group->title);
	fprintf(out, "\n%-38s%9s%11s%14s\n", "contended lock", "waits", "per page", "longest");
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group->result[v][s][f];

				if (result && result->has_waited)
					print_cell(analysis, result, out);
			}
}

void report_locks(const struct analysis *analysis, const struct group *groups, size_t n, FILE *out)
{
	bool titled = false;

	for (size_t i = 0; i < n; i++) {
		if (!report_any_locks(&groups[i]))
			continue;
		if (!titled)
			fprintf(out, "\nLocks and folios that threads waited for, from one more traced trial\n"
				"of each cell here, and who had them for most of that time.\n"
				"%s\n", report_locks_unit(analysis->mode));
		titled = true;
		print_group(analysis, &groups[i], out);
	}
}
