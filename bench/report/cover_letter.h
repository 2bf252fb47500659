/* SPDX-License-Identifier: GPL-2.0-only */
/* report --cover-letter. For other folders. */
#ifndef FAULTLINE_REPORT_COVER_LETTER_H
#define FAULTLINE_REPORT_COVER_LETTER_H

#include <stdio.h>

#include "report/report.h"

/**
 * report_cover_letter() - plain text for a patch cover letter, at most 72 columns:
 * buffer_head against iomap, a chart, the parts and functions that differ, and the locks and
 * cache lines of the first cell.
 */
void report_cover_letter(const struct report *report, FILE *out);

#endif
