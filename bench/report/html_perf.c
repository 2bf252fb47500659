// SPDX-License-Identifier: GPL-2.0-only
/* report.html: what perf says. */
#include <math.h>
#include <stdlib.h>

#include "lib/html.h"
#include "report/html_filter.h"
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

static void shares_table(const struct comparison *pair, const struct shares *shares, FILE *out)
{
	char caption[400], many[320], classes[HTML_CLASSES], text[32];

	snprintf(caption, sizeof(caption), "%s %s, %s", state_names[pair->a->cell.state],
		 folio_names[pair->a->cell.folio], perf_samples_many(pair, shares, many));
	html_table_of(out, html_classes_pair(pair->a->cell.variant, pair->b->cell.variant, classes),
		      caption);
	fputs("<thead><tr>", out);
	html_head(out, "function");
	html_head(out, variant_names[pair->a->cell.variant]);
	html_head(out, variant_names[pair->b->cell.variant]);
	html_head(out, "difference");
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < shares->n_differ && i < SHARES_SHOWN; i++) {
		const struct share *share = &shares->share[i];

		fputs("<tr>", out);
		html_element(out, "th", " scope=\"row\"", share->name);
		fprintf(out, "<td>%.1f</td><td>%.1f</td>", 100 * share->here, 100 * share->there);
		snprintf(text, sizeof(text), "%+.1f +- %.1f", 100 * (share->there - share->here),
			 100 * share->half);
		html_element(out, "td", "", text);
		fputs("</tr>\n", out);
	}
	html_table_end(out);
}

/* Return: were there any? */
static bool pair_shares(const struct report *report, const struct comparison *pair, bool first,
			FILE *out)
{
	struct shares shares;
	char how[320];

	if (!pair || !perf_samples_shares(&report->samples, pair, &shares))
		return false;
	if (first)
		fprintf(out, "<section><h3>perf record</h3>\n<p class=\"note\">%s %s</p>\n",
			perf_samples_how(&report->samples, how), SHARES_ARE);
	fprintf(out, "<div class=\"s-%s\">\n", state_names[pair->a->cell.state]);
	shares_table(pair, &shares, out);
	fputs("</div>\n", out);
	free(shares.share);
	return true;
}

static void html_samples(const struct report *report, const struct group *group, FILE *out)
{
	bool begun = false;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			for (int v = 0; v < NR_VARIANTS; v++)
				begun |= pair_shares(report, group->pair[v][s][f], !begun, out);
	if (begun)
		fputs("</section>\n", out);
}

static void html_counts(const struct report *report, const struct group *group, FILE *out)
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

static void html_us(FILE *out, double ns)
{
	if (isfinite(ns))
		fprintf(out, "<td>%.1f</td>", ns / 1000);
	else
		fputs("<td>-</td>", out);
}

static void locks_table(const struct result *result, FILE *out)
{
	const size_t n = json_array_size(result->perf_locks);
	char cell[CELL_NAME], classes[HTML_CLASSES];
	struct perf_lock_row row;

	html_classes(result->cell.state, result->cell.variant, 0, classes);
	html_table_of(out, classes, cell_name(&result->cell, ' ', cell));
	fputs("<thead><tr>", out);
	html_head(out, "caller");
	html_head(out, "type");
	html_head(out, "waits");
	html_head(out, "total us");
	html_head(out, "longest us");
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < n && !perf_locks_row(result->perf_locks, i, &row); i++) {
		fputs("<tr>", out);
		html_element(out, "th", " scope=\"row\"", row.caller);
		html_element(out, "td", " class=\"text\"", row.type);
		html_number(out, row.contended);
		html_us(out, row.total);
		html_us(out, row.longest);
		fputs("</tr>\n", out);
	}
	html_table_end(out);
}

static void html_perf_locks(const struct group *group, FILE *out)
{
	bool begun = false;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			for (int v = 0; v < NR_VARIANTS; v++) {
				const struct result *result = group->result[v][s][f];

				if (!result || !json_array_size(result->perf_locks) ||
				    !group_lists(group, v))
					continue;
				if (!begun)
					fputs("<section><h3>perf lock</h3>\n<p class=\"note\">"
					      PERF_LOCKS_ARE "</p>\n", out);
				begun = true;
				locks_table(result, out);
			}
	if (begun)
		fputs("</section>\n", out);
}

void html_perf(const struct report *report, const struct group *group, FILE *out)
{
	html_counts(report, group, out);
	html_samples(report, group, out);
	html_perf_locks(group, out);
}
