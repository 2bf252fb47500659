/* SPDX-License-Identifier: GPL-2.0-only */
/* Markdown that shows any text as that text. */
#ifndef FAULTLINE_LIB_MARKDOWN_H
#define FAULTLINE_LIB_MARKDOWN_H

#include <stdio.h>

/**
 * markdown_text() - @len bytes of @text within a line or a cell of a table: no character of it
 * is markup.  What is not printable ASCII is a "?".
 */
void markdown_text(FILE *out, const char *text, size_t len);

#endif
