/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of memory that vCPUs share, and the functions that do it. For other folders. */
#ifndef FAULTLINE_PROFILE_SHARED_LINES_H
#define FAULTLINE_PROFILE_SHARED_LINES_H

#include "profile/counts.h"
#include "profile/folder.h"

#define SHARED_NAME 256	/**< bytes for what is in a line; more is cut */
#define SHARED_BY 3	/**< functions that are named for a line, those with the most accesses */

/** A function's accesses to a line, of the whole trial. */
struct shared_by {
	const char *name;
	double loads, stores;
};

/** A line that one vCPU writes and another one uses. */
struct shared_line {
	uint64_t line;			/**< address of its first byte */
	char name[SHARED_NAME];		/**< the object and members, or the variables; "" unknown */
	double loads, stores;		/**< by all functions, of the whole trial */
	struct shared_by by[SHARED_BY];
	size_t n_by;
};

/**
 * profile_shared_lines() - the lines of @counts, most accesses first.
 * @where: the trial's objects.
 * @n: how many there are.
 * Return: them, to be freed; NULL after complaining that memory is out.
 */
struct shared_line *profile_shared_lines(const struct counts *counts,
					 const struct profile_folder *folder,
					 const struct object_addresses *where, size_t *n);

#endif
