/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of what is on the stacks that the tracers keep. For other folders. */
#ifndef FAULTLINE_TRACE_STACKS_H
#define FAULTLINE_TRACE_STACKS_H

#include "bpf/who.h"

/** The functions of a stack, innermost first. */
struct frames {
	int n;
	const char *name[STACK_DEPTH];
};

/** frames_have() - does a name contain one of @parts, which end with NULL? Return: 1 or 0. */
int frames_have(const struct frames *frames, const char *const *parts);

/** Stacks by name, each only once. */
struct stack_names;

/**
 * stack_names_open() - to be called when the tracer is attached, as its own
 * programs are on the stacks and have to be known by name as well.
 * @stacks_fd: the tracer's map of stacks.
 * Return: NULL after complaining.
 */
struct stack_names *stack_names_open(int stacks_fd);

/**
 * stack_names_of() - what @who ran, without what is between the traced function and
 * the tracer, and what an interrupt interrupted.
 * Return: no frames if it is not known; belongs to @names, and is the same pointer for
 * the same frames.
 */
const struct frames *stack_names_of(struct stack_names *names, const struct who *who);

/** stack_names_symbol() - see kallsyms_name(). */
const char *stack_names_symbol(const struct stack_names *names, __u64 address);

void stack_names_close(struct stack_names *names);

#endif
