// SPDX-License-Identifier: GPL-2.0-only
/* The tables of report.html: those of report.txt, and the comparisons. */
#include <math.h>

#include "lib/html.h"
#include "lib/table.h"
#include "report/html_sections.h"

void page_table(FILE *out, const char *caption)
{
	/* The box takes the keyboard's focus, or its right end would be out of reach */
	fputs("<div class=\"scroll\" tabindex=\"0\"><table>", out);
	html_element(out, "caption", "", caption);
}

void page_table_end(FILE *out)
{
	fputs("</tbody></table></div>\n", out);
}

void page_number(FILE *out, double value)
{
	char text[TABLE_DIGITS];

	html_element(out, "td", "", table_digits(text, value));
}

static void head(FILE *out, const char *text)
{
	html_element(out, "th", " scope=\"col\"", text);
}

static void row_head(FILE *out, enum state state, enum folio folio)
{
	fprintf(out, "<tr><th scope=\"row\">%s %s</th>", state_names[state], folio_names[folio]);
}

/* Counts of faults are small, and have no unit to round to */
static void headline_cell(const struct analysis *analysis, const struct result *result, FILE *out)
{
	double value = report_headline(analysis, result);

	if (analysis->mode == MODE_COUNT && isfinite(value))
		fprintf(out, "<td>%.3f</td>", value);
	else
		page_number(out, value);
}

void page_group(const struct report *report, const struct group *group, FILE *out)
{
	const struct analysis *analysis = report->analysis;

	page_table(out, report_quantity[analysis->mode]);
	fputs("<thead><tr>", out);
	head(out, "state, folio");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (group_has_variant(analysis, group, v))
			head(out, variant_names[v]);
	fputs("</tr></thead><tbody>\n", out);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!group_has_row(analysis, group, s, f))
				continue;
			row_head(out, s, f);
			for (int v = 0; v < NR_VARIANTS; v++)
				if (group_has_variant(analysis, group, v))
					headline_cell(analysis, group_find(analysis, group, v, s, f),
						      out);
			fputs("</tr>\n", out);
		}
	page_table_end(out);
}

static void percent_cell(FILE *out, double ratio)
{
	if (isfinite(ratio))
		fprintf(out, "<td>%+.2f %%</td>", 100 * (ratio - 1));
	else
		fputs("<td>-</td>", out);
}

static void pair_row(const struct report *report, const struct comparison *pair, FILE *out)
{
	const struct ratio *ratio = &pair->ratio;

	row_head(out, pair->a->cell.state, pair->a->cell.folio);
	page_number(out, result_cost(report->analysis, pair->a));
	page_number(out, result_cost(report->analysis, pair->b));
	percent_cell(out, ratio->value);
	if (isfinite(ratio->low) && isfinite(ratio->high))
		fprintf(out, "<td>%+.2f to %+.2f</td>", 100 * (ratio->low - 1),
			100 * (ratio->high - 1));
	else
		fputs("<td>-</td>", out);
	fprintf(out, "<td class=\"%s\">%s</td></tr>\n", verdict_names[pair->verdict],
		verdict_names[pair->verdict]);
}

static void pair_table(const struct report *report, const struct group *group, enum variant a,
		       enum variant b, FILE *out)
{
	bool begun = false;
	char caption[160];

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct comparison *pair = report_pair(report, group, a, b, s, f);

			if (!pair)
				continue;
			snprintf(caption, sizeof(caption), "From %s to %s", variant_names[a],
				 variant_names[b]);
			if (!begun) {
				page_table(out, caption);
				fputs("<thead><tr>", out);
				head(out, "state, folio");
				head(out, variant_names[a]);
				head(out, variant_names[b]);
				head(out, "change");
				head(out, report->analysis->mode == MODE_INSN ?
				     "any two trials, %" : "95 % interval, %");
				head(out, "verdict");
				fputs("</tr></thead><tbody>\n", out);
			}
			begun = true;
			pair_row(report, pair, out);
		}
	if (begun)
		page_table_end(out);
}

void page_pairs(const struct report *report, const struct group *group, FILE *out)
{
	for (int a = 0; a < NR_VARIANTS; a++)
		for (int b = 0; b < NR_VARIANTS; b++)
			pair_table(report, group, a, b, out);
}

/* How many cells came to each verdict, for two variants */
static void verdict_row(const struct report *report, enum variant a, enum variant b, FILE *out)
{
	unsigned int same = 0, less = 0, more = 0, unsure = 0;

	for (size_t i = 0; i < report->set.n; i++) {
		const struct comparison *pair = &report->set.pair[i];

		if (pair->a->cell.variant != a || pair->b->cell.variant != b)
			continue;
		same += pair->verdict == VERDICT_SAME;
		unsure += pair->verdict == VERDICT_CANNOT_TELL;
		less += pair->verdict == VERDICT_CHANGED && pair->ratio.value < 1;
		more += pair->verdict == VERDICT_CHANGED && pair->ratio.value > 1;
	}
	if (same + less + more + unsure)
		fprintf(out, "<tr><th scope=\"row\">%s to %s</th><td>%u</td><td>%u</td><td>%u</td>"
			"<td>%u</td><td>%u</td></tr>\n", variant_names[a], variant_names[b],
			same + less + more + unsure, less, same, more, unsure);
}

void page_verdicts(const struct report *report, FILE *out)
{
	page_table(out, "Cells by verdict");
	fputs("<thead><tr>", out);
	head(out, "from, to");
	head(out, "cells");
	head(out, "cost less");
	head(out, "same");
	head(out, "cost more");
	head(out, "cannot tell");
	fputs("</tr></thead><tbody>\n", out);
	for (int a = 0; a < NR_VARIANTS; a++)
		for (int b = 0; b < NR_VARIANTS; b++)
			verdict_row(report, a, b, out);
	page_table_end(out);
}

static void parts_line(const struct parts_row *row, const char *name, const char *attributes,
		       double value(const struct result *result, int part), int part, FILE *out)
{
	fprintf(out, "<tr%s>", attributes);
	html_element(out, "th", " scope=\"row\"", name);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			page_number(out, value(row->result[v], part) / row->result[v]->pages);
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

static void parts_table(const struct parts_row *row, const char *caption, FILE *out)
{
	page_table(out, caption);
	fputs("<thead><tr>", out);
	head(out, "part");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			head(out, variant_names[v]);
	fputs("</tr></thead><tbody>\n", out);
	for (int part = 0; part < NR_PARTS; part++)
		if (parts_row_shows(row, part))
			parts_line(row, path_part_names[part], "", one_part, part, out);
	parts_line(row, "page_mkwrite", " class=\"sum\"", all_parts, 0, out);
	parts_line(row, "(tracing itself: not in it)", "", tracing, 0, out);
	page_table_end(out);
}

void page_parts(const struct report *report, const struct group *group, FILE *out)
{
	char caption[96];

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			struct parts_row row = parts_row_find(report->analysis, group, s, f);

			snprintf(caption, sizeof(caption), "%s %s, %s per touched page",
				 state_names[s], folio_names[f],
				 mode_units[report->analysis->mode]);
			if (row.any)
				parts_table(&row, caption, out);
		}
}

static void cell_row(const struct report *report, const struct result *result, FILE *out)
{
	bool count = report->analysis->mode == MODE_COUNT;
	double per_page = count ? NAN : result_cost(report->analysis, result);
	double total = per_page * result->pages, mkwrites = result_mkwrites(result);

	row_head(out, result->cell.state, result->cell.folio);
	page_number(out, per_page);
	page_number(out, total / result->faults);
	page_number(out, mkwrites > 0 ? total / mkwrites : NAN);
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
	char caption[192];

	snprintf(caption, sizeof(caption), "%s, %s", variant_names[variant], group->title);
	page_table(out, caption);
	fputs("<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		head(out, heads[i]);
	fputs("</tr></thead><tbody>\n", out);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct result *result =
				group_find(report->analysis, group, variant, s, f);

			if (result)
				cell_row(report, result, out);
		}
	page_table_end(out);
}

void page_cells(const struct report *report, const struct group *group, FILE *out)
{
	for (int v = 0; v < NR_VARIANTS; v++) {
		/* tmpfs has no block size, and stands under the pages' */
		if (v == VARIANT_TMPFS && group->key.block_size != 4096)
			continue;
		if (group_has_variant(report->analysis, group, v))
			cells_table(report, group, v, out);
	}
}
