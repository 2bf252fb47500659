// SPDX-License-Identifier: GPL-2.0-only
/* A cover letter as Markdown, for where pull requests and summaries of CI are shown. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/markdown.h"
#include "lib/table.h"
#include "report/cover_letter.h"
#include "report/letter.h"
#include "report/quantity.h"

/* A word and its text become two cells */
static void print_fact(char *line, FILE *out)
{
	size_t word = strcspn(line, " ");

	fputs("| ", out);
	markdown_text(out, line, word);
	fputs(" | ", out);
	line += word;
	line += strspn(line, " ");
	markdown_text(out, line, strlen(line));
	fputs(" |\n", out);
}

/* What @print prints, line by line */
static void each_line(const struct letter *letter,
		      void print(const struct letter *letter, FILE *out),
		      void put(char *line, FILE *out), FILE *out)
{
	char *text = NULL, *rest, *line;
	size_t size;
	FILE *all = open_memstream(&text, &size);

	if (all)
		print(letter, all);
	if (!all || fclose(all)) {
		free(text);
		complain("out of memory for a cover letter");
		return;
	}
	rest = text;
	while ((line = strsep(&rest, "\n")) && rest)
		put(line, out);
	free(text);
}

static void print_row(const struct letter *letter, const struct letter_row *row, bool intervals,
		      FILE *out)
{
	const struct analysis *analysis = letter->report->analysis;
	char a[REPORT_VALUE], b[REPORT_VALUE], change[TABLE_CHANGE], high[TABLE_CHANGE];

	fprintf(out, "| %s | %s | %s | %s |", state_names[row->a->cell.state],
		folio_names[row->a->cell.folio], report_value(analysis, row->a, a),
		report_value(analysis, row->b, b));
	if (row->pair) {
		const struct ratio *ratio = &row->pair->ratio;
		const char *mark = letter_mark(row);

		fprintf(out, " %s %%%s%s |", table_change(change, ratio->value, 1), *mark ? " " : "",
			mark);
		if (intervals && isnan(ratio->low))
			fputs(" - |", out);
		else if (intervals)
			fprintf(out, " %s to %s |", table_change(change, ratio->low, 1),
				table_change(high, ratio->high, 1));
	}
	fputc('\n', out);
}

static void print_heads(const struct letter *letter, const struct group *group, bool intervals,
			FILE *out)
{
	enum mode mode = letter->report->analysis->mode;

	fputs("\n**", out);
	markdown_text(out, group->title, strlen(group->title));
	fprintf(out, "**\n\n| state | folio | buffer\\_head | iomap |%s%s%s\n|---|---|---:|---:|%s%s\n",
		mode == MODE_COUNT ? "" : " change |", !intervals ? "" : mode == MODE_INSN ?
		" any two trials" : " 95 % interval", intervals ? " |" : "",
		mode == MODE_COUNT ? "" : "---:|", intervals ? "---:|" : "");
}

static void print_tables(const struct letter *letter, FILE *out)
{
	const struct group *groups = letter->report->groups;
	bool intervals = letter_intervals(letter), marked = false;
	struct letter_table table;

	for (size_t i = letter_next(letter, 0, &table); table.n && letter->rows;
	     i = letter_next(letter, i + 1, &table)) {
		print_heads(letter, &groups[i], intervals, out);
		for (size_t j = 0; j < table.n && j < letter->rows; j++) {
			print_row(letter, &table.row[j], intervals, out);
			marked |= *letter_mark(&table.row[j]) != '\0';
		}
		if (!letter->full)
			break;
	}
	if (marked)
		fputs("\n=: no change shown; ?: cannot tell\n", out);
}

static void print_details(const struct letter *letter, FILE *out)
{
	letter_details(letter->report, out);
}

/* Indented it is code, whatever it holds */
static void print_code(char *line, FILE *out)
{
	fprintf(out, "%s%s\n", *line ? "    " : "", line);
}

void letter_as_markdown(const struct letter *letter, FILE *out)
{
	char text[LETTER_LEFT_OUT];
	const char *sentence;

	fprintf(out, "### %s\n\n", letter_title(letter));
	for (size_t i = 0; (sentence = letter_sentence(letter, i)); i++) {
		fputs("- ", out);
		markdown_text(out, sentence, strlen(sentence));
		fputc('\n', out);
	}
	if (*letter_incomplete(letter, text))
		fprintf(out, "\n**%s**\n", text);
	fputs("\n| the run | |\n|---|---|\n", out);
	each_line(letter, letter_facts, print_fact, out);
	print_tables(letter, out);
	if (letter->full)
		each_line(letter, print_details, print_code, out);
	if (*letter_left_out(letter, text))
		fprintf(out, "\nLeft out (`--full`): %s\n", text);
}
