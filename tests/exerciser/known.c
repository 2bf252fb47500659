// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "known.h"

static const struct {
	const char *name;
	enum known bit;
} names[] = {
	{ "dio", KNOWN_DIO },
	{ "zero", KNOWN_ZERO },
	{ "zerofail", KNOWN_ZEROFAIL },
	{ "replace", KNOWN_REPLACE },
	{ "stale", KNOWN_STALE },
	{ "grow", KNOWN_GROW },
	{ "trim", KNOWN_TRIM },
	{ "leak", KNOWN_LEAK },
	{ "seek", KNOWN_SEEK },
};

#define NAMES (sizeof(names) / sizeof(names[0]))

int known_parse(const char *list)
{
	char *copy = strdup(list), *save = NULL, *word;
	int known = 0;
	size_t i;

	if (!copy)
		return -1;
	for (word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		for (i = 0; i < NAMES && strcmp(names[i].name, word); i++)
			;
		if (i == NAMES) {
			free(copy);
			return -1;
		}
		known |= (int)names[i].bit;
	}
	free(copy);
	return known;
}

const char *known_list(int known)
{
	static char list[64];
	size_t i, len = 0;

	list[0] = 0;
	for (i = 0; i < NAMES; i++)
		if (known & (int)names[i].bit)
			len += snprintf(list + len, sizeof(list) - len, "%s%s", len ? "," : "",
					names[i].name);
	return list;
}
