/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FAULTLINE_FUZZ_JUDGE_H
#define FAULTLINE_FUZZ_JUDGE_H

#include "results/analysis.h"

/** judge_all() - compare a run with itself and write that down in each format. */
void judge_all(const struct analysis *analysis);

#endif
