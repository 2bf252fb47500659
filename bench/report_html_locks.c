// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, as tables of report.html. */
#include "html.h"
#include "report_html.h"

static void wait_row(const struct report *report, const struct result *result,
		     const struct waited *waited, FILE *out)
{
	const struct analysis *analysis = report->analysis;

	fputs("<tr>", out);
	html_element(out, "th", " scope=\"row\"", waited->lock);
	page_number(out, waited->count);
	page_number(out, report_wait_per_page(analysis, result, waited));
	page_number(out, report_longest_wait(analysis, waited));
	html_element(out, "td", "", *waited->where ? waited->holder : "-");
	html_element(out, "td", "", *waited->where ? waited->where : "-");
	fputs("</tr>\n", out);
}

static void locks_table(const struct report *report, const struct result *result, FILE *out)
{
	static const char *const heads[] = { "contended lock", "waits", "per page", "longest",
		"held by", "in" };
	char caption[128];

	snprintf(caption, sizeof(caption), "%s, %s %s, %s%s", variant_names[result->cell.variant],
		 state_names[result->cell.state], folio_names[result->cell.folio],
		 mode_units[report->analysis->mode], result->n_waited ? "" : ": none");
	page_table(out, caption);
	fputs("<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		html_element(out, "th", " scope=\"col\"", heads[i]);
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < result->n_waited; i++)
		wait_row(report, result, &result->waited[i], out);
	page_table_end(out);
}

void page_locks(const struct report *report, const struct group *group, FILE *out)
{
	if (!report_any_locks(report->analysis, group))
		return;
	fputs("<h3>Contended locks</h3>\n<p class=\"note\">What threads waited for, all together, "
	      "from one more traced trial of each cell, and who had a lock when most of it was "
	      "waited for.</p>\n", out);
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result =
					group_find(report->analysis, group, v, s, f);

				if (result && result->has_waited)
					locks_table(report, result, out);
			}
}
