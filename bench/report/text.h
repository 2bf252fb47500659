/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt. For other folders. */
#ifndef FAULTLINE_REPORT_TEXT_H
#define FAULTLINE_REPORT_TEXT_H

#include <stdio.h>

#include "report/report.h"

/** report_text() - the plain-text report, at most 72 columns wide. */
void report_text(const struct report *report, FILE *out);

#endif
