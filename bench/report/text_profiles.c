// SPDX-License-Identifier: GPL-2.0-only
/* What the profiled trials show, as tables of report.txt. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/table.h"
#include "report/columns.h"
#include "report/differing.h"
#include "report/held_locks.h"
#include "report/text_profiles.h"
#include "report/touched_lines.h"

#define LOCK_WIDTH 27	/* of a name; what is longer has a line of its own */
#define LOCK_VARIANTS 3	/* columns of taken and held that 72 have room for */

/* Each row of a table, with what there is to print of it */
struct table {
	const struct report *report;
	const struct profiles_size *size;
	bool titled;	/* the first line of the table is there */
	FILE *out;
	const char *group;	/* its title, to be printed; NULL: not */
};

static void print_failed(const struct report *report, FILE *out)
{
	char label[CELL_NAME];

	for (size_t i = 0; i < report->analysis->n_results; i++) {
		const struct result *result = &report->analysis->result[i];
		const char *wrong = profiles_wrong(&report->profiles, result);

		if (!wrong)
			continue;
		fputs("\n** PROFILE FAILED, it is left out: **\n", out);
		table_words(out, cell_name(&result->cell, ' ', label));
		fprintf(out, "\n    %s\n", wrong);
	}
	if (report->profiles.missing)
		fprintf(out, "\n** " PROFILES_MISSING " **\n", report->profiles.missing,
			report->profiles.n);
}

static void print_function(const struct difference *row, FILE *out)
{
	fprintf(out, "%11.1f %9.1f %+9.1f  ", row->here, row->there, row->there - row->here);
	table_plain(out, row->name, 39);
	fputc('\n', out);
}

static void functions_of(struct table *table, const struct comparison *pair)
{
	struct differing differing;

	if (!differing_make(&table->report->profiles, pair, table->size->functions, &differing))
		return;
	if (!table->titled) {
		fputs("\nFunctions that differ most, buffer_head to iomap, in instructions per\n"
		      "touched page without their callees; from a profiled trial of each cell\n",
		      table->out);
		table_words(table->out, table->report->groups[0].title);
		fputc('\n', table->out);
	}
	table->titled = true;
	fprintf(table->out, "\n%s %s\n%11s %9s %9s  function\n", state_names[pair->a->cell.state],
		folio_names[pair->a->cell.folio], "buffer_head", "iomap", "differ");
	for (size_t i = 0; i < differing.n; i++)
		print_function(&differing.row[i], table->out);
	differing_free(&differing);
}

static void print_figure(FILE *out, int width, double value)
{
	if (isfinite(value))
		fprintf(out, "%*.1f", width, value);
	else
		fprintf(out, "%*s", width, "-");
}

static void print_lock(const struct held_row *lock, const struct profiles_row *row, FILE *out)
{
	table_plain(out, lock->label, 72);
	if (strlen(lock->label) > LOCK_WIDTH)
		fprintf(out, "\n%*s", LOCK_WIDTH, "");
	else
		fprintf(out, "%*s", LOCK_WIDTH - (int)strlen(lock->label), "");
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!row->shown[v])
			continue;
		print_figure(out, 6, lock->taken[v]);
		print_figure(out, 9, lock->held[v]);
	}
	fputc('\n', out);
}

static void print_lock_heads(const struct profiles_row *row, const char *cell, FILE *out)
{
	fprintf(out, "\n%-*s", LOCK_WIDTH, cell);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			fprintf(out, " %*s %s", 13 - (int)strlen(variants[v].head[1]),
				variants[v].head[0], variants[v].head[1]);
	fprintf(out, "\n%-*s", LOCK_WIDTH, "");
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v])
			fprintf(out, "%6s%9s", "taken", "held");
	fputc('\n', out);
}

/* Where it is not the first group alone, once for each */
static void print_group(struct table *table)
{
	if (table->group) {
		fputc('\n', table->out);
		table_words(table->out, table->group);
		fputc('\n', table->out);
	}
	table->group = NULL;
}

static void locks_of(struct table *table, struct profiles_row row, const char *cell)
{
	struct held_row *lock;
	size_t n;

	profiles_row_narrow(&row, LOCK_VARIANTS);
	if (!profiles_row_locks(&row))
		return;
	lock = held_rows_make(&row, &n);
	if (!lock)
		return;
	if (!table->titled)
		fputs("\nLocks held per fault: how often they are taken, and for how many\n"
		      "instructions they are held, with those of callees, without interrupts\n",
		      table->out);
	table->titled = true;
	print_group(table);
	print_lock_heads(&row, cell, table->out);
	for (size_t i = 0; i < n && i < table->size->locks; i++)
		print_lock(&lock[i], &row, table->out);
	if (n > table->size->locks)
		fprintf(table->out, "and %zu more that are held less\n", n - table->size->locks);
	free(lock);
}

static void lines_of(struct table *table, struct profiles_row row, const char *cell)
{
	if (!profiles_row_lines(&row))
		return;
	if (!table->titled)
		fputs("\nCache lines\n" LINES_ROWS_ARE "\n", table->out);
	table->titled = true;
	print_group(table);
	fputc('\n', table->out);
	table_heads(table->out, row.shown, 18, cell, "");
	for (const struct lines_row *line = lines_rows; line->name; line++) {
		fprintf(table->out, "%-18s", line->name);
		for (int v = 0; v < NR_VARIANTS; v++)
			if (row.shown[v])
				print_figure(table->out, TABLE_COLUMN + 1,
					     line->value(row.of[v], row.pages[v]));
		fputc('\n', table->out);
	}
}

static void print_group_rows(struct table *table, const struct group *group,
			     void print(struct table *table, struct profiles_row row,
					const char *cell))
{
	char cell[32];

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			struct profiles_row row = profiles_row_find(&table->report->profiles, group,
								    s, f);

			snprintf(cell, sizeof(cell), "%s %s", state_names[s], folio_names[f]);
			if (row.n && !(table->size->one && table->titled))
				print(table, row, cell);
		}
}

/*
 * Each state and folio of the first group that has a profile.  Without costs, profiles are all
 * that there is: then those of all groups.
 */
static void print_rows(const struct report *report, const struct profiles_size *size,
		       void print(struct table *table, struct profiles_row row, const char *cell),
		       FILE *out)
{
	struct table table = { report, size, false, out, NULL };
	bool all = report->analysis->mode == MODE_COUNT;

	for (size_t i = 0; i < (all ? report->n_groups : 1); i++) {
		table.group = all ? report->groups[i].title : NULL;
		print_group_rows(&table, &report->groups[i], print);
	}
}

void report_profiles(const struct report *report, const struct profiles_size *size, FILE *out)
{
	struct table table = { report, size, false, out, NULL };

	print_failed(report, out);
	if (!report->n_groups)
		return;
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct comparison *pair =
				report->groups[0].pair[VARIANT_EXT4_BUFFER_HEAD][s][f];

			if (pair)
				functions_of(&table, pair);
		}
	print_rows(report, size, locks_of, out);
	print_rows(report, size, lines_of, out);
}
