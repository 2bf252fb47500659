/* SPDX-License-Identifier: GPL-2.0-only */
/* HTML that shows any text as that text. */
#ifndef FAULTLINE_LIB_HTML_H
#define FAULTLINE_LIB_HTML_H

#include <stdio.h>

/** html_text() - @text, for between tags and for attributes in quotes. */
void html_text(FILE *out, const char *text);

/** html_element() - @text within the tags of @name; @attributes is HTML, with its space. */
void html_element(FILE *out, const char *name, const char *attributes, const char *text);

/** HTML_SVG_CLASSES - bytes for the classes of a part of a picture. */
#define HTML_SVG_CLASSES 96

/**
 * html_svg() - the SVG file @path as an element of the page; its role is "img", unless its
 * first line has another one.
 * @prefix: put before its ids, which must differ from those of other pictures.
 * @label: what a screen reader says.
 * @classes: gets what a line of a chart of gnuplot's is called, or a row at its left, and returns
 * the classes for that, or NULL; a NULL: there are none.  A row has them on a box over it, with
 * the class "veil", which is for the page to show in place of the row.
 * Return: 0, or -1 after complaining.
 */
int html_svg(FILE *out, const char *path, const char *prefix, const char *label,
	     char *classes(const char *text, char buf[HTML_SVG_CLASSES]));

#endif
