// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "compare/formats.h"

const struct compare_format compare_formats[] = {
#define FORMAT(name) { #name, compare_as_##name },
	COMPARE_FORMATS(FORMAT)
#undef FORMAT
	{ NULL, NULL }
};

const struct compare_format *compare_format_find(const char *name)
{
	for (const struct compare_format *format = compare_formats; format->name; format++)
		if (!strcmp(format->name, name))
			return format;
	return NULL;
}
