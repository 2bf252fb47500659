/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines on the run, in plain text. */
#ifndef FAULTLINE_REPORT_TEXT_FACTS_H
#define FAULTLINE_REPORT_TEXT_FACTS_H

#include <stdio.h>

#include "report/report.h"

/** report_findings() - what was found, an item a sentence. */
void report_findings(const struct report *report, FILE *out);

/** report_machine() - lines of the kernel, its compiler, the processor and the emulator. */
void report_machine(const struct analysis *analysis, FILE *out);

/** report_disk() - the line that says what the files were on, and behind which cache. */
void report_disk(const struct analysis *analysis, FILE *out);

/** report_doubts() - lines for what a reader must know before believing a figure, if any. */
void report_doubts(const struct analysis *analysis, FILE *out);

#endif
