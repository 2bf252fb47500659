/* SPDX-License-Identifier: GPL-2.0-only */
/* What all formats of a cover letter are made from. */
#ifndef FAULTLINE_REPORT_LETTER_H
#define FAULTLINE_REPORT_LETTER_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report.h"

/** Of a letter that is not full: more, and nobody reads it. */
#define LETTER_LINES 40

struct letter {
	const struct report *report;
	bool full;
	size_t rows, sentences;	/**< no more than so many, to be that short */
};

/** A line of a table: ext4 with buffer heads and with iomap. */
struct letter_row {
	const struct result *a, *b;
	const struct comparison *pair;	/**< NULL in MODE_COUNT, which has rates of waits instead */
};

/** Of one group: a row for each state and folio at most. */
struct letter_table {
	struct letter_row row[NR_STATES * NR_FOLIOS];
	size_t n;
};

/** letter_table() - the rows of @group; none if it has not both variants. */
void letter_table(const struct report *report, const struct group *group,
		  struct letter_table *table);

/** letter_next() - the first group from @from on that has rows; n_groups: there is none. */
size_t letter_next(const struct letter *letter, size_t from, struct letter_table *table);

/**
 * letter_intervals() - does an interval of @letter's tables say more than the change beside it
 * does, when both are rounded as they are printed?
 */
bool letter_intervals(const struct letter *letter);

/** letter_mark() - behind a change that is not shown, or that cannot be told: "=", "?", or "". */
const char *letter_mark(const struct letter_row *row);

/** letter_title() - what the figures are: "Cost of an mmap write fault in ...". */
const char *letter_title(const struct letter *letter);

/** letter_sentence() - the @i-th of those that @letter has room for; NULL: there are no more. */
const char *letter_sentence(const struct letter *letter, size_t i);

#define LETTER_LEFT_OUT 160

/** letter_left_out() - "4 tables, chart, parts"; "" if nothing is. Return: @text. */
char *letter_left_out(const struct letter *letter, char text[LETTER_LEFT_OUT]);

/** letter_incomplete() - "INCOMPLETE: ..."; "" if all trials are there and good. Return: @text. */
char *letter_incomplete(const struct letter *letter, char text[LETTER_LEFT_OUT]);

/** letter_facts() - lines on the run: a word, spaces up to column 9, and text. */
void letter_facts(const struct letter *letter, FILE *out);

/** letter_details() - what only a full letter has, as plain text. */
void letter_details(const struct report *report, FILE *out);

#endif
