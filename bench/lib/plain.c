// SPDX-License-Identifier: GPL-2.0-only
#include "lib/plain.h"

static bool is_plain(char c)
{
	return c >= ' ' && c <= '~';
}

bool plain_is(const char *text)
{
	while (is_plain(*text))
		text++;
	return !*text;
}

char *plain_make(char *text)
{
	for (char *at = text; *at; at++)
		if (!is_plain(*at))
			*at = '?';
	return text;
}
