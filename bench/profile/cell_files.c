// SPDX-License-Identifier: GPL-2.0-only
#include "lib/outfile.h"
#include "profile/broken_paths.h"
#include "profile/callgrind.h"
#include "profile/cell_files.h"
#include "profile/folded.h"

/* Return: 0, or -1 after complaining */
static int read_counts(const struct profile_folder *folder, const struct result *result,
		       struct counts *counts)
{
	if (profile_counts(folder, result, counts, NULL))
		return -1;
	profile_note_broken(folder->dir, result, profile_broken_paths(counts, &folder->symbols));
	return 0;
}

static int write_callgrind(FILE *out, const struct profile_folder *folder,
			   const struct source *source, const struct result *result,
			   const struct counts *counts)
{
	char label[CELL_NAME];

	return callgrind_write(out, cell_name(&result->cell, ' ', label), result->pages, counts,
			       &folder->symbols, source);
}

static void write_folded(FILE *out, const struct profile_folder *folder,
			 const struct result *result, const struct counts *counts)
{
	char label[CELL_NAME];

	folded_write(out, cell_name(&result->cell, '_', label), counts, &folder->symbols);
}

int cell_callgrind(FILE *out, const struct profile_folder *folder, const struct source *source,
		   const struct result *result)
{
	struct counts counts;
	int ret;

	if (read_counts(folder, result, &counts))
		return -1;
	ret = write_callgrind(out, folder, source, result, &counts);
	counts_free(&counts);
	return ret;
}

int cell_folded(FILE *out, const struct profile_folder *folder, const struct result *result)
{
	struct counts counts;

	if (read_counts(folder, result, &counts))
		return -1;
	write_folded(out, folder, result, &counts);
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

/* Return: 0, or -1 after complaining */
static int write_both(const struct profile_folder *folder, const struct source *source,
		      const struct result *result, const struct counts *counts)
{
	struct outfile out;

	if (open_file(&out, folder, result, "callgrind") ||
	    close_file(&out, write_callgrind(out.file, folder, source, result, counts)) ||
	    open_file(&out, folder, result, "folded"))
		return -1;
	write_folded(out.file, folder, result, counts);
	return outfile_commit(&out);
}

int cell_files_write(const struct profile_folder *folder, const struct source *source,
		     const struct result *result)
{
	struct counts counts;
	int ret;

	if (read_counts(folder, result, &counts))
		return -1;
	ret = write_both(folder, source, result, &counts);
	counts_free(&counts);
	return ret;
}
