// SPDX-License-Identifier: GPL-2.0-only
#include "lib/outfile.h"
#include "profile/callgrind.h"
#include "profile/cell_files.h"
#include "profile/folded.h"

int cell_callgrind(FILE *out, const struct profile_folder *folder, const struct source *source,
		   const struct profiled_cell *cell)
{
	char label[CELL_NAME];
	struct counts counts;
	int ret;

	if (profile_counts(folder, cell->index, &counts))
		return -1;
	ret = callgrind_write(out, cell_name(cell->cell, ' ', label), cell->pages, &counts,
			      &folder->symbols, source);
	counts_free(&counts);
	return ret;
}

int cell_folded(FILE *out, const struct profile_folder *folder, const struct profiled_cell *cell)
{
	char label[CELL_NAME];
	struct counts counts;

	if (profile_counts(folder, cell->index, &counts))
		return -1;
	folded_write(out, cell_name(cell->cell, '_', label), &counts, &folder->symbols);
	counts_free(&counts);
	return 0;
}

static int open_file(struct outfile *out, const struct profile_folder *folder,
		     const struct profiled_cell *cell, const char *suffix)
{
	char dir[4096], label[CELL_NAME], name[CELL_NAME + 16];

	snprintf(dir, sizeof(dir), "%s/profile", folder->dir);
	snprintf(name, sizeof(name), "%s.%s", cell_name(cell->cell, '_', label), suffix);
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
		     const struct profiled_cell *cell)
{
	struct outfile out;

	if (open_file(&out, folder, cell, "callgrind") ||
	    close_file(&out, cell_callgrind(out.file, folder, source, cell)))
		return -1;
	if (open_file(&out, folder, cell, "folded"))
		return -1;
	return close_file(&out, cell_folded(out.file, folder, cell));
}
