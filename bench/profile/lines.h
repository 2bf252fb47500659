/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial's instructions by line of source. For other folders. */
#ifndef FAULTLINE_PROFILE_LINES_H
#define FAULTLINE_PROFILE_LINES_H

#include <jansson.h>
#include <stdio.h>

#include "lib/symbol_table.h"
#include "profile/counts.h"
#include "profile/source.h"

/** A line, wherever its function is inlined. */
struct source_line {
	const char *file;	/**< SOURCE_UNKNOWN: not known, as the harness's */
	unsigned int line;
	const char *function;	/**< which the line is in */
	double self, loads, stores;
};

/**
 * profile_lines() - @counts by line, the dearest first.
 * @n: how many there are.
 * Return: them, to be freed before @source and @symbols; NULL after complaining that memory is
 * out.
 */
struct source_line *profile_lines(const struct counts *counts, const struct symbol_table *symbols,
				  const struct source *source, size_t *n);

/** profile_lines_text() - the first @most of them per touched page, and all others in one line. */
void profile_lines_text(FILE *out, const struct source_line *line, size_t n, size_t most,
			double pages);

/** profile_lines_json() - all of them per touched page. Return: an array; NULL: memory is out. */
json_t *profile_lines_json(const struct source_line *line, size_t n, double pages);

#endif
