// SPDX-License-Identifier: GPL-2.0-only
/* report.html: variants compared with each other. */
#include <math.h>

#include "report/html_filter.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/pairs.h"

static void percent_cell(FILE *out, double ratio)
{
	if (isfinite(ratio))
		fprintf(out, "<td>%+.2f %%</td>", 100 * (ratio - 1));
	else
		fputs("<td>-</td>", out);
}

/* Does an interval say more than the change beside it, as both are printed? */
static bool interval_says_more(const struct ratio *ratio)
{
	return isfinite(ratio->low) && isfinite(ratio->high) &&
	       (lround(10000 * ratio->low) != lround(10000 * ratio->value) ||
		lround(10000 * ratio->high) != lround(10000 * ratio->value));
}

static bool any_interval(const struct group *group, enum variant a)
{
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			if (group->pair[a][s][f] &&
			    interval_says_more(&group->pair[a][s][f]->ratio))
				return true;
	return false;
}

static void pair_row(const struct report *report, const struct comparison *pair, bool intervals,
		     FILE *out)
{
	const struct ratio *ratio = &pair->ratio;

	html_row_head(out, pair->a->cell.state, pair->a->cell.folio);
	html_number(out, result_cost(report->analysis, pair->a));
	html_number(out, result_cost(report->analysis, pair->b));
	percent_cell(out, ratio->value);
	if (!intervals)
		;
	else if (isfinite(ratio->low) && isfinite(ratio->high))
		fprintf(out, "<td>%+.2f to %+.2f</td>", 100 * (ratio->low - 1),
			100 * (ratio->high - 1));
	else
		fputs("<td>-</td>", out);
	fprintf(out, "<td class=\"%s\">%s</td></tr>\n", verdict_names[pair->verdict],
		verdict_names[pair->verdict]);
}

static void pair_table(const struct report *report, const struct group *group, enum variant a,
		       FILE *out)
{
	enum variant b = pair_of(report->analysis, a);
	bool begun = false, intervals = any_interval(group, a);
	char caption[160], classes[HTML_CLASSES];

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct comparison *pair = group->pair[a][s][f];

			if (!pair)
				continue;
			snprintf(caption, sizeof(caption), "From %s to %s", variant_names[a],
				 variant_names[b]);
			if (!begun) {
				html_table_of(out, html_classes_pair(a, b, classes), caption);
				fputs("<thead><tr>", out);
				html_head(out, "state, folio");
				html_head(out, variant_names[a]);
				html_head(out, variant_names[b]);
				html_head(out, "change");
				if (intervals)
					html_head(out, report->analysis->mode == MODE_INSN ?
						  "any two trials, %" : "95 % interval, %");
				html_head(out, "verdict");
				fputs("</tr></thead><tbody>\n", out);
			}
			begun = true;
			pair_row(report, pair, intervals, out);
		}
	if (begun)
		html_table_end(out);
}

void html_pairs(const struct report *report, const struct group *group, FILE *out)
{
	for (int a = 0; a < NR_VARIANTS; a++)
		if (pair_of(report->analysis, a) != NR_VARIANTS)
			pair_table(report, group, a, out);
}

/* How many cells came to each verdict, for two variants */
static void verdict_row(const struct report *report, enum variant a, FILE *out)
{
	enum variant b = pair_of(report->analysis, a);
	unsigned int same = 0, less = 0, more = 0, unsure = 0;
	char classes[HTML_CLASSES];

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
		fprintf(out, "<tr class=\"%s\"><th scope=\"row\">%s to %s</th><td>%u</td><td>%u</td><td>%u</td>"
			"<td>%u</td><td>%u</td></tr>\n", html_classes_pair(a, b, classes),
			variant_names[a], variant_names[b],
			same + less + more + unsure, less, same, more, unsure);
}

void html_verdicts(const struct report *report, FILE *out)
{
	html_table(out, "Cells by verdict");
	fputs("<thead><tr>", out);
	html_head(out, "from, to");
	html_head(out, "cells");
	html_head(out, "cost less");
	html_head(out, "same");
	html_head(out, "cost more");
	html_head(out, "cannot tell");
	fputs("</tr></thead><tbody>\n", out);
	for (int a = 0; a < NR_VARIANTS; a++)
		if (pair_of(report->analysis, a) != NR_VARIANTS)
			verdict_row(report, a, out);
	html_table_end(out);
}
