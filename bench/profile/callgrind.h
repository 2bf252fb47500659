/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial in the format of valgrind's callgrind, for KCachegrind and callgrind_annotate. */
#ifndef FAULTLINE_PROFILE_CALLGRIND_H
#define FAULTLINE_PROFILE_CALLGRIND_H

#include <stdio.h>

#include "lib/symbol_table.h"
#include "profile/counts.h"
#include "profile/source.h"

/**
 * callgrind_write() - print @counts in callgrind's format, version 1.
 * What a function costs is by source line, and has all events. What is inlined stays with the
 * function that it is inlined into, under its own file (fi=). What a call costs is known in
 * instructions only, the first event; and where in the caller it is, is not known: line 0.
 * @cell: its name; @pages: that were touched.
 * Return: 0, or -1 after complaining that memory is out. Errors of @out are in ferror().
 */
int callgrind_write(FILE *out, const char *cell, double pages, const struct counts *counts,
		    const struct symbol_table *symbols, const struct source *source);

#endif
