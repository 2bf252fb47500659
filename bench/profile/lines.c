// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/functions.h"
#include "profile/lines.h"

/* Columns of "FILE:LINE" */
#define AT_WIDTH 28

static int by_line(const void *a, const void *b)
{
	const struct source_line *x = a, *y = b;
	int order = strcmp(x->file, y->file);

	if (!order)
		order = (x->line > y->line) - (x->line < y->line);
	return order ? order : strcmp(x->function, y->function);
}

static int by_self(const void *a, const void *b)
{
	const struct source_line *x = a, *y = b;

	if (x->self != y->self)
		return x->self < y->self ? 1 : -1;
	return by_line(a, b);
}

static struct source_line line_of(const struct counted_insn *insn,
				  const struct symbol_table *symbols, const struct source *source)
{
	const struct source_place *place = source_at(source, insn->address);
	const struct source_frame *at = source_inner(source, insn->address);

	return (struct source_line){
		at->file, at->line,
		place ? at->function : profile_name(symbols, insn->address),
		(double)insn->count, (double)insn->loads, (double)insn->stores,
	};
}

/* Neighbours of one line become one. Return: how many are left */
static size_t merge(struct source_line *line, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && !by_line(&line[kept - 1], &line[i])) {
			line[kept - 1].self += line[i].self;
			line[kept - 1].loads += line[i].loads;
			line[kept - 1].stores += line[i].stores;
		} else {
			line[kept++] = line[i];
		}
	}
	return kept;
}

struct source_line *profile_lines(const struct counts *counts, const struct symbol_table *symbols,
				  const struct source *source, size_t *n)
{
	struct source_line *line = calloc(counts->n_insns + 1, sizeof(*line));

	*n = 0;
	if (!line) {
		complain("out of memory for the source lines of a profile");
		return NULL;
	}
	for (size_t i = 0; i < counts->n_insns; i++)
		line[i] = line_of(&counts->insn[i], symbols, source);
	qsort(line, counts->n_insns, sizeof(*line), by_line);
	*n = merge(line, counts->n_insns);
	qsort(line, *n, sizeof(*line), by_self);
	return line;
}

/* Of a path that is too long the end is shown, which tells more */
static void print_at(FILE *out, const struct source_line *line)
{
	char at[4200];
	size_t len;

	if (line->line)
		snprintf(at, sizeof(at), "%s:%u", line->file, line->line);
	else
		snprintf(at, sizeof(at), "%s", line->file);
	len = strlen(at);
	if (len > AT_WIDTH)
		fprintf(out, "..%s", at + len - AT_WIDTH + 2);
	else
		fprintf(out, "%-*s", AT_WIDTH, at);
}

static void print_line(FILE *out, const struct source_line *line, double pages)
{
	fprintf(out, "%8.1f %6.1f %6.1f  ", line->self / pages, line->loads / pages,
		line->stores / pages);
	print_at(out, line);
	fprintf(out, " %.19s\n", line->function);
}

void profile_lines_text(FILE *out, const struct source_line *line, size_t n, size_t most,
			double pages)
{
	double self = 0, loads = 0, stores = 0;

	fprintf(out, "%8s %6s %6s  %-*s %s\n", "self", "loads", "stores", AT_WIDTH, "line",
		"function");
	for (size_t i = 0; i < n && i < most; i++)
		print_line(out, &line[i], pages);
	for (size_t i = most; i < n; i++) {
		self += line[i].self;
		loads += line[i].loads;
		stores += line[i].stores;
	}
	if (n > most)
		fprintf(out, "%8.1f %6.1f %6.1f  (all others)\n", self / pages, loads / pages,
			stores / pages);
	fprintf(out, "\n");
}

json_t *profile_lines_json(const struct source_line *line, size_t n, double pages)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < n; i++)
		json_array_append_new(array, json_pack("{ss si ss sf sf sf}",
			"file", line[i].file, "line", (int)line[i].line, "function", line[i].function,
			"self", line[i].self / pages, "loads", line[i].loads / pages,
			"stores", line[i].stores / pages));
	return array;
}
