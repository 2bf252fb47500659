// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>

#include "lib/outfile.h"
#include "profile/broken_paths.h"
#include "profile/callgrind.h"
#include "profile/cell_files.h"
#include "profile/folded.h"

static void note_broken(const struct profile_folder *folder, const struct result *result,
			const struct counts *counts)
{
	profile_note_broken(folder->dir, result, profile_broken_paths(counts, &folder->symbols));
}

static int write_callgrind(FILE *out, const struct profile_folder *folder,
			   const struct source *source, const struct result *result, bool notes)
{
	char label[CELL_NAME];
	struct counts counts;
	int ret;

	if (profile_counts(folder, result, &counts, NULL))
		return -1;
	if (notes)
		note_broken(folder, result, &counts);
	ret = callgrind_write(out, cell_name(&result->cell, ' ', label), result->pages, &counts,
			      &folder->symbols, source);
	counts_free(&counts);
	return ret;
}

int cell_callgrind(FILE *out, const struct profile_folder *folder, const struct source *source,
		   const struct result *result)
{
	return write_callgrind(out, folder, source, result, true);
}

int cell_folded(FILE *out, const struct profile_folder *folder, const struct result *result)
{
	char label[CELL_NAME];
	struct counts counts;

	if (profile_counts(folder, result, &counts, NULL))
		return -1;
	note_broken(folder, result, &counts);
	folded_write(out, cell_name(&result->cell, '_', label), &counts, &folder->symbols);
	counts_free(&counts);
	return 0;
}

static int open_file(struct outfile *out, const struct profile_folder *folder,
		     const struct result *result, const char *suffix)
{
	char dir[4096], label[CELL_NAME], name[CELL_NAME + 16];

	snprintf(dir, sizeof(dir), "%s/profile", folder->dir);
	snprintf(name, sizeof(name), "%s.%s", cell_name(&result->cell, '_', label), suffix);
	return outfile_open(out, dir, name);
}

static int close_file(struct outfile *out, int failed)
{
	if (!failed)
		return outfile_commit(out);
	outfile_discard(out);
	return -1;
}

int cell_files_write(const struct profile_folder *folder, const struct source *source,
		     const struct result *result)
{
	struct outfile out;

	/* The notes are those of the second one */
	if (open_file(&out, folder, result, "callgrind") ||
	    close_file(&out, write_callgrind(out.file, folder, source, result, false)))
		return -1;
	if (open_file(&out, folder, result, "folded"))
		return -1;
	return close_file(&out, cell_folded(out.file, folder, result));
}
