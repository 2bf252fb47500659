/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of kernel addresses, from /proc/kallsyms. */
#ifndef FAULTLINE_TRACE_SYMBOLS_H
#define FAULTLINE_TRACE_SYMBOLS_H

#include <linux/types.h>
#include <stdbool.h>

struct kallsyms;

/**
 * kallsyms_open() - all symbols, read once for all who ask.
 * @programs: those of the BPF programs of today, too; they are read again if
 * kallsyms_changed() was called since.
 * Return: them, to be given back with kallsyms_close(); or NULL after complaining.
 */
struct kallsyms *kallsyms_open(bool programs);

/** kallsyms_changed() - BPF programs have come or gone. */
void kallsyms_changed(void);

/** kallsyms_name() - the symbol that @address is in. Return: NULL if there is none. */
const char *kallsyms_name(const struct kallsyms *symbols, __u64 address);

/**
 * kallsyms_find() - where the symbol @name is.
 * @end: where the next one begins.
 * Return: 0, or -1 if there is none, or none with an address that we may see.
 */
int kallsyms_find(const struct kallsyms *symbols, const char *name, __u64 *begin, __u64 *end);

void kallsyms_close(struct kallsyms *symbols);

#endif
