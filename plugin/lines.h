/* SPDX-License-Identifier: GPL-2.0-only */
/* Lines of memory that several vCPUs use in a trial's windows, and by which instructions. */
#ifndef FAULTLINE_PLUGIN_LINES_H
#define FAULTLINE_PLUGIN_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** Entries of a table at most, of 16 bytes each, and of that for sharers, of 32 bytes. */
#define LINES_MOST (1U << 23)

/** Times that another vCPU uses a line before it counts as shared. */
#define SHARED_TURNS 4

/** lines_share() - the instruction at @insn on @vcpu loads from @line, or stores to it. */
void lines_share(uint64_t line, uint64_t insn, unsigned int vcpu, bool store);

/** lines_write() - print the shared lines, as docs/results-schema.md has it. */
void lines_write(FILE *file);

/** lines_lost() - accesses that there was no room for. */
uint64_t lines_lost(void);

/** lines_clear() - forget all. */
void lines_clear(void);

#endif
