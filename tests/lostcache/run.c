// SPDX-License-Identifier: GPL-2.0-only
#include "run.h"

#include <err.h>
#include <string.h>

static size_t find_write(const struct writelog *w, size_t at)
{
	for (; at < w->nr; at++)
		if (w->entries[at].kind == ENTRY_WRITE)
			break;
	return at;
}

/* The next entry from `at` on with a line that begins with `type`; w->nr: none */
static size_t find_line(const struct writelog *w, size_t at, char type)
{
	for (; at < w->nr; at++)
		if (w->entries[at].kind == ENTRY_LINE && w->entries[at].data[0] == type)
			break;
	return at;
}

bool run_next(const struct writelog *w, size_t from, struct run *run)
{
	size_t end;

	run->mark = find_line(w, from, 'M');
	if (run->mark == w->nr)
		return false;
	end = find_line(w, run->mark, 'm');
	run->first = find_write(w, find_line(w, run->mark, 'I'));
	if (end == w->nr || run->first >= end)
		errx(2, "a run without a writer, or without its end");
	run->last = end - 1;
	return true;
}

/* Two lines under way at once may have become one write of two sectors. */
static void print_lines(const struct entry *e, FILE *out)
{
	uint64_t at;

	for (at = 0; at < e->len; at += SECTOR)
		fprintf(out, "%.*s", (int)strnlen(e->data + at, SECTOR), e->data + at);
}

void run_lines(const struct writelog *w, const struct run *run, size_t at, FILE *out)
{
	size_t i;

	for (i = run->mark + 1; i <= at; i++)
		if (w->entries[i].kind == ENTRY_LINE)
			print_lines(&w->entries[i], out);
}

void run_text(const struct writelog *w, const struct run *run, FILE *out)
{
	fprintf(out, "%.*s", SECTOR - 2, w->entries[run->mark].data + 2);
}
