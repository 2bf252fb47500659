/* SPDX-License-Identifier: GPL-2.0-only */
/* The formats of a report, each in a file of its own. For other folders. */
#ifndef FAULTLINE_REPORT_FORMATS_H
#define FAULTLINE_REPORT_FORMATS_H

#include <stdbool.h>

#include "report/report.h"

/*
 * A new format is a line here, and its function, report_as_NAME().  They are made in this
 * order: the page has the charts in it, and whatever a chart may cost, the tables are there.
 */
#define REPORT_FORMATS(FORMAT) \
	FORMAT(json) \
	FORMAT(text) \
	FORMAT(charts) \
	FORMAT(html)

/*
 * Each writes its files into @dir; with @charts, or without.
 * Return: 0, or -1 after complaining.
 */
#define FORMAT(name) \
	int report_as_##name(const struct report *report, const char *dir, bool charts);
REPORT_FORMATS(FORMAT)
#undef FORMAT

/** report_write() - all of them, the rest even if one fails. Return: as above. */
int report_write(const struct report *report, const char *dir, bool charts);

#endif
