// SPDX-License-Identifier: GPL-2.0-only
/* Trials that are out of line with the others of their cell, as a table of report.html. */
#include "lib/html.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/quantity.h"

static void outlier_row(const struct outlier *outlier, FILE *out)
{
	const struct cell *cell = &outlier->result->cell;
	char text[CELL_NAME];

	html_row(out, cell->state, cell->variant,
		 variants[cell->variant].in_memory ? 0 : cell->block_size);
	html_element(out, "th", " scope=\"row\"",
		     cell_name(cell, ' ', text));
	html_number(out, outlier->round);
	html_number(out, outlier->cost);
	snprintf(text, sizeof(text), "%+.2f %%", 100 * outlier->off);
	html_element(out, "td", "", text);
	html_number(out, outlier->waits);
	html_number(out, outlier->preemptions);
	fputs("</tr>\n", out);
}

void html_outliers(const struct report *report, FILE *out)
{
	if (!report->n_outliers)
		return;
	fputs("<section id=\"outliers\"><h2>Trials out of line</h2>\n<p class=\"note\">These are ", out);
	html_text(out, outlier_rule(report->analysis->mode));
	fputs(", and are not left out of anything.</p>\n", out);
	html_table(out, report_quantity[report->analysis->mode]);
	fputs("<thead><tr>", out);
	html_element(out, "th", " scope=\"col\"", "cell");
	html_element(out, "th", " scope=\"col\"", "round");
	html_element(out, "th", " scope=\"col\"", "per page");
	html_element(out, "th", " scope=\"col\"", "off");
	html_element(out, "th", " scope=\"col\"", "sleeps");
	html_element(out, "th", " scope=\"col\"", "preemptions");
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < report->n_outliers; i++)
		outlier_row(&report->outlier[i], out);
	html_table_end(out);
	fputs("</section>\n", out);
}
