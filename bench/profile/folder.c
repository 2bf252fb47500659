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

static const struct symbol *named(const struct profile_folder *folder, const char *name)
{
	const struct symbol *symbol = symbol_named(&folder->symbols, name);

	return symbol ? symbol : symbol_named(&folder->data, name);
}

/* Where symbols are missing, the one before would stand for them. Return: 0, or -1 */
static int end_image(struct profile_folder *folder, const char *map)
{
	static const char *const marks[] = { "_etext", "_end" };
	uint64_t end = 0;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const struct symbol *mark = named(folder, marks[i]);

		if (!mark)
			return complain("%s: no symbol %s in it, so it is cut off, or of no kernel",
					map, marks[i]);
		end = mark->address;
	}
	if (symbol_table_end(&folder->symbols, end, PROFILE_OUTSIDE) ||
	    symbol_table_end(&folder->data, end, "_end"))
		return complain("out of memory for the symbols of a profile");
	return 0;
}

/* Without variables, locks are named after who takes them. Return: 0, or -1 after complaining */
static int read_symbols(struct profile_folder *folder, const char *map)
{
	if (symbol_table_read(&folder->symbols, map, "tTwW") ||
	    (symbol_table_read(&folder->data, map, "bBdDrRvV") && errno != EINVAL))
		return complain("%s: %s; is this a run of 'make bench PROFILE=1'?", map,
				strerror(errno));
	make_plain(&folder->symbols);
	make_plain(&folder->data);
	return end_image(folder, map);
}

int profile_open(struct profile_folder *folder, const char *dir)
{
	char map[4200], types[4200];

	memset(folder, 0, sizeof(*folder));
	folder->dir = dir;
	snprintf(map, sizeof(map), "%s/profile/System.map", dir);
	snprintf(types, sizeof(types), "%s/profile/types", dir);
	if (!read_symbols(folder, map) && !object_layouts_read(&folder->layouts, types))
		return 0;
	profile_close(folder);
	return -1;
}

/* Return: 0, or -1 after complaining */
static int check(const struct profile_folder *folder, const struct result *result,
		 const struct counts *counts, char wrong[PROFILE_WRONG])
{
	char label[CELL_NAME];
	double sum = 0;

	for (size_t i = 0; i < counts->n_insns; i++)
		sum += (double)counts->insn[i].count;
	if (!profile_wrong(&result->cell, result->profile_wall, sum, wrong))
		return 0;
	return complain("%s: the profile of %s FAILED: %s", folder->dir,
			cell_name(&result->cell, ' ', label), wrong);
}

int profile_counts(const struct profile_folder *folder, const struct result *result,
		   struct counts *counts, char wrong[PROFILE_WRONG])
{
	char path[4200], own[PROFILE_WRONG];

	if (!wrong)
		wrong = own;
	*wrong = '\0';
	snprintf(path, sizeof(path), "%s/profile/%" PRIu64 ".counts", folder->dir, result->profile);
	if (counts_read(path, counts))
		return -1;
	if (!check(folder, result, counts, wrong))
		return 0;
	counts_free(counts);
	return -1;
}

void profile_close(struct profile_folder *folder)
{
	symbol_table_free(&folder->symbols);
	symbol_table_free(&folder->data);
	object_layouts_free(&folder->layouts);
}
