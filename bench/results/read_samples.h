/* SPDX-License-Identifier: GPL-2.0-only */
/* From samples.jsonl to an analysis. For other folders. */
#ifndef FAULTLINE_RESULTS_READ_SAMPLES_H
#define FAULTLINE_RESULTS_READ_SAMPLES_H

#include "results/analysis.h"

/**
 * analysis_read() - read samples.jsonl in @dir.
 * A last line that was cut off (a killed guest) is left out and makes the
 * analysis incomplete; any other damage is an error.
 * Return: 0, or -1 after complaining with file:line.
 */
int analysis_read(const char *dir, struct analysis *analysis);

#endif
