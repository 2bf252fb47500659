/* SPDX-License-Identifier: GPL-2.0-only */
/* OUT/profile/ of a run: the counts of its profiled trials. For other folders. */
#ifndef FAULTLINE_PROFILE_FOLDER_H
#define FAULTLINE_PROFILE_FOLDER_H

#include "lib/symbol_table.h"
#include "profile/check.h"
#include "profile/counts.h"
#include "profile/functions.h"
#include "profile/objects.h"
#include "results/result.h"

struct profile_folder {
	const char *dir;	/**< OUT */
	struct symbol_table symbols;	/**< functions of the kernel that was measured;
					     *   from its end on PROFILE_OUTSIDE */
	struct symbol_table data;	/**< and its variables, up to the end of its image */
	struct object_layouts layouts;	/**< of its objects, as far as they are known */
};

/**
 * profile_open() - the profiles of the run in @dir, which stays the caller's.
 * Return: 0, to be closed; -1 after complaining.
 */
int profile_open(struct profile_folder *folder, const char *dir);

/**
 * profile_counts() - what the profiled trial of @result counted.
 * A profile that failed, see profile_wrong(), is refused here, so that nothing is made of it.
 * @wrong: NULL, or gets why it failed, else "".
 * Return: 0, or -1 after complaining.
 */
int profile_counts(const struct profile_folder *folder, const struct result *result,
		   struct counts *counts, char wrong[PROFILE_WRONG]);

void profile_close(struct profile_folder *folder);

#endif
