// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "lib/names.h"

int names_index(const char *const *names, size_t n_names, const char *name)
{
	for (size_t i = 0; i < n_names; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

const char *names_list(char list[NAMES_ROOM], const char *const *names, size_t n_names)
{
	size_t at = 0;

	list[0] = '\0';
	for (size_t i = 0; i < n_names && at < NAMES_ROOM; i++)
		at += (size_t)snprintf(list + at, NAMES_ROOM - at, "%s%s",
				       !i ? "" : i + 1 < n_names ? ", " : " or ", names[i]);
	return list;
}
