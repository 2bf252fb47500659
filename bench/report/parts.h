/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of page_mkwrite, a column for each variant. */
#ifndef FAULTLINE_REPORT_PARTS_H
#define FAULTLINE_REPORT_PARTS_H

#include <stdbool.h>

#include "report/group.h"
#include "results/analysis.h"

/** The parts of one state and folio, variants side by side. */
struct parts_row {
	const struct result *result[NR_VARIANTS];
	bool shown[NR_VARIANTS];
	bool any;
};

struct parts_row parts_row_find(const struct group *group, enum state state, enum folio folio);

/** parts_row_shows() - is @part large enough in any variant for a line of its own? */
bool parts_row_shows(const struct parts_row *row, int part);

/** parts_traced() - did tracing take anything in any of the row's trials? */
bool parts_traced(const struct parts_row *row);

/** parts_source() - where the parts are from: "a traced trial of each cell". */
const char *parts_source(const struct analysis *analysis);

#endif
