/* SPDX-License-Identifier: GPL-2.0-only */
/* The path tracer, as the program that reads its sums knows it. For other folders. */
#ifndef FAULTLINE_TRACE_PATH_H
#define FAULTLINE_TRACE_PATH_H

#include "bpf/path.h"
#include "trace/tracer.h"

/** The hooks' functions, as results spell them. */
extern const char *const path_hook_names[NR_HOOKS];

/**
 * path_open() - load the hooks this kernel has, measure what each costs, and
 * attach them.  See tracer_missing() for functions that are not there: their
 * time is in the part around them.
 * Return: the tracer, or NULL after complaining.
 */
struct path_tracer *path_open(const struct trace_filter *filter);

/** path_read() - the sums since path_open(), of all CPUs. */
void path_read(const struct path_tracer *tracer, struct path_totals *sum);

/** path_subtract() - what @later has more than @earlier, into @later. */
void path_subtract(struct path_totals *later, const struct path_totals *earlier);

/** path_cost_of() - what tracing costs; all 0: it could not be measured. */
const struct path_cost *path_cost_of(const struct path_tracer *tracer);

/** path_hooked() - is there a hook on this function? Return: 1 or 0. */
int path_hooked(const struct path_tracer *tracer, enum path_hook hook);

/** path_hooks() - for tracer_missing() and tracer_missed_runs(). */
const struct tracer *path_hooks(const struct path_tracer *tracer);

/** path_misses() - how often the kernel left a hook out, because it was busy. */
unsigned long long path_misses(const struct path_tracer *tracer);

void path_close(struct path_tracer *tracer);

#endif
