// SPDX-License-Identifier: GPL-2.0-only
/* report.html: how costs grow along the axes of a run, and what bounds their threads. */
#include <stdio.h>

#include "lib/html.h"
#include "report/bound.h"
#include "report/html_sections.h"
#include "report/html_table.h"

static void curve_row(const struct report *report, const struct grown *grown, FILE *out)
{
	char text[GROWN_TEXT], name[2 * CELL_NAME], panel[CELL_NAME];

	snprintf(name, sizeof(name), "%s %s", variant_names[grown->curve->rest.variant],
		 curve_panel(grown->curve, ' ', panel));
	html_row(out, grown->curve->rest.state, grown->curve->rest.variant, 0);
	html_element(out, "th", " scope=\"row\"", name);
	html_element(out, "td", " class=\"text\"", grown_text(report->analysis, grown, text));
	html_element(out, "td", " class=\"text\"", grown_ends(report->analysis, grown, text));
	if (grown_has_law(report->analysis, grown))
		html_element(out, "td", " class=\"text\"", grown_law_text(grown, text));
	fputs("</tr>\n", out);
}

/* Series @i, and those that stand behind it with the same in common */
static void curves_table(const struct report *report, size_t i, FILE *out)
{
	const struct growths *growths = &report->growths;

	html_table(out, "Growth of the cost of a touched page, from the least to the largest");
	fputs("<tbody>\n", out);
	for (size_t j = 0; j < growths->n; j++)
		if (curve_beside(&growths->curve[i], &growths->curve[j]))
			curve_row(report, &growths->of[j], out);
	html_table_end(out);
}

void html_growth(const struct report *report, size_t i, FILE *out)
{
	const struct curve *curve = &report->growths.curve[i];
	char rest[CELL_NAME];

	fprintf(out, "<h3>By %s: ", axes[curve->axis].name);
	html_text(out, curve_rest(curve, ' ', rest));
	fputs("</h3>\n", out);
	if (report->analysis->mode != MODE_COUNT)
		curves_table(report, i, out);
}

static void bound_row(const struct result *result, const struct bound *bound, FILE *out)
{
	char label[HELD_LOCK_NAME], name[128], number[GROWN_NUMBER];

	snprintf(name, sizeof(name), "%s %s %s", state_names[result->cell.state],
		 folio_names[result->cell.folio], variant_names[result->cell.variant]);
	html_row(out, result->cell.state, result->cell.variant, 0);
	html_element(out, "th", " scope=\"row\"", name);
	html_element(out, "td", "", grown_number(number, bound->threads));
	html_element(out, "td", "", grown_number(number, bound->held));
	html_element(out, "td", "", grown_number(number, bound->fault));
	html_element(out, "td", " class=\"text\"", held_lock_label(bound->lock, label));
	fputs("</tr>\n", out);
}

static void bound_heads(FILE *out)
{
	html_table(out, "Threads that can fault at once, at most: instructions of a fault over "
		   "those under the one lock that one thread at a time holds longest");
	fputs("<thead><tr>", out);
	html_head(out, "cell");
	html_head(out, "threads");
	html_head(out, "held per fault");
	html_head(out, "of a fault");
	html_element(out, "th", " scope=\"col\" class=\"text\"", "lock");
	fputs("</tr></thead><tbody>\n", out);
}

void html_bounds(const struct report *report, const struct group *group, FILE *out)
{
	struct bound bound;
	bool begun = false;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			for (int v = 0; v < NR_VARIANTS; v++) {
				if (!bound_find(&report->profiles, group->result[v][s][f], &bound))
					continue;
				if (!begun)
					bound_heads(out);
				begun = true;
				bound_row(group->result[v][s][f], &bound, out);
			}
	if (begun)
		html_table_end(out);
}
