/* SPDX-License-Identifier: GPL-2.0-only */
/* HTML that shows any text as that text. */
#ifndef FAULTLINE_LIB_HTML_H
#define FAULTLINE_LIB_HTML_H

#include <stdio.h>

/** html_text() - @text, for between tags and for attributes in quotes. */
void html_text(FILE *out, const char *text);

/** html_element() - @text within the tags of @name; @attributes is HTML, with its space. */
void html_element(FILE *out, const char *name, const char *attributes, const char *text);

/**
 * html_svg() - the SVG file @path as an element of the page; its role is "img", unless its
 * first line has another one.
 * @prefix: put before its ids, which must differ from those of other pictures.
 * @label: what a screen reader says.
 * Return: 0, or -1 after complaining.
 */
int html_svg(FILE *out, const char *path, const char *prefix, const char *label);

#endif
