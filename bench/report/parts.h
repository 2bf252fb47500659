/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of page_mkwrite, a column for each variant. */
#ifndef FAULTLINE_REPORT_PARTS_H
#define FAULTLINE_REPORT_PARTS_H

#include <stdbool.h>

#include "report/group.h"

/** The parts of one state and folio, variants side by side. */
struct parts_row {
	const struct result *result[NR_VARIANTS];
	bool shown[NR_VARIANTS];
	bool any;
};

struct parts_row parts_row_find(const struct group *group, enum state state, enum folio folio);

/** parts_row_shows() - is @part large enough in any variant for a line of its own? */
bool parts_row_shows(const struct parts_row *row, int part);

#endif
