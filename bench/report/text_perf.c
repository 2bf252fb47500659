// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/table.h"
#include "report/columns.h"
#include "report/perf_rows.h"
#include "report/text_perf.h"

#define LOCKS_SHOWN 5

static void print_event(const struct perf_row *row, enum perf_event event, FILE *out)
{
	char label[PERF_EVENT_LABEL], text[PERF_COUNT_TEXT];

	fprintf(out, "%-18s", perf_event_label(event, label));
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			fprintf(out, " %*s", TABLE_COLUMN,
				perf_count_text(&row->of[v]->event[event], text));
	fputc('\n', out);
}

static void print_row(const struct perf_row *row, const char *cell, FILE *out)
{
	fputc('\n', out);
	table_heads(out, row->shown, 18, cell, "");
	for (int e = 0; e < NR_PERF_EVENTS; e++)
		if (perf_row_has(row, e))
			print_event(row, e, out);
}

static void print_group(const struct group *group, FILE *out)
{
	bool titled = false;
	char cell[32];

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct perf_row row = perf_row_find(group, s, f);

			if (!row.trials)
				continue;
			if (!titled) {
				fputc('\n', out);
				table_words(out, group->title);
				fputc('\n', out);
			}
			titled = true;
			snprintf(cell, sizeof(cell), "%s %s", state_names[s], folio_names[f]);
			print_row(&row, cell, out);
		}
}

static void print_share(const struct share *share, FILE *out)
{
	fprintf(out, "%11.1f %9.1f %+9.1f %7.1f  ", 100 * share->here, 100 * share->there,
		100 * (share->there - share->here), 100 * share->half);
	table_plain(out, share->name, 31);
	fputc('\n', out);
}

/* Of a pair, only what the samples tell */
static void print_shares(const struct report *report, const struct comparison *pair, FILE *out)
{
	char cell[CELL_NAME], text[320];
	struct shares shares;

	if (!pair || !perf_samples_shares(&report->samples, pair, &shares))
		return;
	fputc('\n', out);
	table_words(out, cell_name(&pair->a->cell, ' ', cell));
	fprintf(out, "\nagainst %s:\n", variant_names[pair->b->cell.variant]);
	table_words(out, perf_samples_many(pair, &shares, text));
	fputc('\n', out);
	if (shares.n_differ)
		fprintf(out, "%11s %9s %9s %7s  function\n", "here", "there", "differ", "+-");
	for (size_t i = 0; i < shares.n_differ && i < SHARES_SHOWN; i++)
		print_share(&shares.share[i], out);
	if (shares.n_differ > SHARES_SHOWN)
		fprintf(out, "and %zu more that differ less\n", shares.n_differ - SHARES_SHOWN);
	free(shares.share);
}

static void print_samples(const struct report *report, FILE *out)
{
	char how[320], text[sizeof(how) + sizeof(SHARES_ARE)];

	if (!*perf_samples_how(&report->samples, how))
		return;
	snprintf(text, sizeof(text), "%s %s", how, SHARES_ARE);
	fputc('\n', out);
	table_words(out, text);
	fputc('\n', out);
	for (size_t i = 0; i < report->n_groups; i++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++)
				for (int v = 0; v < NR_VARIANTS; v++)
					print_shares(report, report->groups[i].pair[v][s][f], out);
}

static void print_counts(const struct report *report, FILE *out)
{
	const unsigned int trials = perf_trials(report->analysis);
	char list[NAMES_ROOM], text[640];

	if (!trials)
		return;
	snprintf(text, sizeof(text), "perf stat: counts " PERF_ROWS_ARE, trials);
	fputc('\n', out);
	table_words(out, text);
	fputc('\n', out);
	if (*perf_lacking(report->analysis, list)) {
		snprintf(text, sizeof(text), "Not supported by this machine: %s.", list);
		table_words(out, text);
		fputc('\n', out);
	}
	for (size_t i = 0; i < report->n_groups; i++)
		print_group(&report->groups[i], out);
}

static void print_us(double ns, FILE *out)
{
	if (isfinite(ns))
		fprintf(out, " %11.1f", ns / 1000);
	else
		fprintf(out, " %11s", "-");
}

static void print_cell_locks(const struct result *result, FILE *out)
{
	const size_t n = json_array_size(result->perf_locks);
	char cell[CELL_NAME];
	struct perf_lock_row row;

	fputc('\n', out);
	table_words(out, cell_name(&result->cell, ' ', cell));
	fprintf(out, "\n%9s %11s %11s  type and caller\n", "waits", "total us", "longest us");
	for (size_t i = 0; i < n && i < LOCKS_SHOWN; i++) {
		if (perf_locks_row(result->perf_locks, i, &row))
			break;
		fprintf(out, "%9.0f", row.contended);
		print_us(row.total, out);
		print_us(row.longest, out);
		fprintf(out, "  %.12s ", row.type);
		table_plain(out, row.caller, 36 - (int)strnlen(row.type, 12));
		fputc('\n', out);
	}
	if (n > LOCKS_SHOWN)
		fprintf(out, "and %zu more callers\n", n - LOCKS_SHOWN);
}

static void print_locks(const struct report *report, FILE *out)
{
	const struct analysis *analysis = report->analysis;
	size_t cells = 0, waited = 0;

	for (size_t i = 0; i < analysis->n_results; i++) {
		cells += analysis->result[i].perf_locks != NULL;
		waited += json_array_size(analysis->result[i].perf_locks) > 0;
	}
	if (!cells)
		return;
	fputc('\n', out);
	table_words(out, PERF_LOCKS_ARE);
	fprintf(out, "\nIn %zu of %zu cells nobody waited.\n", cells - waited, cells);
	for (size_t i = 0; i < analysis->n_results; i++)
		if (json_array_size(analysis->result[i].perf_locks))
			print_cell_locks(&analysis->result[i], out);
}

void report_perf(const struct report *report, FILE *out)
{
	print_counts(report, out);
	print_samples(report, out);
	print_locks(report, out);
}
