/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of a comparison, each in a file of its own. For other folders. */
#ifndef FAULTLINE_COMPARE_FORMATS_H
#define FAULTLINE_COMPARE_FORMATS_H

#include <stdio.h>

#include "compare/compared.h"

/*
 * A new format is a line here, and its function, compare_as_NAME(): help, messages and
 * the tests of the readers go by this list.  The first is the default.
 */
#define COMPARE_FORMATS(FORMAT) \
	FORMAT(text) \
	FORMAT(json) \
	FORMAT(lkp) \
	FORMAT(markdown) \
	FORMAT(ktap) \
	FORMAT(junit)

struct compare_format {
	const char *name;
	void (*print)(const struct compared *compared, FILE *out);
};

#define FORMAT(name) void compare_as_##name(const struct compared *compared, FILE *out);
COMPARE_FORMATS(FORMAT)
#undef FORMAT

/** All of them; the last one has no name. */
extern const struct compare_format compare_formats[];

/** compare_format_find() - the format called @name, or NULL. */
const struct compare_format *compare_format_find(const char *name);

#endif
