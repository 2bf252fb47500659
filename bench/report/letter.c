// SPDX-License-Identifier: GPL-2.0-only
/* What a cover letter has, whatever its format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/table.h"
#include "report/letter.h"
#include "report/locks.h"

/* ext4-buffer_head, and what it is compared with */
#define A VARIANT_EXT4_BUFFER_HEAD
#define B VARIANT_EXT4_IOMAP

static bool make_row(const struct report *report, const struct group *group, enum state s,
		     enum folio f, struct letter_row *row)
{
	*row = (struct letter_row){ group->result[A][s][f], group->result[B][s][f],
				    group->pair[A][s][f] };
	if (report->analysis->mode != MODE_COUNT)
		return row->pair;
	return row->a && row->b && row->a->waited.rounds && row->b->waited.rounds;
}

void letter_table(const struct report *report, const struct group *group,
		  struct letter_table *table)
{
	table->n = 0;
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			table->n += make_row(report, group, s, f, &table->row[table->n]);
}

size_t letter_next(const struct letter *letter, size_t from, struct letter_table *table)
{
	const struct report *report = letter->report;

	for (table->n = 0; from < report->n_groups; from++) {
		letter_table(report, &report->groups[from], table);
		if (table->n)
			break;
	}
	return from;
}

static bool says_more(const struct letter_row *row)
{
	char value[TABLE_CHANGE], low[TABLE_CHANGE], high[TABLE_CHANGE];

	if (!row->pair || isnan(row->pair->ratio.low))
		return false;
	table_change(value, row->pair->ratio.value, 1);
	return strcmp(value, table_change(low, row->pair->ratio.low, 1)) ||
	       strcmp(value, table_change(high, row->pair->ratio.high, 1));
}

bool letter_intervals(const struct letter *letter)
{
	struct letter_table table;

	for (size_t i = letter_next(letter, 0, &table); table.n;
	     i = letter_next(letter, i + 1, &table)) {
		for (size_t j = 0; j < table.n; j++)
			if (says_more(&table.row[j]))
				return true;
		if (!letter->full)
			break;
	}
	return false;
}

const char *letter_mark(const struct letter_row *row)
{
	if (!row->pair || row->pair->verdict == VERDICT_CHANGED)
		return "";
	return row->pair->verdict == VERDICT_SAME ? "=" : "?";
}

const char *letter_title(const struct letter *letter)
{
	static const char *const titles[NR_MODES] = {
		[MODE_INSN] = "Cost of an mmap write fault in instructions per touched page",
		[MODE_TIME] = "Cost of an mmap write fault in nanoseconds per touched page",
		[MODE_COUNT] = "Contention of mmap write faults: waits in 1,000 faults",
	};

	return titles[letter->report->analysis->mode];
}

/* What was not measured is last, and stays */
const char *letter_sentence(const struct letter *letter, size_t i)
{
	const struct findings *findings = &letter->report->findings;
	size_t n = findings->n < letter->sentences ? findings->n : letter->sentences;

	if (i >= n)
		return NULL;
	return findings->sentence[i + 1 < n ? i : findings->n - 1];
}

static void add(char text[LETTER_LEFT_OUT], size_t n, const char *what)
{
	size_t at = strlen(text);

	if (!n)
		return;
	at += (size_t)snprintf(text + at, LETTER_LEFT_OUT - at, "%s", at ? ", " : "");
	if (strchr(what, '%'))
		snprintf(text + at, LETTER_LEFT_OUT - at, "%zu %s%s", n, what + 1, n == 1 ? "" : "s");
	else
		snprintf(text + at, LETTER_LEFT_OUT - at, "%s", what);
}

/* How many of the results have what a full letter shows */
static size_t count_parts(const struct analysis *analysis)
{
	size_t n = 0;

	for (size_t i = 0; i < analysis->n_results; i++)
		n += analysis->result[i].has_parts;
	return n;
}

char *letter_left_out(const struct letter *letter, char text[LETTER_LEFT_OUT])
{
	const struct report *report = letter->report;
	bool count = report->analysis->mode == MODE_COUNT;
	size_t tables = 0, rows, sentences = report->findings.n;
	struct letter_table table;

	*text = '\0';
	if (letter->full)
		return text;
	for (size_t i = letter_next(letter, 0, &table); table.n;
	     i = letter_next(letter, i + 1, &table))
		tables++;
	letter_next(letter, 0, &table);
	rows = table.n > letter->rows ? table.n - letter->rows : 0;
	add(text, sentences > letter->sentences ? sentences - letter->sentences : 0, "%sentence");
	add(text, rows, "%row");
	add(text, tables ? tables - 1 : 0, "%table");
	add(text, !count && tables, "chart");
	add(text, !count && tables && count_parts(report->analysis), "parts");
	add(text, report->profiles.n, "functions, held locks");
	add(text, analysis_has_locks(report->analysis), "waits");
	return text;
}

char *letter_incomplete(const struct letter *letter, char text[LETTER_LEFT_OUT])
{
	const struct analysis *analysis = letter->report->analysis;

	*text = '\0';
	if (!analysis->complete || analysis->failed)
		snprintf(text, LETTER_LEFT_OUT, "INCOMPLETE: %zu of %zu trials seen, %zu failed",
			 analysis->seen, analysis->planned, analysis->failed);
	return text;
}
