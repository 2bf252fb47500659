// SPDX-License-Identifier: GPL-2.0-only
/* Numbers and text in columns. */
#include <math.h>
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

void table_fact(FILE *out, const char *what, const char *text)
{
	fputs(what, out);
	table_plain(out, text, 72 - (int)strlen(what));
	fputc('\n', out);
}

int table_words(FILE *out, const char *text)
{
	const int columns = 72, indent = 4;
	int at = 0;

	while (*text) {
		int len = (int)strcspn(text, " ");

		if (at && at + 1 + len > columns)
			at = fprintf(out, "\n%*s", indent, "") - 1;
		else if (at)
			at += fprintf(out, " ");
		at += fprintf(out, "%.*s", len, text);
		text += len;
		text += strspn(text, " ");
	}
	return at;
}

void table_number(FILE *out, int width, double value)
{
	char text[TABLE_DIGITS];

	fprintf(out, " %*s", width - 1, table_digits(text, value));
}
