/* SPDX-License-Identifier: GPL-2.0-only */
/* One chart: its data, and gnuplot to draw it. */
#ifndef FAULTLINE_REPORT_CHART_H
#define FAULTLINE_REPORT_CHART_H

#include "lib/outfile.h"
#include "report/chart_kinds.h"
#include "report/report.h"

#define CHART_TITLE 512

/** What draws a chart. */
enum chart_program {
	CHART_GNUPLOT,		/**< by a template in plots/, from SLUG.tsv */
	CHART_DOT,		/**< Graphviz, from SLUG.dot */
	NR_CHART_PROGRAMS
};

/** One chart: its data file in DIR, and what its template must know of it. */
struct chart {
	enum chart_program program;
	const char *template;	/**< a file in plots/; NULL for graphs */
	char slug[CHART_SLUG];
	char title[320];
	char axis[128];
	int rows, columns;
	char names[512];	/**< of columns, see chart_variant(); spaces between */
	char extra[512];
};

/** chart_open() - begin the data file of @chart. Return: 0, or -1 after complaining. */
int chart_open(const struct chart *chart, const char *dir, struct outfile *out);

/**
 * chart_finish() - commit the data and draw @chart as SVG and PNG; a chart without
 * rows leaves nothing behind, nor that of an earlier report.
 * Return: 0, or -1 after complaining.
 */
int chart_finish(const struct report *report, const char *dir, const struct chart *chart,
		 struct outfile *out);

/** chart_name() - add @name to @list of @len bytes, a space before it. */
void chart_name(char *list, size_t len, const char *name);

/** chart_variant() - one column more, of that variant: its name and its style. */
void chart_variant(struct chart *chart, enum variant variant);

/** chart_title() - the two lines above a chart, with its job and kernel. Return: @title. */
char *chart_title(const struct report *report, const struct chart *chart,
		  char title[CHART_TITLE]);

/** chart_unit() - "instructions" or "nanoseconds". */
const char *chart_unit(const struct report *report);

#endif
