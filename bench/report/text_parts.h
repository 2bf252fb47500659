/* SPDX-License-Identifier: GPL-2.0-only */
/* report.txt: the parts of page_mkwrite. */
#ifndef FAULTLINE_REPORT_TEXT_PARTS_H
#define FAULTLINE_REPORT_TEXT_PARTS_H

#include <stdio.h>

#include "report/group.h"

/** report_parts() - tables of the parts of page_mkwrite in @group, for report.txt. */
void report_parts(const struct analysis *analysis, const struct group *group, FILE *out);

#endif
