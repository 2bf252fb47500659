/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of page_mkwrite from the profiles of a run. For other folders. */
#ifndef FAULTLINE_PROFILE_EXACT_PARTS_H
#define FAULTLINE_PROFILE_EXACT_PARTS_H

#include "results/analysis.h"

/**
 * profile_take_parts() - where a cell was profiled, its parts are those that the plugin
 * counted, with nothing of tracing in them.  Where the counts cannot be read, or the profile
 * failed, those of the traced trial stay, and no word is said about it.
 * @dir: OUT of the run.
 */
void profile_take_parts(struct analysis *analysis, const char *dir);

#endif
