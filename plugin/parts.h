/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of page_mkwrite, as the path tracer splits it (bpf/path.h): what runs between its
 * hooks, of the same functions.  Interrupts are in no part.  What waits for a contended lock
 * stays in the part that is on.
 */
#ifndef FAULTLINE_PLUGIN_PARTS_H
#define FAULTLINE_PLUGIN_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/path.h"
#include "lib/symbol_table.h"

/** The open fault of a task. */
struct ledger {
	uint64_t parts;		/**< as in struct path_ledger; 0: no fault is open */
	unsigned int exceptions;	/**< that are being handled meanwhile, one in another */
};

/** parts_find_hooks() - where the hooked functions are. */
void parts_find_hooks(const struct symbol_table *functions);

/** parts_hook() - the hook on the function at @address; NR_HOOKS: there is none. */
enum path_hook parts_hook(uint64_t address);

/** parts_enter() - the function of @hook begins. */
void parts_enter(struct ledger *ledger, enum path_hook hook);

/** parts_leave() - the function of @hook ends. */
void parts_leave(struct ledger *ledger, enum path_hook hook);

/** parts_now() - the part that is on; NR_PARTS: none is. */
static inline enum path_part parts_now(const struct ledger *ledger)
{
	if (!ledger->parts || ledger->exceptions)
		return NR_PARTS;
	return (enum path_part)(ledger->parts % PATH_PARTS);
}

#endif
