// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/shared_lines.h"

/* One function's accesses to one line */
struct access {
	uint64_t line;
	struct shared_by by;
};

static int by_line(const void *a, const void *b)
{
	const struct access *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return strcmp(x->by.name, y->by.name);
}

/* Neighbours of one line and function become one. Return: how many are left */
static size_t merge(struct access *access, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && !by_line(&access[kept - 1], &access[i])) {
			access[kept - 1].by.loads += access[i].by.loads;
			access[kept - 1].by.stores += access[i].by.stores;
		} else {
			access[kept++] = access[i];
		}
	}
	return kept;
}

static double accesses(const struct shared_by *by)
{
	return by->loads + by->stores;
}

/* Among those that the line names, if it is one of the most; of equals the first stays */
static void name_function(struct shared_line *line, const struct shared_by *by)
{
	size_t at = line->n_by;

	while (at && accesses(&line->by[at - 1]) < accesses(by))
		at--;
	if (at == SHARED_BY)
		return;
	if (line->n_by < SHARED_BY)
		line->n_by++;
	memmove(&line->by[at + 1], &line->by[at], (line->n_by - at - 1) * sizeof(*by));
	line->by[at] = *by;
}

static int by_accesses(const void *a, const void *b)
{
	const struct shared_line *x = a, *y = b;
	double in_x = x->loads + x->stores, in_y = y->loads + y->stores;

	if (in_x != in_y)
		return in_x < in_y ? 1 : -1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static size_t fill(struct shared_line *lines, const struct access *access, size_t n)
{
	size_t n_lines = 0;

	for (size_t i = 0; i < n; i++) {
		if (!n_lines || lines[n_lines - 1].line != access[i].line)
			lines[n_lines++].line = access[i].line;
		lines[n_lines - 1].loads += access[i].by.loads;
		lines[n_lines - 1].stores += access[i].by.stores;
		name_function(&lines[n_lines - 1], &access[i].by);
	}
	return n_lines;
}

/* Bytes of a line, see plugin/caches.h */
#define LINE_BYTES 64

/* The kernel's variables that begin in the line, or the one that it lies in */
static void name_variables(const struct symbol_table *data, struct shared_line *line)
{
	const struct symbol *symbol = symbol_at(data, line->line + LINE_BYTES - 1), *first = symbol;
	size_t at = 0;

	if (!symbol || (symbol->type == SYMBOL_NONE && symbol->address < line->line))
		return;
	while (first > data->symbol && first[-1].address >= line->line)
		first--;
	for (; first <= symbol && at < sizeof(line->name); first++)
		at += (size_t)snprintf(line->name + at, sizeof(line->name) - at, "%s%s",
				       at ? ", " : "", first->name);
}

static void name_line(const struct profile_folder *folder, const struct object_addresses *where,
		      struct shared_line *line)
{
	if (!object_members(&folder->layouts, where, line->line, LINE_BYTES, line->name,
			    sizeof(line->name)))
		name_variables(&folder->data, line);
}

struct shared_line *profile_shared_lines(const struct counts *counts,
					 const struct profile_folder *folder,
					 const struct object_addresses *where, size_t *n)
{
	struct access *access = calloc(counts->n_shares + 1, sizeof(*access));
	struct shared_line *lines = calloc(counts->n_shares + 1, sizeof(*lines));

	*n = 0;
	if (!access || !lines) {
		complain("out of memory for the shared lines of a profile");
		free(access);
		free(lines);
		return NULL;
	}
	for (size_t i = 0; i < counts->n_shares; i++) {
		const struct counted_share *share = &counts->share[i];

		access[i] = (struct access){ share->line, {
			profile_name(&folder->symbols, share->insn), (double)share->loads,
			(double)share->stores } };
	}
	qsort(access, counts->n_shares, sizeof(*access), by_line);
	*n = fill(lines, access, merge(access, counts->n_shares));
	for (size_t i = 0; i < *n; i++)
		name_line(folder, where, &lines[i]);
	qsort(lines, *n, sizeof(*lines), by_accesses);
	free(access);
	return lines;
}
