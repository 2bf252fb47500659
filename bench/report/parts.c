// SPDX-License-Identifier: GPL-2.0-only
/* The parts of page_mkwrite, from the traced or the profiled trials. */
#include <math.h>

#include "report/parts.h"

struct parts_row parts_row_find(const struct group *group, enum state state, enum folio folio)
{
	struct parts_row row = { .any = false };

	for (int v = 0; v < NR_VARIANTS; v++) {
		const struct result *result = group->result[v][state][folio];

		/* tmpfs has no page_mkwrite to split */
		if (!result || !result->has_parts || variants[v].path == PATH_NO_MKWRITE)
			continue;
		row.result[v] = result;
		row.shown[v] = row.any = true;
	}
	return row;
}

/* Half an instruction a page is a handle in thousands of faults: not worth a line */
bool parts_row_shows(const struct parts_row *row, int part)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v] && row->result[v]->part[part] >= 0.5 * row->result[v]->pages)
			return true;
	return false;
}

bool parts_traced(const struct parts_row *row)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->shown[v] && row->result[v]->tracing)
			return true;
	return false;
}

int parts_differ_most(const struct comparison *pair, const bool told[NR_PARTS], double *by)
{
	int part = -1;

	*by = 0;
	for (int i = 0; i < NR_PARTS; i++) {
		double change = pair->b->part[i] / pair->b->pages -
				pair->a->part[i] / pair->a->pages;

		if (told[i] || !(fabs(change) > fabs(*by)))
			continue;
		*by = change;
		part = i;
	}
	return part;
}

const char *parts_source(const struct analysis *analysis)
{
	return analysis->exact_parts ? "a profiled trial of each cell" : "a traced trial of each cell";
}
