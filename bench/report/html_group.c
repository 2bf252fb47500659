// SPDX-License-Identifier: GPL-2.0-only
/* report.html: what a group of cells costs, and every cell of it. */
#include <math.h>

#include "report/html_filter.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/quantity.h"

/* Counts of faults are small, and have no unit to round to */
static void headline_cell(const struct analysis *analysis, enum variant variant,
			  const struct result *result, FILE *out)
{
	double value = report_headline(analysis, result);

	if (analysis->mode == MODE_COUNT && isfinite(value))
		fprintf(out, "<td class=\"v-%s\">%.3f</td>", variant_names[variant], value);
	else
		html_number_of(out, variant, value);
}

void html_group(const struct report *report, const struct group *group, FILE *out)
{
	const struct analysis *analysis = report->analysis;

	html_table(out, report_quantity[analysis->mode]);
	fputs("<thead><tr>", out);
	html_head(out, "state, folio");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (group_has_variant(group, v))
			html_head_of(out, v);
	fputs("</tr></thead><tbody>\n", out);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!group_has_row(group, s, f))
				continue;
			html_row_head(out, s, f);
			for (int v = 0; v < NR_VARIANTS; v++)
				if (group_has_variant(group, v))
					headline_cell(analysis, v, group->result[v][s][f], out);
			fputs("</tr>\n", out);
		}
	html_table_end(out);
}

static void cell_row(const struct report *report, const struct result *result, FILE *out)
{
	bool count = report->analysis->mode == MODE_COUNT;
	double per_page = count ? NAN : result_cost(report->analysis, result);
	double total = per_page * result->pages, mkwrites = result_mkwrites(result);

	html_row_head(out, result->cell.state, result->cell.folio);
	html_number(out, per_page);
	html_number(out, total / result->faults);
	html_number(out, mkwrites > 0 ? total / mkwrites : NAN);
	if (result->trials)
		fprintf(out, "<td>%.4f</td><td>%.1f</td>", result->faults / result->pages,
			result->pages_per_folio);
	else
		fputs("<td>-</td><td>-</td>", out);
	if (isfinite(per_page))
		fprintf(out, "<td>%.3f %%</td>", 100 * result_spread(result));
	else
		fputs("<td>-</td>", out);
	fprintf(out, "<td>%u</td><td%s>%u</td></tr>\n", result->trials,
		result->failed ? " class=\"bad\"" : "", result->failed);
}

static void cells_table(const struct report *report, const struct group *group,
			enum variant variant, FILE *out)
{
	static const char *const heads[] = { "state, folio", "per page", "per fault", "per mkwrite",
		"faults per page", "pages per folio", "spread", "trials", "failed" };
	char caption[320], classes[HTML_CLASSES];

	snprintf(caption, sizeof(caption), "%s, %s", variant_names[variant], group->title);
	html_table_of(out, html_classes(NR_STATES, variant, variants[variant].in_memory ? 0 :
					group->key.block_size, classes), caption);
	fputs("<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		html_head(out, heads[i]);
	fputs("</tr></thead><tbody>\n", out);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct result *result = group->result[variant][s][f];

			if (result)
				cell_row(report, result, out);
		}
	html_table_end(out);
}

void html_cells(const struct report *report, const struct group *group, FILE *out)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (group_lists(group, v))
			cells_table(report, group, v, out);
}
