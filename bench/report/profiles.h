/* SPDX-License-Identifier: GPL-2.0-only */
/* The profiled trials of a run: read once, for all formats. */
#ifndef FAULTLINE_REPORT_PROFILES_H
#define FAULTLINE_REPORT_PROFILES_H

#include <stdbool.h>

#include "profile/summary.h"
#include "report/group.h"

/** A cell's profiled trial. */
struct profiled {
	bool known;			/**< it was read, and is believed */
	char wrong[PROFILE_WRONG];	/**< why it is not, else "" */
	struct profile_summary summary;
};

struct profiles {
	const struct analysis *analysis;
	bool open;
	struct profile_folder folder;	/**< names are its symbols' */
	struct profiled *of;		/**< in the order of the analysis' results */
	size_t n;			/**< cells that were profiled */
	size_t failed;			/**< that do not add up to their trials */
	size_t missing;			/**< whose counts are not there, or damaged */
};

/**
 * profiles_open() - read the profiles of all cells of the run in @dir that have one.
 * What cannot be read, or does not add up, is complained about and left out.
 * Return: 0, or -1 after complaining that memory is out; profiles_close() is due either way.
 */
int profiles_open(struct profiles *profiles, const struct analysis *analysis, const char *dir);

void profiles_close(struct profiles *profiles);

/** profiles_find() - that of @result; NULL if there is none to be believed. */
const struct profile_summary *profiles_find(const struct profiles *profiles,
					    const struct result *result);

/** What is said of those that are missing: of how many, of all that there should be. */
#define PROFILES_MISSING "PROFILE MISSING, or damaged, of %zu of %zu cells: they are left out"

/** profiles_wrong() - why that of @result is not believed; NULL if it is, or there is none. */
const char *profiles_wrong(const struct profiles *profiles, const struct result *result);

/** Those of one state and folio, variants side by side. */
struct profiles_row {
	const struct profile_summary *of[NR_VARIANTS];
	double pages[NR_VARIANTS];
	bool shown[NR_VARIANTS];
	int n;			/**< how many are shown */
};

struct profiles_row profiles_row_find(const struct profiles *profiles, const struct group *group,
				      enum state state, enum folio folio);

/**
 * profiles_row_narrow() - show no more than @most variants, those that delay allocation
 * first: what allocates in the fault takes other locks, and a hundred times.
 */
void profiles_row_narrow(struct profiles_row *row, int most);

/** profiles_row_lines(), profiles_row_locks() - has any of those shown such figures of a fault? */
bool profiles_row_lines(const struct profiles_row *row);
bool profiles_row_locks(const struct profiles_row *row);

#endif
