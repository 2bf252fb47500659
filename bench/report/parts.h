/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of page_mkwrite, a column for each variant. */
#ifndef FAULTLINE_REPORT_PARTS_H
#define FAULTLINE_REPORT_PARTS_H

#include <stdbool.h>

#include "model/parts.h"
#include "report/group.h"
#include "results/comparison.h"

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

/**
 * parts_differ_most() - the part in which @pair differs most, whichever way, of those that are not
 * @told yet; both have parts.
 * @by: gets by how much, per touched page.
 * Return: -1: in none.
 */
int parts_differ_most(const struct comparison *pair, const bool told[NR_PARTS], double *by);

/** parts_source() - where the parts are from: "a traced trial of each cell". */
const char *parts_source(const struct analysis *analysis);

#endif
