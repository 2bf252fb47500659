/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a file the kernel that a System.map is of? */
#ifndef FAULTLINE_PROFILE_ELF_SYMBOLS_H
#define FAULTLINE_PROFILE_ELF_SYMBOLS_H

#include <libelf.h>

#include "lib/symbol_table.h"

/**
 * elf_symbols_check() - does @elf have each symbol of @symbols, at its address?
 * @path: of @elf, for messages.
 * Return: 0, or -1 after complaining.
 */
int elf_symbols_check(Elf *elf, const char *path, const struct symbol_table *symbols);

#endif
