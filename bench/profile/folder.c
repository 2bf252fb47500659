// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/folder.h"

/* The file may be of anybody; no name of it is to command a terminal */
static void make_plain(struct symbol_table *symbols)
{
	for (size_t i = 0; i < symbols->n; i++)
		for (char *c = symbols->symbol[i].name; *c; c++)
			*c = *c > ' ' && *c <= '~' ? *c : '?';
}

int profile_open(struct profile_folder *folder, const char *dir)
{
	char map[4200];

	memset(folder, 0, sizeof(*folder));
	folder->dir = dir;
	snprintf(map, sizeof(map), "%s/profile/System.map", dir);
	/* Without variables, locks are named after who takes them */
	if (!symbol_table_read(&folder->symbols, map, "tTwW") &&
	    (!symbol_table_read(&folder->data, map, "bBdDrRvV") || errno == EINVAL)) {
		make_plain(&folder->symbols);
		make_plain(&folder->data);
		snprintf(map, sizeof(map), "%s/profile/types", dir);
		if (!object_layouts_read(&folder->layouts, map))
			return 0;
		profile_close(folder);
		return -1;
	}
	complain("%s: %s; is this a run of 'make bench PROFILE=1'?", map, strerror(errno));
	profile_close(folder);
	return -1;
}

int profile_counts(const struct profile_folder *folder, uint64_t index, struct counts *counts)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/profile/%" PRIu64 ".counts", folder->dir, index);
	return counts_read(path, counts);
}

struct function *profile_read(const struct profile_folder *folder, uint64_t index, size_t *n)
{
	struct function *functions;
	struct counts counts;

	*n = 0;
	if (profile_counts(folder, index, &counts))
		return NULL;
	functions = profile_functions(&counts, &folder->symbols, n);
	counts_free(&counts);
	return functions;
}

void profile_close(struct profile_folder *folder)
{
	symbol_table_free(&folder->symbols);
	symbol_table_free(&folder->data);
	object_layouts_free(&folder->layouts);
}
