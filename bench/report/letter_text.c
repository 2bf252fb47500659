// SPDX-License-Identifier: GPL-2.0-only
/* A cover letter as plain text: at most 72 columns, no tabs, as a mail has it. */
#include <math.h>

#include "lib/table.h"
#include "report/cover_letter.h"
#include "report/letter.h"
#include "report/quantity.h"

static void print_row(const struct letter *letter, const struct letter_row *row, bool intervals,
		      FILE *out)
{
	const struct analysis *analysis = letter->report->analysis;
	char a[REPORT_VALUE], b[REPORT_VALUE], text[TABLE_CHANGE];

	fprintf(out, "%-9s%-7s %12s %9s", state_names[row->a->cell.state],
		folio_names[row->a->cell.folio], report_value(analysis, row->a, a),
		report_value(analysis, row->b, b));
	if (row->pair) {
		const struct ratio *ratio = &row->pair->ratio;

		fprintf(out, "%9s %%", table_change(text, ratio->value, 1));
		if (intervals && !isnan(ratio->low)) {
			fprintf(out, "%9s", table_change(text, ratio->low, 1));
			fprintf(out, " to %s", table_change(text, ratio->high, 1));
		}
		if (*letter_mark(row))
			fprintf(out, "  %s", letter_mark(row));
	}
	fputc('\n', out);
}

static void print_heads(const struct letter *letter, const struct group *group, bool intervals,
			FILE *out)
{
	enum mode mode = letter->report->analysis->mode;

	fputc('\n', out);
	table_words(out, group->title);
	fprintf(out, "\n%-16s%13s%10s", "state    folio", "buffer_head", "iomap");
	if (mode != MODE_COUNT)
		fprintf(out, "%11s", "change");
	if (intervals)
		fprintf(out, "%18s", mode == MODE_INSN ? "any two trials" : "95 % interval");
	fputc('\n', out);
}

/* Return: is there a mark that must be explained? */
static bool print_table(const struct letter *letter, const struct group *group,
			const struct letter_table *table, FILE *out)
{
	bool intervals = letter_intervals(letter), marked = false;

	if (!letter->rows)
		return false;
	print_heads(letter, group, intervals, out);
	for (size_t i = 0; i < table->n && i < letter->rows; i++) {
		print_row(letter, &table->row[i], intervals, out);
		marked |= *letter_mark(&table->row[i]) != '\0';
	}
	return marked;
}

static void print_tables(const struct letter *letter, FILE *out)
{
	const struct group *groups = letter->report->groups;
	struct letter_table table;
	bool marked = false;

	for (size_t i = letter_next(letter, 0, &table); table.n;
	     i = letter_next(letter, i + 1, &table)) {
		marked |= print_table(letter, &groups[i], &table, out);
		if (!letter->full)
			break;
	}
	if (marked)
		fputs("=: no change shown; ?: cannot tell\n", out);
}

void letter_as_text(const struct letter *letter, FILE *out)
{
	char text[LETTER_LEFT_OUT];
	const char *sentence;

	fprintf(out, "%s\n\n", letter_title(letter));
	for (size_t i = 0; (sentence = letter_sentence(letter, i)); i++)
		table_item(out, sentence);
	fputc('\n', out);
	letter_facts(letter, out);
	if (*letter_incomplete(letter, text))
		fprintf(out, "** %s **\n", text);
	print_tables(letter, out);
	if (letter->full)
		letter_details(letter->report, out);
	if (*letter_left_out(letter, text))
		fprintf(out, "\nLeft out (--full): %s\n", text);
}
