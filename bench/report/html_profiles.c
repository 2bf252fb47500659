// SPDX-License-Identifier: GPL-2.0-only
/* report.html: what the profiled trials show. */
#include <math.h>
#include <stdlib.h>

#include "lib/html.h"
#include "report/differing.h"
#include "report/held_locks.h"
#include "report/html_filter.h"
#include "report/html_sections.h"
#include "report/html_table.h"
#include "report/touched_lines.h"

#define FUNCTIONS_SHOWN 15
#define LOCKS_SHOWN 12

/* @variant: NR_VARIANTS: the column is of no single one */
static void html_figure(FILE *out, enum variant variant, const char *format, double value)
{
	char classes[HTML_CLASSES];

	fprintf(out, "<td class=\"%s\">", html_classes(NR_STATES, variant, 0, classes));
	if (isfinite(value))
		fprintf(out, format, value);
	else
		fputc('-', out);
	fputs("</td>", out);
}

static void function_row(const char *attributes, const struct difference *function, FILE *out)
{
	fprintf(out, "<tr%s>", attributes);
	html_element(out, "th", " scope=\"row\"", function->name);
	html_figure(out, NR_VARIANTS, "%.1f", function->here);
	html_figure(out, NR_VARIANTS, "%.1f", function->there);
	html_figure(out, NR_VARIANTS, "%+.1f", function->there - function->here);
	fputs("</tr>\n", out);
}

static void functions_table(const struct report *report, const struct comparison *pair, FILE *out)
{
	struct differing differing;
	char caption[96], classes[HTML_CLASSES];

	if (!differing_make(&report->profiles, pair, FUNCTIONS_SHOWN, &differing))
		return;
	snprintf(caption, sizeof(caption), "%s %s, functions that differ most, instructions per "
		 "touched page", state_names[pair->a->cell.state],
		 folio_names[pair->a->cell.folio]);
	html_table_of(out, html_classes_pair(pair->a->cell.variant, pair->b->cell.variant, classes),
		      caption);
	fputs("<thead><tr>", out);
	html_head(out, "function");
	html_head(out, "buffer_head");
	html_head(out, "iomap");
	html_head(out, "difference");
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < differing.n; i++)
		function_row(i + 1 < differing.n ? "" : " class=\"sum\"", &differing.row[i], out);
	html_table_end(out);
	differing_free(&differing);
}

static void lock_row(const struct profiles_row *row, const struct held_row *lock, FILE *out)
{
	fputs("<tr>", out);
	html_element(out, "th", " scope=\"row\"", lock->label);
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!row->shown[v])
			continue;
		html_figure(out, v, "%.1f", lock->taken[v]);
		html_figure(out, v, "%.1f", lock->held[v]);
	}
	fputs("</tr>\n", out);
}

static void locks_table(const struct profiles_row *row, const char *cell, FILE *out)
{
	struct held_row *lock;
	char text[96];
	size_t n;

	if (!profiles_row_locks(row))
		return;
	lock = held_rows_make(row, &n);
	if (!lock)
		return;
	snprintf(text, sizeof(text), "%s, locks held per fault: times taken, instructions held", cell);
	html_table(out, text);
	fputs("<thead><tr>", out);
	html_head(out, "lock");
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!row->shown[v])
			continue;
		fprintf(out, "<th scope=\"col\" class=\"v-%s\">%s, taken</th><th scope=\"col\" "
			"class=\"v-%s\">held</th>", variant_names[v], variant_names[v],
			variant_names[v]);
	}
	fputs("</tr></thead><tbody>\n", out);
	for (size_t i = 0; i < n && i < LOCKS_SHOWN; i++)
		lock_row(row, &lock[i], out);
	html_table_end(out);
	if (n > LOCKS_SHOWN)
		fprintf(out, "<p class=\"note\">And %zu more that are held less.</p>\n",
			n - LOCKS_SHOWN);
	free(lock);
}

static void lines_table(const struct profiles_row *row, const char *cell, FILE *out)
{
	char text[64];

	if (!profiles_row_lines(row))
		return;
	snprintf(text, sizeof(text), "%s, cache lines", cell);
	html_table(out, text);
	fputs("<thead><tr>", out);
	html_head(out, "lines");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			html_head_of(out, v);
	fputs("</tr></thead><tbody>\n", out);
	for (const struct lines_row *line = lines_rows; line->name; line++) {
		fputs("<tr>", out);
		html_element(out, "th", " scope=\"row\"", line->name);
		for (int v = 0; v < NR_VARIANTS; v++)
			if (row->shown[v])
				html_figure(out, v, "%.1f", line->value(row->of[v], row->pages[v]));
		fputs("</tr>\n", out);
	}
	html_table_end(out);
}

static void cell_tables(const struct report *report, const struct group *group, enum state state,
			enum folio folio, FILE *out)
{
	struct profiles_row row = profiles_row_find(&report->profiles, group, state, folio);
	const struct comparison *pair = group->pair[VARIANT_EXT4_BUFFER_HEAD][state][folio];
	char cell[32];

	snprintf(cell, sizeof(cell), "%s %s", state_names[state], folio_names[folio]);
	fprintf(out, "<div class=\"s-%s\">\n", state_names[state]);
	if (pair)
		functions_table(report, pair, out);
	locks_table(&row, cell, out);
	lines_table(&row, cell, out);
	fputs("</div>\n", out);
}

void html_profiles(const struct report *report, const struct group *group, FILE *out)
{
	if (!report->profiles.open)
		return;
	fputs("<section><h3>Functions, locks and cache lines</h3>\n"
	      "<p class=\"note\">From a profiled trial of each cell. Functions are without their "
	      "callees. Locks are held for the instructions between taking and releasing them, "
	      "with those of callees and without interrupts. Cache lines: " LINES_ROWS_ARE "</p>\n",
	      out);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			cell_tables(report, group, s, f, out);
	fputs("</section>\n", out);
}

void html_failed_profiles(const struct report *report, FILE *out)
{
	char label[CELL_NAME];

	for (size_t i = 0; i < report->analysis->n_results; i++) {
		const struct result *result = &report->analysis->result[i];
		const char *wrong = profiles_wrong(&report->profiles, result);

		if (wrong)
			fprintf(out, "<p class=\"bad\">PROFILE FAILED, it is left out: %s: %s.</p>\n",
				cell_name(&result->cell, ' ', label), wrong);
	}
	if (report->profiles.missing)
		fprintf(out, "<p class=\"bad\">" PROFILES_MISSING ".</p>\n",
			report->profiles.missing, report->profiles.n);
}
