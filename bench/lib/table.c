// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and text in columns. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "lib/table.h"

char *table_digits(char text[TABLE_DIGITS], double value)
{
	char digits[TABLE_DIGITS / 2];
	size_t n, at = 0;

	if (!isfinite(value)) {
		snprintf(text, TABLE_DIGITS, "-");
		return text;
	}
	snprintf(digits, sizeof(digits), "%.0f", value);
	n = strlen(digits);
	for (size_t i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
	return text;
}

char *table_change(char text[TABLE_CHANGE], double ratio, int decimals)
{
	double change = 100 * (ratio - 1);

	if (isnan(change))
		snprintf(text, TABLE_CHANGE, "-");
	else if (change > 999)
		snprintf(text, TABLE_CHANGE, ">+999");
	else
		snprintf(text, TABLE_CHANGE, "%+.*f", decimals, change);
	return text;
}

void table_plain(FILE *out, const char *text, int width)
{
	for (int i = 0; i < width && text[i]; i++)
		fputc(text[i] < ' ' || text[i] > '~' ? '?' : text[i], out);
}

void table_in(FILE *out, const char *what, const char *where, int width)
{
	const int half = width / 2, len = (int)strnlen(where, (size_t)width);
	const int first = width - (len < half ? len : half);
	const int used = (int)strnlen(what, (size_t)first);

	table_plain(out, what, first);
	if (!*where)
		return;
	fputs(" in ", out);
	table_plain(out, where, width - used);
}

void table_fact(FILE *out, const char *what, const char *text)
{
	fputs(what, out);
	table_plain(out, text, 72 - (int)strlen(what));
	fputc('\n', out);
}

/* Up to the next space, but that before a per cent sign */
static int word_length(const char *text)
{
	size_t len = strcspn(text, " ");

	if (!strncmp(text + len, " %", 2))
		len += 1 + strcspn(text + len + 1, " ");
	return (int)len;
}

/* The first line has something in it already, @at columns. Return: the column where it ends */
static int fill(FILE *out, const char *text, int at, int indent)
{
	const int columns = 72;
	bool begun = false;

	while (*text) {
		int len = word_length(text);

		/* What no line has room for is cut where one ends */
		if (len > columns - indent)
			len = columns - indent;
		if (begun && at + 1 + len > columns)
			at = fprintf(out, "\n%*s", indent, "") - 1;
		else if (begun)
			at += fprintf(out, " ");
		at += fprintf(out, "%.*s", len, text);
		text += len;
		text += strspn(text, " ");
		begun = true;
	}
	return at;
}

int table_words(FILE *out, const char *text)
{
	return fill(out, text, 0, 4);
}

void table_item(FILE *out, const char *text)
{
	fill(out, text, fprintf(out, "- "), 2);
	fputc('\n', out);
}

void table_number(FILE *out, int width, double value)
{
	char text[TABLE_DIGITS];

	fprintf(out, " %*s", width - 1, table_digits(text, value));
}

const char *table_plural(size_t n)
{
	return n == 1 ? "" : "s";
}
