/* SPDX-License-Identifier: GPL-2.0-only */
/* In what two runs differ beside the figures. For other folders. */
#ifndef FAULTLINE_COMPARE_ENVIRONMENTS_H
#define FAULTLINE_COMPARE_ENVIRONMENTS_H

#include <stdbool.h>
#include <stdio.h>

#include "results/analysis.h"

#define COMPARE_DECISIVE 7	/**< facts that make a fault take another path, or time */
#define COMPARE_WHY 256		/**< bytes for one reason */

/**
 * compare_decisive() - do the runs differ in what a fault's figure depends on beside the
 * kernel's source?  What a run does not tell is no difference.
 * @of_hosts: they are of two machines on purpose: what in MODE_TIME is a machine's own counts not.
 * @why: gets how, for each of these facts.
 * Return: in how many.
 */
size_t compare_decisive(const struct analysis *base, const struct analysis *new, bool of_hosts,
			char why[COMPARE_DECISIVE][COMPARE_WHY]);

/** compare_environments() - print all that differs: kernels, machines, settings, versions. */
void compare_environments(const struct analysis *base, const struct analysis *new, FILE *out);

#endif
