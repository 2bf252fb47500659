/* SPDX-License-Identifier: GPL-2.0-only */
/* What of report.html is shown: by state, block size and variant, with CSS and no script. */
#ifndef FAULTLINE_REPORT_HTML_FILTER_H
#define FAULTLINE_REPORT_HTML_FILTER_H

#include "report/report.h"

#define HTML_CLASSES 96

/**
 * html_classes() - those of what is of one cell: "s-sparse v-xfs b-4k".
 * @state, @variant, @block_size: NR_STATES, NR_VARIANTS, 0: it is of several of them.
 * Return: @buf.
 */
char *html_classes(enum state state, enum variant variant, unsigned int block_size,
		   char buf[HTML_CLASSES]);

/** html_classes_pair() - those of what compares two variants; without either it says nothing. */
char *html_classes_pair(enum variant a, enum variant b, char buf[HTML_CLASSES]);

/**
 * html_classes_of() - those of a line of a chart, or of a row of one, by what it is called.
 * Return: @buf, or NULL if it is of no state, variant or block size.
 */
char *html_classes_of(const char *text, char buf[HTML_CLASSES]);

/** html_filter_style() - a rule for each of those that the run has. */
void html_filter_style(const struct report *report, FILE *out);

/** html_filter() - a box to tick for each; none of a kind of which the run has but one. */
void html_filter(const struct report *report, FILE *out);

#endif
