// SPDX-License-Identifier: GPL-2.0-only
/* The parts of page_mkwrite as tables of report.txt. */
#include <math.h>

#include "lib/table.h"
#include "model/parts.h"
#include "report/columns.h"
#include "report/parts.h"
#include "report/text_parts.h"

#define NAME_WIDTH 26

static void print_row(const struct parts_row *row, FILE *out)
{
	for (int part = 0; part < NR_PARTS; part++) {
		if (!parts_row_shows(row, part))
			continue;
		fprintf(out, "%-*s", NAME_WIDTH, path_part_names[part]);
		for (int v = 0; v < NR_VARIANTS; v++)
			if (row->shown[v])
				table_number(out, TABLE_COLUMN + 1, row->result[v]->part[part] /
								   row->result[v]->pages);
		fputc('\n', out);
	}
	fprintf(out, "%-*s", NAME_WIDTH, "page_mkwrite");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			table_number(out, TABLE_COLUMN + 1, result_mkwrite_cost(row->result[v]) /
							   row->result[v]->pages);
	fputc('\n', out);
	if (!parts_traced(row))
		return;
	fprintf(out, "%-*s", NAME_WIDTH, "(tracing itself: not in it)");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			table_number(out, TABLE_COLUMN + 1, row->result[v]->tracing /
							   row->result[v]->pages);
	fputc('\n', out);
}

void report_parts(const struct analysis *analysis, const struct group *group, FILE *out)
{
	bool titled = false;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			struct parts_row row = parts_row_find(group, s, f);
			char title[64];

			if (!row.any)
				continue;
			if (!titled) {
				fprintf(out, "\nParts of page_mkwrite in %s per touched page, from\n"
					"%s; the tables above are of others.\n",
					mode_units[analysis->mode], parts_source(analysis));
				table_words(out, group->title);
				fputc('\n', out);
			}
			titled = true;
			snprintf(title, sizeof(title), "%s %s", state_names[s], folio_names[f]);
			fputc('\n', out);
			table_heads(out, row.shown, NAME_WIDTH, title, "");
			print_row(&row, out);
		}
}
