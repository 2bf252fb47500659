// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "profile/own_names.h"

/* No name in C has a dot: .isra.0, .constprop.0, .part.0, .cold, .llvm.123 are compilers' */
void own_name(char *name)
{
	if (*name && *name != '.')
		name[strcspn(name, ".")] = '\0';
}

void own_names(struct symbol_table *symbols)
{
	for (size_t i = 0; i < symbols->n; i++)
		own_name(symbols->symbol[i].name);
}
