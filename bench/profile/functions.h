/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial's instructions by function. For other folders. */
#ifndef FAULTLINE_PROFILE_FUNCTIONS_H
#define FAULTLINE_PROFILE_FUNCTIONS_H

#include "lib/symbol_table.h"
#include "profile/counts.h"

/** What the functions of the benchmark itself are called, all together. */
#define PROFILE_HARNESS "(harness)"

struct function {
	const char *name;	/**< of the symbol; functions of one name are taken together */
	double self, all;	/**< instructions without and with callees */
	double loads, stores, locked, calls;
};

/** profile_name() - what to call the function at @address. */
const char *profile_name(const struct symbol_table *symbols, uint64_t address);

/**
 * profile_functions() - @counts by function, the dearest without callees first.
 * @symbols: of the kernel; the names are theirs.
 * @n: how many there are.
 * Return: them, to be freed; NULL after complaining that memory is out.
 */
struct function *profile_functions(const struct counts *counts, const struct symbol_table *symbols,
				   size_t *n);

#endif
