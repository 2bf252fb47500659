// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "report/formats.h"

int report_write(const struct report *report, const char *dir, bool charts)
{
	static int (*const formats[])(const struct report *, const char *, bool) = {
#define FORMAT(name) report_as_##name,
		REPORT_FORMATS(FORMAT)
#undef FORMAT
	};
	int ret = 0;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		ret |= formats[i](report, dir, charts);
	return ret;
}
