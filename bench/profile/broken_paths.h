/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the paths of calls hold together. For other folders. */
#ifndef FAULTLINE_PROFILE_BROKEN_PATHS_H
#define FAULTLINE_PROFILE_BROKEN_PATHS_H

#include "lib/symbol_table.h"
#include "profile/counts.h"
#include "results/result.h"

/** So much of the instructions may be on broken paths, and is not worth a note. */
#define BROKEN_LEAST 0.01

/**
 * profile_broken_paths() - what user code seems to call in the kernel, but can only enter by
 * an exception, an interrupt or a system call: there the plugin has lost the callers.
 * Return: the instructions of that, with callees, as a part of all.
 */
double profile_broken_paths(const struct counts *counts, const struct symbol_table *symbols);

/**
 * profile_note_broken() - a note on stderr if @broken is more than BROKEN_LEAST.
 * The instructions of functions alone are right even so.
 * @dir: OUT of the run; @broken: see profile_broken_paths().
 */
void profile_note_broken(const char *dir, const struct result *result, double broken);

#endif
