/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the kernel's functions begin, from its System.map. */
#ifndef FAULTLINE_PLUGIN_FUNCTIONS_H
#define FAULTLINE_PLUGIN_FUNCTIONS_H

#include <stdbool.h>
#include <stdint.h>

/** functions_read() - read the System.map at @path. Return: 0, or -1 with errno. */
int functions_read(const char *path);

/** functions_find() - where symbol @name is. Return: its address, 0 if there is none. */
uint64_t functions_find(const char *name);

/**
 * functions_name() - the function that @address is in.
 * Return: NULL if there is none.
 */
const char *functions_name(uint64_t address);

/**
 * functions_begin() - does a function begin at @address?
 * What the compiler has put aside as unlikely (x.cold) is part of its function.
 */
bool functions_begin(uint64_t address);

#endif
