/* SPDX-License-Identifier: GPL-2.0-only */
/* report --cover-letter. For other folders. */
#ifndef FAULTLINE_REPORT_COVER_LETTER_H
#define FAULTLINE_REPORT_COVER_LETTER_H

#include <stdbool.h>
#include <stdio.h>

struct report;
struct letter;

/*
 * A new format is a line here, and its function, letter_as_NAME(): help and messages go by this
 * list.  The first is the default.
 */
#define LETTER_FORMATS(FORMAT) \
	FORMAT(text) \
	FORMAT(markdown)

enum letter_format {
#define FORMAT(name) LETTER_AS_##name,
	LETTER_FORMATS(FORMAT)
#undef FORMAT
	NR_LETTER_FORMATS
};

extern const char *const letter_format_names[NR_LETTER_FORMATS];

#define FORMAT(name) void letter_as_##name(const struct letter *letter, FILE *out);
LETTER_FORMATS(FORMAT)
#undef FORMAT

/**
 * report_cover_letter() - what stands in a patch cover letter as it is: what was found, what was
 * run, and buffer_head against iomap in the first group that has both, in 40 lines at most.
 * @full: the other groups as well, a chart, the parts and functions that differ, and the locks
 * and cache lines of the first cell; in as many lines as it takes.
 * Return: 0, or -1 after complaining that memory is out.
 */
int report_cover_letter(const struct report *report, enum letter_format format, bool full,
			FILE *out);

#endif
