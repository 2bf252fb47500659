// SPDX-License-Identifier: GPL-2.0-only
/* faultline trace, locks: waits for contended locks, by name. */
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "model/stopwatch.h"
#include "trace/locks.h"
#include "trace/tool.h"
#include "trace/who.h"

#define LINES 10	/* of each table, for people; programs get all */

struct state {
	struct locks_tracer *tracer;
	struct lock_report report;
	const char *unit;
};

static void close_locks(void *opaque)
{
	struct state *state = opaque;

	locks_report_free(&state->report);
	locks_close(state->tracer);
	free(state);
}

static void *open_locks(const struct trace_filter *filter)
{
	struct state *state = calloc(1, sizeof(*state));

	if (!state) {
		complain("out of memory for the lock tracer");
		return NULL;
	}
	state->tracer = locks_open(filter);
	if (!state->tracer) {
		free(state);
		return NULL;
	}
	state->unit = stopwatch_counts_instructions() ? "insn" : "ns";
	return state;
}

static int take_locks(void *opaque)
{
	struct state *state = opaque;

	locks_report_free(&state->report);
	return locks_read(state->tracer, &state->report);
}

static const char *access_of(__u32 flags)
{
	if (flags & LCB_F_READ)
		return " (read)";
	return flags & LCB_F_WRITE ? " (write)" : "";
}

static void print_line(FILE *out, const struct lock_line *line, const char *unit)
{
	fprintf(out, "\n%s%s: %llu, %llu %s, longest %llu\n", line->name,
		access_of(line->key.flags), line->row.count, line->row.total, unit, line->row.max);
	trace_print_who(out, "waiter", &line->key.waiter, line->waiter);
	if (line->key.holder.context != WHO_UNKNOWN)
		trace_print_who(out, "holder", &line->key.holder, line->holder);
}

static void print_locks(const void *opaque, FILE *out)
{
	const struct state *state = opaque;
	const struct lock_report *report = &state->report;

	fprintf(out, "%-36s %8s %14s %11s\n", "contended lock", "count", state->unit, "longest");
	for (size_t i = 0; i < report->n_totals && i < 2 * LINES; i++)
		fprintf(out, "%-36.36s %8llu %14llu %11llu\n", report->total[i].name,
			report->total[i].row.count, report->total[i].row.total,
			report->total[i].row.max);
	for (size_t i = 0; i < report->n_lines && i < LINES; i++)
		print_line(out, &report->line[i], state->unit);
	if (report->n_lines > LINES)
		fprintf(out, "\n%zu more kinds of waits are not shown\n", report->n_lines - LINES);
	for (size_t i = 0; i < report->n_totals; i++) {
		if (!report->total[i].hist)
			continue;
		fputs("\n", out);
		trace_print_histogram(out, report->total[i].name, state->unit,
				      report->total[i].hist);
	}
}

static json_t *json_total(const struct lock_total *total)
{
	return json_pack("{ss sI sI sI so}", "name", total->name,
		"count", (json_int_t)total->row.count, "total", (json_int_t)total->row.total,
		"max", (json_int_t)total->row.max,
		"histogram", total->hist ? trace_histogram_json(total->hist) : json_null());
}

static json_t *json_line(const struct lock_line *line)
{
	const char *access = line->key.flags & LCB_F_READ ? "read" : "exclusive";

	return json_pack("{ss ss sI sI sI so so}", "name", line->name, "access", access,
		"count", (json_int_t)line->row.count, "total", (json_int_t)line->row.total,
		"max", (json_int_t)line->row.max,
		"waiter", trace_who_json(&line->key.waiter, line->waiter),
		"holder", trace_who_json(&line->key.holder, line->holder));
}

static json_t *json_locks(const void *opaque)
{
	const struct state *state = opaque;
	const struct lock_report *report = &state->report;
	json_t *totals = json_array(), *lines = json_array();

	for (size_t i = 0; i < report->n_totals; i++)
		json_array_append_new(totals, json_total(&report->total[i]));
	for (size_t i = 0; i < report->n_lines; i++)
		json_array_append_new(lines, json_line(&report->line[i]));
	return json_pack("{ss so so sI sI sI sI sI sI}", "unit", state->unit,
		"locks", totals, "lines", lines,
		"begun", (json_int_t)report->totals.begun,
		"ended", (json_int_t)report->totals.ended,
		"in_flight", (json_int_t)report->in_flight,
		"restarted", (json_int_t)report->totals.restarted,
		"lost", (json_int_t)(report->totals.lost + report->stacks_lost),
		"misses", (json_int_t)report->misses);
}

static const struct tracer *hooks_of_locks(const void *opaque)
{
	return locks_hooks(((const struct state *)opaque)->tracer);
}

static const char *locks_incomplete(const void *opaque)
{
	const struct state *state = opaque;
	const struct lock_report *report = &state->report;

	if (report->misses)
		return "the kernel left hooks of the lock tracer out (recursion)";
	if (report->totals.lost)
		return "lock waits were lost: a map was full, or an end was missed";
	if (report->stacks_lost)
		return "stacks of lock waits were lost: their map was full";
	if (!report->balanced)
		return "lock waits: begun is not ended plus in flight";
	return NULL;
}

const struct trace_tool trace_locks = {
	.name = "locks",
	.what = "waits for other contended locks, by name, and who released them",
	.open = open_locks,
	.take = take_locks,
	.print = print_locks,
	.json = json_locks,
	.hooks = hooks_of_locks,
	.unhooked = "What they would show is missing.",
	.incomplete = locks_incomplete,
	.close = close_locks,
};
