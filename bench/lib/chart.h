/* SPDX-License-Identifier: GPL-2.0-only */
/* A chart: its data file, and gnuplot or Graphviz to draw it. */
#ifndef FAULTLINE_LIB_CHART_H
#define FAULTLINE_LIB_CHART_H

#include "lib/outfile.h"

#define CHART_SLUG 320
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
	char names[512];	/**< of columns, as the template wants them; spaces between */
	char extra[512];
};

/** chart_open() - begin the data file of @chart. Return: 0, or -1 after complaining. */
int chart_open(const struct chart *chart, const char *dir, struct outfile *out);

/**
 * chart_commit() - commit the data and draw @chart as SVG and PNG, with @heading, one or two
 * lines, above it; a chart without rows leaves nothing behind, nor that of an earlier one.
 * @hint: how to do without charts, for whoever cannot draw them.
 * Return: 0, or -1 after complaining.
 */
int chart_commit(const struct chart *chart, const char *dir, const char *heading,
		 const char *hint, struct outfile *out);

/** chart_name() - add @name to @list of @len bytes, a space before it. */
void chart_name(char *list, size_t len, const char *name);

/** chart_mask() - put a ? where @text has what neither gnuplot nor an SVG has a form for. */
void chart_mask(char *text);

#endif
