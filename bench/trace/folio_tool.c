// SPDX-License-Identifier: GPL-2.0-only
/* faultline trace, folio: waits for folio locks and writeback, and the lock-order hazards. */
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "model/stopwatch.h"
#include "trace/foliolock.h"
#include "trace/tool.h"
#include "trace/who.h"

#define LINES 10	/* of the table, for people; programs get all */

struct state {
	struct foliolock_tracer *tracer;
	struct foliolock_report report;
	const char *unit;
};

static const char *const titles[NR_FOLIOLOCK_WAITS] = {
	[FOLIO_LOCKED]		= "folio lock waits",
	[FOLIO_WRITEBACK]	= "folio writeback waits",
	[FOLIO_OTHER]		= "waits for other folio bits",
	[HAZARD_HANDLE]		= "folio lock held while waiting for a handle",
	[HAZARD_HANDLE_VICTIM]	= "  waits for such a folio meanwhile",
	[HAZARD_FOLIO]		= "handle held while waiting for a folio lock",
	[HAZARD_FOLIO_COMMIT]	= "  commits that waited for such a handle",
	[HANDLE_COMMIT]		= "handle starts that waited for a commit",
	[HANDLE_SPACE]		= "handle starts that waited for log space",
	[COMMIT_HANDLES]	= "commits that waited for open handles",
	[COMMIT]		= "commits begun",
};

static void close_folio(void *opaque)
{
	struct state *state = opaque;

	foliolock_report_free(&state->report);
	foliolock_close(state->tracer);
	free(state);
}

static void *open_folio(const struct trace_filter *filter)
{
	struct state *state = calloc(1, sizeof(*state));

	if (!state) {
		complain("out of memory for the folio lock tracer");
		return NULL;
	}
	state->tracer = foliolock_open(filter);
	if (!state->tracer) {
		free(state);
		return NULL;
	}
	state->unit = stopwatch_counts_instructions() ? "insn" : "ns";
	return state;
}

static int take_folio(void *opaque)
{
	struct state *state = opaque;

	foliolock_report_free(&state->report);
	return foliolock_read(state->tracer, &state->report);
}

static void print_line(FILE *out, const struct foliolock_line *line, const char *unit)
{
	const struct foliolock_key *key = &line->key;
	const struct foliolock_row *row = &line->row;
	char device[32];

	fprintf(out, "\n%s: %llu, %llu %s, longest %llu\n", foliolock_wait_names[key->wait],
		row->count, row->total, unit, row->max);
	if (key->inode)
		fprintf(out, "    file     %s inode %llu \"%s\", longest at page %llu\n",
			trace_device(device, sizeof(device), key->device), key->inode, row->name,
			row->index);
	if (row->tid)
		fprintf(out, "    longest  in transaction %u\n", row->tid);
	if (key->wait == COMMIT) {
		trace_print_who(out, "asked by", &key->holder, line->holder);
		return;
	}
	trace_print_who(out, "waiter", &key->waiter, line->waiter);
	if (key->wait != HAZARD_HANDLE)
		trace_print_who(out, "holder", &key->holder, line->holder);
}

static void print_folio(const void *opaque, FILE *out)
{
	const struct state *state = opaque;
	const struct foliolock_report *report = &state->report;
	const struct foliolock_totals *totals = &report->totals;

	fprintf(out, "%-44s %8s %18s\n", "", "count", state->unit);
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++)
		if (i != FOLIO_OTHER || totals->sum[i].count)
			fprintf(out, "%-44s %8llu %18llu\n", titles[i], totals->sum[i].count,
				totals->sum[i].total);
	fprintf(out, "%llu more were free before the waiter slept; %llu commits seen\n",
		totals->unslept, totals->commits);
	for (size_t i = 0; i < report->n_lines && i < LINES; i++)
		print_line(out, &report->line[i], state->unit);
	if (report->n_lines > LINES)
		fprintf(out, "\n%zu more kinds of waits are not shown\n", report->n_lines - LINES);
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++) {
		if (!totals->sum[i].count)
			continue;
		fputs("\n", out);
		trace_print_histogram(out, foliolock_wait_names[i], state->unit,
				      totals->sum[i].hist);
	}
}

static json_t *json_line(const struct foliolock_line *line)
{
	const struct foliolock_key *key = &line->key;
	const struct foliolock_row *row = &line->row;
	char device[32];

	return json_pack("{ss ss sI ss sI sI sI sI sI so so}",
		"wait", foliolock_wait_names[key->wait],
		"device", trace_device(device, sizeof(device), key->device),
		"inode", (json_int_t)key->inode, "name", row->name,
		"count", (json_int_t)row->count, "total", (json_int_t)row->total,
		"max", (json_int_t)row->max, "max_page", (json_int_t)row->index,
		"max_tid", (json_int_t)row->tid,
		"waiter", trace_who_json(&key->waiter, line->waiter),
		"holder", trace_who_json(&key->holder, line->holder));
}

static json_t *json_folio(const void *opaque)
{
	const struct state *state = opaque;
	const struct foliolock_report *report = &state->report;
	const struct foliolock_totals *totals = &report->totals;
	json_t *waits = json_object(), *lines = json_array();

	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++)
		json_object_set_new(waits, foliolock_wait_names[i], json_pack("{sI sI sI so}",
			"count", (json_int_t)totals->sum[i].count,
			"total", (json_int_t)totals->sum[i].total,
			"max", (json_int_t)totals->sum[i].max,
			"histogram", trace_histogram_json(totals->sum[i].hist)));
	for (size_t i = 0; i < report->n_lines; i++)
		json_array_append_new(lines, json_line(&report->line[i]));
	return json_pack("{ss so so sI sI sI sI sI sI sI sI sI}", "unit", state->unit,
		"waits", waits, "lines", lines,
		"begun", (json_int_t)totals->begun, "ended", (json_int_t)totals->ended,
		"in_flight", (json_int_t)report->in_flight,
		"handle_begun", (json_int_t)totals->handle_begun,
		"handle_ended", (json_int_t)totals->handle_ended,
		"unslept", (json_int_t)totals->unslept, "commits", (json_int_t)totals->commits,
		"lost", (json_int_t)(totals->lost + report->stacks_lost),
		"misses", (json_int_t)report->misses);
}

static const struct tracer *hooks_of_folio(const void *opaque)
{
	return foliolock_hooks(((const struct state *)opaque)->tracer);
}

static const char *folio_incomplete(const void *opaque)
{
	const struct state *state = opaque;
	const struct foliolock_report *report = &state->report;

	if (report->misses)
		return "the kernel left hooks of the folio lock tracer out (recursion)";
	if (report->totals.lost)
		return "folio waits were lost: a map was full, or an end was missed";
	if (report->stacks_lost)
		return "stacks of folio waits were lost: their map was full";
	if (!report->balanced)
		return "folio waits: begun is not ended plus in flight";
	return NULL;
}

const struct trace_tool trace_folio = {
	.name = "folio",
	.what = "waits for folio locks and writeback, who held them, lock-order hazards",
	.open = open_folio,
	.take = take_folio,
	.print = print_folio,
	.json = json_folio,
	.hooks = hooks_of_folio,
	.unhooked = "What they would show is missing.",
	.incomplete = folio_incomplete,
	.close = close_folio,
};
