/* SPDX-License-Identifier: GPL-2.0-only */
/* report.html. */
#ifndef FAULTLINE_REPORT_HTML_H
#define FAULTLINE_REPORT_HTML_H

#include <stdbool.h>

#include "report/report.h"

/**
 * report_html() - report.html, with the charts that were drawn if @charts.
 * Return: 0, or -1 after complaining.
 */
int report_html(const struct report *report, const char *dir, bool charts);

#endif
