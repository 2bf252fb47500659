// SPDX-License-Identifier: GPL-2.0-only
/* Trials that failed, by cell, as a table of report.html. */
#include "lib/html.h"
#include "report/html_sections.h"
#include "report/html_table.h"

static void failure_row(const struct result *result, FILE *out)
{
	char cell[CELL_NAME];

	fputs("<tr>", out);
	html_element(out, "th", " scope=\"row\"", cell_name(&result->cell, ' ', cell));
	html_number(out, result->failed);
	html_number(out, result->trials);
	html_element(out, "td", "", *result->wrong ? result->wrong : "unknown");
	fputs("</tr>\n", out);
}

void html_failures(const struct report *report, FILE *out)
{
	const struct analysis *analysis = report->analysis;

	if (!analysis->failed)
		return;
	fputs("<section id=\"failures\"><h2>Trials that failed</h2>\n"
	      "<p class=\"note\">They are in no figure.</p>\n", out);
	html_table(out, "Failed trials by cell");
	fputs("<thead><tr>", out);
	html_head(out, "cell");
	html_head(out, "failed");
	html_head(out, "good, timed");
	html_head(out, "why the first failed");
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < analysis->n_results; i++)
		if (analysis->result[i].failed)
			failure_row(&analysis->result[i], out);
	html_table_end(out);
	fputs("</section>\n", out);
}
