/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of two kernels by the names that their source gives them. For other folders. */
#ifndef FAULTLINE_PROFILE_OWN_NAMES_H
#define FAULTLINE_PROFILE_OWN_NAMES_H

#include "lib/symbol_table.h"

/**
 * own_name() - cut off what the compiler has added: "mt_find" of "mt_find.isra.0.cold".
 * It makes such parts and copies in one build of a source and not in the next.
 * A name that begins with a dot stays.
 */
void own_name(char *name);

/** own_names() - the same for all of @symbols, so that parts of a function count as it. */
void own_names(struct symbol_table *symbols);

#endif
