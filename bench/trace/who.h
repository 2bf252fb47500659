/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiters and holders, for people and for programs. For other folders. */
#ifndef FAULTLINE_TRACE_WHO_H
#define FAULTLINE_TRACE_WHO_H

#include <jansson.h>
#include <stdio.h>

#include "bpf/who.h"
#include "trace/stacks.h"

/** who_same() - are they, but for their stacks? Return: 1 or 0. */
int who_same(const struct who *a, const struct who *b);

/** trace_who_label() - "cat (123)", "I/O completion". Return: @buf. */
char *trace_who_label(char *buf, size_t len, const struct who *who, const struct frames *stack);

/**
 * trace_print_who() - a label and the innermost functions of @stack, on as many
 * lines of 72 columns as it takes.
 * @role: what comes before it, at most 8 characters.
 */
void trace_print_who(FILE *out, const char *role, const struct who *who, const struct frames *stack);

/** trace_who_json() - { label, pid, comm, stack: [inner, ..., outer] }. */
json_t *trace_who_json(const struct who *who, const struct frames *stack);

/** trace_device() - "259:0" of a device as the kernel keeps it. Return: @buf. */
char *trace_device(char *buf, size_t len, __u32 device);

#endif
