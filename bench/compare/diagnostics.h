/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a cell changed, in lines of text, for the formats that are lists of tests. */
#ifndef FAULTLINE_COMPARE_DIAGNOSTICS_H
#define FAULTLINE_COMPARE_DIAGNOSTICS_H

#include <stdio.h>

#include "compare/compared.h"

/**
 * diagnostics_print() - the functions that the change of @pair is in, and the locks that regressed
 * with it; nothing where there are neither.
 * @prefix: what each line begins with.
 */
void diagnostics_print(const struct compared *compared, const struct comparison *pair,
		       const char *prefix, FILE *out);

#endif
