/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of kernel addresses, from /proc/kallsyms, and of the stacks the tracers keep. */
#ifndef FAULTLINE_TRACE_KALLSYMS_H
#define FAULTLINE_TRACE_KALLSYMS_H

#include <stddef.h>

#include "bpf/who.h"

struct kallsyms;

/** kallsyms_open() - read all symbols. Return: them, or NULL after complaining. */
struct kallsyms *kallsyms_open(void);

/** kallsyms_name() - the symbol that @address is in. Return: NULL if there is none. */
const char *kallsyms_name(const struct kallsyms *symbols, __u64 address);

/**
 * kallsyms_find() - where the symbol @name is.
 * @end: where the next one begins.
 * Return: 0, or -1 if there is none, or none with an address that we may see.
 */
int kallsyms_find(const struct kallsyms *symbols, const char *name, __u64 *begin, __u64 *end);

void kallsyms_close(struct kallsyms *symbols);

/** who_same() - are they, but for their stacks? Return: 1 or 0. */
int who_same(const struct who *a, const struct who *b);

/** Stacks as text, each only once. */
struct stack_names;

/**
 * stack_names_open() - to be called when the tracer is attached, as its own
 * programs are on the stacks and have to be known by name as well.
 * @stacks_fd: the tracer's map of stacks.
 * Return: NULL after complaining.
 */
struct stack_names *stack_names_open(int stacks_fd);

/**
 * stack_names_of() - what @who ran: "inner;...;outer", without what is between
 * the traced function and the tracer, and what an interrupt interrupted.
 * Return: "" if it is not known; belongs to @names, and is the same pointer for
 * the same text.
 */
const char *stack_names_of(struct stack_names *names, const struct who *who);

/** stack_names_symbol() - see kallsyms_name(). */
const char *stack_names_symbol(const struct stack_names *names, __u64 address);

void stack_names_close(struct stack_names *names);

#endif
