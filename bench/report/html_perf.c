// SPDX-License-Identifier: GPL-2.0-only
/* report.html: what perf says. */
#include "lib/html.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/perf_rows.h"

static void event_row(const struct perf_row *row, enum perf_event event, FILE *out)
{
	char text[PERF_EVENT_LABEL + PERF_COUNT_TEXT];

	fputs("<tr>", out);
	html_element(out, "th", " scope=\"row\"", perf_event_label(event, text));
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			fprintf(out, "<td class=\"v-%s\">%s</td>", variant_names[v],
				perf_count_text(&row->of[v]->event[event], text));
	fputs("</tr>\n", out);
}

static void row_table(const struct perf_row *row, enum state state, enum folio folio, FILE *out)
{
	char caption[64];

	snprintf(caption, sizeof(caption), "%s %s, perf stat, per touched page", state_names[state],
		 folio_names[folio]);
	fprintf(out, "<div class=\"s-%s\">\n", state_names[state]);
	html_table(out, caption);
	fputs("<thead><tr>", out);
	html_head(out, "event");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			html_head_of(out, v);
	fputs("</tr></thead><tbody>\n", out);
	for (int e = 0; e < NR_PERF_EVENTS; e++)
		if (perf_row_has(row, e))
			event_row(row, e, out);
	html_table_end(out);
	fputs("</div>\n", out);
}

void html_perf(const struct report *report, const struct group *group, FILE *out)
{
	char list[NAMES_ROOM];
	bool begun = false;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct perf_row row = perf_row_find(group, s, f);

			if (!row.trials)
				continue;
			if (!begun) {
				fputs("<section><h3>perf stat</h3>\n<p class=\"note\">Counts ", out);
				fprintf(out, PERF_ROWS_ARE, row.trials);
				if (*perf_lacking(report->analysis, list))
					fprintf(out, " Not supported by this machine: %s.", list);
				fputs("</p>\n", out);
			}
			begun = true;
			row_table(&row, s, f, out);
		}
	if (begun)
		fputs("</section>\n", out);
}
