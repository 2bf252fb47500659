// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "lib/words.h"

static int has_word(const char *text, const char *word, size_t len)
{
	for (const char *at = text; *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		if (n == len && !strncmp(at, word, len))
			return 1;
		at += n;
	}
	return 0;
}

static size_t add_missing(const char *from, const char *other, char sign, char *buf, size_t at,
			  size_t len)
{
	for (; *from; from += strspn(from, " ")) {
		size_t n = strcspn(from, " ");

		if (!has_word(other, from, n) && at < len)
			at += (size_t)snprintf(buf + at, len - at, "%s%c%.*s", at ? " " : "", sign,
					       (int)n, from);
		from += n;
	}
	return at;
}

char *words_difference(const char *base, const char *new, char *buf, size_t len)
{
	size_t at;

	*buf = '\0';
	at = add_missing(base, new, '-', buf, 0, len);
	add_missing(new, base, '+', buf, at, len);
	return buf;
}
