/* SPDX-License-Identifier: GPL-2.0-only */
/* In what two runs differ beside the figures. */
#ifndef FAULTLINE_COMPARE_ENVIRONMENTS_H
#define FAULTLINE_COMPARE_ENVIRONMENTS_H

#include <stdio.h>

#include "results/analysis.h"

/**
 * compare_config() - are the kernels configured so that a fault takes another path?
 * Return: NULL, or how; overwritten by the next call.
 */
const char *compare_config(const struct analysis *base, const struct analysis *new);

/** compare_environments() - whatever else differs: kernels, machines, settings, versions. */
void compare_environments(const struct analysis *base, const struct analysis *new, FILE *out);

#endif
