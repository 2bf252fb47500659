/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables of names: which one it is, and the list of them for help and messages. */
#ifndef FAULTLINE_LIB_NAMES_H
#define FAULTLINE_LIB_NAMES_H

#include <stddef.h>

#define NAMES_ROOM 256	/**< bytes for a list of names; a longer one is cut */

/**
 * names_index() - find @name among @names.
 * Return: its index, or -1 if it is not there.
 */
int names_index(const char *const *names, size_t n_names, const char *name);

/**
 * names_list() - "text, json or ktap".
 * Return: @list.
 */
const char *names_list(char list[NAMES_ROOM], const char *const *names, size_t n_names);

#endif
