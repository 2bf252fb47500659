/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of one line, in which the kernel publishes a value. */
#ifndef FAULTLINE_LIB_READ_LINE_H
#define FAULTLINE_LIB_READ_LINE_H

#include <stddef.h>

/**
 * read_line() - the first line of @path, without its newline.
 * Return: @buf, or NULL if it cannot be read.
 */
char *read_line(const char *path, char *buf, size_t len);

#endif
