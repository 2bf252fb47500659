// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, as a table of report.html. */
#include "lib/html.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/locks.h"

static void wait_row(const struct analysis *analysis, const struct result *result,
		     const struct waited *waited, FILE *out)
{
	bool known = *waited->where;

	fputs("<tr>", out);
	html_element(out, "th", " scope=\"row\"", waited->lock);
	html_number(out, waited->count);
	html_number(out, report_wait_per_page(analysis, result, waited));
	html_number(out, report_longest_wait(analysis, waited));
	html_element(out, "td", " class=\"text\"", known ? waited->holder : "-");
	html_element(out, "td", " class=\"text\"", known ? waited->where : "-");
	fputs("</tr>\n", out);
}

static void cell_rows(const struct analysis *analysis, const struct result *result, FILE *out)
{
	char cell[64];

	snprintf(cell, sizeof(cell), "%s %s %s%s", variant_names[result->cell.variant],
		 state_names[result->cell.state], folio_names[result->cell.folio],
		 result->n_waited ? "" : ": none");
	fputs("<tr>", out);
	html_element(out, "th", " scope=\"rowgroup\" colspan=\"6\" class=\"text head\"", cell);
	fputs("</tr>\n", out);
	for (size_t i = 0; i < result->n_waited; i++)
		wait_row(analysis, result, &result->waited[i], out);
}

void html_locks(const struct report *report, const struct group *group, FILE *out)
{
	static const char *const heads[] = { "contended lock", "waits", "per page", "longest",
		"held by", "in" };

	if (!report_any_locks(group))
		return;
	fputs("<h3>Contended locks</h3>\n<p class=\"note\">What threads waited for, from one more "
	      "traced trial of each cell, and who had it for most of that time.</p>\n", out);
	html_table(out, report_locks_unit(report->analysis->mode));
	fputs("<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		html_element(out, "th", i < 4 ? " scope=\"col\"" : " scope=\"col\" class=\"text\"",
			     heads[i]);
	fputs("</tr></thead><tbody>\n", out);
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group->result[v][s][f];

				if (result && result->has_waited)
					cell_rows(report->analysis, result, out);
			}
	html_table_end(out);
}
