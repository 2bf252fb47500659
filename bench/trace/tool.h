/* SPDX-License-Identifier: GPL-2.0-only */
/* faultline trace: tracers on any workload. Each one is a trace_tool. For other folders. */
#ifndef FAULTLINE_TRACE_TOOL_H
#define FAULTLINE_TRACE_TOOL_H

#include <jansson.h>
#include <stdio.h>

#include "bpf/histogram.h"
#include "trace/tracer.h"

/**
 * A tracer as `faultline trace` drives it: open, then at each interval take()
 * and show, at last close().
 */
struct trace_tool {
	const char *name;	/**< key in JSON and argument of --only: "path" */
	const char *what;	/**< one line for --help */
	/** Attach. Return: its state, or NULL after complaining. */
	void *(*open)(const struct trace_filter *filter);
	/** What came since the last take(), or since open(). Return: 0, or -1 after complaining. */
	int (*take)(void *state);
	/** What take() took, as text, at most 72 columns wide. */
	void (*print)(const void *state, FILE *out);
	/** The same as an object; docs/results-schema.md has its keys. */
	json_t *(*json)(const void *state);
	/** Its hooks, for what is missing and what was left out. */
	const struct tracer *(*hooks)(const void *state);
	const char *unhooked;	/**< what becomes of what a missing one would show */
	/** What makes it incomplete (events lost, hooks left out); NULL if nothing does. */
	const char *(*incomplete)(const void *state);
	void (*close)(void *state);
};

extern const struct trace_tool trace_path, trace_journal, trace_folio, trace_locks;

/**
 * trace_print_histogram() - in the look of the bcc tools: a line for each power
 * of two that has any, with its count and a bar.
 * @count: HIST_BUCKETS of them, by hist_index().
 * @unit: of the values, "ns".
 */
void trace_print_histogram(FILE *out, const char *title, const char *unit, const __u64 *count);

/** trace_histogram_json() - [[least value, count], ...] of the buckets that have any. */
json_t *trace_histogram_json(const __u64 *count);

#endif
