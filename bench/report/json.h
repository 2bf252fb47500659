/* SPDX-License-Identifier: GPL-2.0-only */
/* report.json. */
#ifndef FAULTLINE_REPORT_JSON_H
#define FAULTLINE_REPORT_JSON_H

#include "report/report.h"

/** report_json() - report.json. Return: 0, or -1 after complaining. */
int report_json(const struct report *from, const char *dir);

#endif
