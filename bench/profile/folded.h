/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial's calls as folded stacks, for tools that draw flame graphs. For other folders. */
#ifndef FAULTLINE_PROFILE_FOLDED_H
#define FAULTLINE_PROFILE_FOLDED_H

#include <stdio.h>

#include "lib/symbol_table.h"
#include "profile/counts.h"

/** folded_write() - "CELL;FUNCTION;FUNCTION INSTRUCTIONS" for each path of calls in @counts. */
void folded_write(FILE *out, const char *cell, const struct counts *counts,
		  const struct symbol_table *symbols);

#endif
