/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial's instructions by function. For other folders. */
#ifndef FAULTLINE_PROFILE_FUNCTIONS_H
#define FAULTLINE_PROFILE_FUNCTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/symbol_table.h"
#include "profile/counts.h"

/** What the functions of the benchmark itself are called, all together. */
#define PROFILE_HARNESS "(harness)"

/** What code of the kernel is called that is not in its image. */
#define PROFILE_OUTSIDE "(module or BPF)"

struct function {
	const char *name;	/**< of the symbol; functions of one name are taken together */
	double self, all;	/**< instructions without and with callees */
	double loads, stores, locked, calls;
	double data_lines, code_lines;	/**< that it is the first to use in a fault, added up */
};

/** profile_in_kernel() - is @address the kernel's? It has the upper half. */
static inline bool profile_in_kernel(uint64_t address)
{
	return address >> 63;
}

/** profile_symbol() - the function at @address. Return: NULL if it is the benchmark's. */
const struct symbol *profile_symbol(const struct symbol_table *symbols, uint64_t address);

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

/**
 * profile_interrupts() - instructions of interrupts, and of all that they call, which are in
 * the functions, too.
 */
double profile_interrupts(const struct counts *counts, const struct symbol_table *symbols);

#endif
