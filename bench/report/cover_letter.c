// SPDX-License-Identifier: GPL-2.0-only
/* report --cover-letter: short enough to be read, unless all is asked for. */
#include <stdint.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "report/cover_letter.h"
#include "report/letter.h"

const char *const letter_format_names[NR_LETTER_FORMATS] = {
#define FORMAT(name) #name,
	LETTER_FORMATS(FORMAT)
#undef FORMAT
};

/* Return: to be freed; NULL after complaining that memory is out */
static char *write_letter(const struct letter *letter, enum letter_format format)
{
	static void (*const formats[NR_LETTER_FORMATS])(const struct letter *letter, FILE *out) = {
#define FORMAT(name) letter_as_##name,
		LETTER_FORMATS(FORMAT)
#undef FORMAT
	};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out)
		formats[format](letter, out);
	if (out && !fclose(out))
		return text;
	free(text);
	complain("out of memory for a cover letter");
	return NULL;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/*
 * Rows of the table first; then a sentence, which may make room for all rows again.
 * Return: is there anything left to leave out?
 */
static bool shorten(struct letter *letter, size_t lines, size_t all_rows)
{
	size_t excess = lines - LETTER_LINES;

	if (letter->rows) {
		letter->rows -= excess < letter->rows ? excess : letter->rows;
		return true;
	}
	if (letter->sentences < 2)
		return false;
	letter->sentences--;
	letter->rows = all_rows;
	return true;
}

int report_cover_letter(const struct report *report, enum letter_format format, bool full,
			FILE *out)
{
	struct letter letter = { report, full, SIZE_MAX, report->findings.n };
	struct letter_table table;
	char *text;
	size_t lines;

	letter_next(&letter, 0, &table);
	if (!full)
		letter.rows = table.n;
	text = write_letter(&letter, format);
	while (text && !full && (lines = count_lines(text)) > LETTER_LINES &&
	       shorten(&letter, lines, table.n)) {
		free(text);
		text = write_letter(&letter, format);
	}
	if (!text)
		return -1;
	fputs(text, out);
	free(text);
	return 0;
}
