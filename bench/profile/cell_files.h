/* SPDX-License-Identifier: GPL-2.0-only */
/* One cell's files in OUT/profile/, for tools of others. For other folders. */
#ifndef FAULTLINE_PROFILE_CELL_FILES_H
#define FAULTLINE_PROFILE_CELL_FILES_H

#include <stdio.h>

#include "profile/folder.h"
#include "profile/source.h"
#include "results/result.h"

/**
 * cell_callgrind() - print the callgrind file of the cell of @result, see profile/callgrind.h.
 * Return: 0, or -1 after complaining.
 */
int cell_callgrind(FILE *out, const struct profile_folder *folder, const struct source *source,
		   const struct result *result);

/** cell_folded() - print its folded stacks, see profile/folded.h; likewise. */
int cell_folded(FILE *out, const struct profile_folder *folder, const struct result *result);

/**
 * cell_files_write() - write OUT/profile/CELL.callgrind and CELL.folded.
 * Return: 0, or -1 after complaining.
 */
int cell_files_write(const struct profile_folder *folder, const struct source *source,
		     const struct result *result);

#endif
