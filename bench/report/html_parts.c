// SPDX-License-Identifier: GPL-2.0-only
/* report.html: the parts of page_mkwrite. */
#include "lib/html.h"
#include "model/parts.h"
#include "report/html_filter.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/parts.h"

static void parts_line(const struct parts_row *row, const char *name, const char *attributes,
		       double value(const struct result *result, int part), int part, FILE *out)
{
	fprintf(out, "<tr%s>", attributes);
	html_element(out, "th", " scope=\"row\"", name);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			html_number_of(out, v, value(row->result[v], part) / row->result[v]->pages);
	fputs("</tr>\n", out);
}

static double one_part(const struct result *result, int part)
{
	return result->part[part];
}

static double all_parts(const struct result *result, int part)
{
	(void)part;
	return result_mkwrite_cost(result);
}

static double tracing(const struct result *result, int part)
{
	(void)part;
	return result->tracing;
}

static void parts_table(const struct parts_row *row, enum state state, const char *caption,
			FILE *out)
{
	char classes[HTML_CLASSES];

	html_table_of(out, html_classes(state, NR_VARIANTS, 0, classes), caption);
	fputs("<thead><tr>", out);
	html_head(out, "part");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			html_head_of(out, v);
	fputs("</tr></thead><tbody>\n", out);
	for (int part = 0; part < NR_PARTS; part++)
		if (parts_row_shows(row, part))
			parts_line(row, path_part_names[part], "", one_part, part, out);
	parts_line(row, "page_mkwrite", " class=\"sum\"", all_parts, 0, out);
	if (parts_traced(row))
		parts_line(row, "(tracing itself: not in it)", "", tracing, 0, out);
	html_table_end(out);
}

void html_parts(const struct report *report, const struct group *group, FILE *out)
{
	char caption[96];

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			struct parts_row row = parts_row_find(group, s, f);

			snprintf(caption, sizeof(caption), "%s %s, %s per touched page",
				 state_names[s], folio_names[f],
				 mode_units[report->analysis->mode]);
			if (row.any)
				parts_table(&row, s, caption, out);
		}
}
