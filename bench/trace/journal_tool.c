// SPDX-License-Identifier: GPL-2.0-only
/* faultline trace, journal: starts of jbd2 handles, what they wait for, and commits. */
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "model/stopwatch.h"
#include "trace/journal.h"
#include "trace/tool.h"
#include "trace/who.h"

struct state {
	struct journal_tracer *tracer;
	struct journal_sums sums;
	unsigned long long misses;
	const char *unit;
};

static void close_journal(void *opaque)
{
	struct state *state = opaque;

	journal_close(state->tracer);
	free(state);
}

static void *open_journal(const struct trace_filter *filter)
{
	struct state *state = calloc(1, sizeof(*state));

	if (!state) {
		complain("out of memory for the journal tracer");
		return NULL;
	}
	state->tracer = journal_open(filter);
	if (!state->tracer) {
		free(state);
		return NULL;
	}
	state->unit = stopwatch_counts_instructions() ? "insn" : "ns";
	return state;
}

static int take_journal(void *opaque)
{
	struct state *state = opaque;

	state->misses = tracer_misses(journal_hooks(state->tracer), TRACER_ALL);
	return journal_take(state->tracer, &state->sums);
}

static struct journal_type all_types(const struct journal_totals *totals)
{
	struct journal_type sum = { 0 };

	for (int i = 0; i < JOURNAL_TYPES; i++) {
		sum.starts += totals->type[i].starts;
		sum.faults += totals->type[i].faults;
		sum.untimed += totals->type[i].untimed;
		sum.restarts += totals->type[i].restarts;
		sum.ended += totals->type[i].ended;
	}
	return sum;
}

static double mean(__u64 sum, __u64 count)
{
	return count ? (double)sum / (double)count : 0;
}

static void print_waits(const struct state *state, FILE *out)
{
	const struct journal_latency *origin = state->sums.totals.origin;

	fprintf(out, "\n%-12s", "waits for");
	for (int i = 0; i < NR_ORIGINS; i++)
		fprintf(out, " %7s %11s", journal_origin_names[i], state->unit);
	fputs("\n", out);
	for (int i = 0; i < NR_WAITS; i++) {
		fprintf(out, "%-12s", journal_wait_names[i]);
		for (int j = 0; j < NR_ORIGINS; j++)
			fprintf(out, " %7llu %11llu", origin[j].waits[i], origin[j].time[i]);
		fputs("\n", out);
	}
}

static void print_latencies(const struct state *state, FILE *out)
{
	for (int i = 0; i < NR_ORIGINS; i++) {
		const struct journal_latency *origin = &state->sums.totals.origin[i];
		__u64 any = 0;
		char title[64];

		for (int j = 0; j < NR_WAITS; j++)
			any |= origin->waits[j];
		if (!any)
			continue;
		snprintf(title, sizeof(title), "handle starts, %s", journal_origin_names[i]);
		fputs("\n", out);
		trace_print_histogram(out, title, state->unit, origin->hist);
	}
}

static void print_types(const struct state *state, FILE *out)
{
	const struct journal_peaks *peaks = &state->sums.peaks;

	fprintf(out, "\n%-12s %7s %9s %10s %9s %10s %8s\n", "handle", "count", "start", "max",
		"hold", "max", "credits");
	for (unsigned int i = 0; i < JOURNAL_TYPES; i++) {
		const struct journal_type *type = &state->sums.totals.type[i];

		if (!type->starts && !type->restarts && !type->ended)
			continue;
		fprintf(out, "%-12s %7llu %9.0f %10llu %9.0f %10llu %8.1f\n",
			journal_type_name(i), type->starts,
			mean(type->latency, type->starts - type->untimed), peaks->start[i],
			mean(type->hold, type->ended), peaks->hold[i],
			mean(type->credits, type->starts));
	}
}

static void print_slowest(const struct state *state, FILE *out)
{
	const struct journal_slowest *slowest = &state->sums.peaks.slowest;

	fprintf(out, "\n%10s %-9s %-5s %-12s %5s %6s %6s %s\n", "slowest", "waits for", "from",
		"handle", "line", "tid", "pid", "command");
	for (__u64 i = 0; i < slowest->count; i++) {
		const struct journal_event *event = &slowest->event[i];

		fprintf(out, "%10llu %-9s %-5s %-12s %5u %6u %6u %.12s\n", event->latency,
			journal_wait_names[event->wait], journal_origin_names[event->origin],
			journal_type_name(event->type), event->line, event->tid, event->pid,
			event->comm);
	}
}

static void print_commits(const struct state *state, FILE *out)
{
	const struct journal_commits *commits = &state->sums.totals.commits;

	fprintf(out, "\ncommits: %llu", commits->ended);
	if (!commits->ended) {
		fputs("\n", out);
		return;
	}
	fprintf(out, ", %.0f %s each, at most %llu; %.1f handles, %.1f blocks each\n",
		mean(commits->time, commits->ended), state->unit, state->sums.peaks.commit,
		mean(commits->handles, commits->ended), mean(commits->blocks, commits->ended));
	for (int i = 0; i < NR_PHASES; i++)
		fprintf(out, "  %-20s %12.0f %7.1f%%\n", journal_phase_names[i],
			mean(commits->phase[i], commits->ended),
			100 * mean(commits->phase[i], commits->time));
	fputs("\n", out);
	trace_print_histogram(out, "commits", state->unit, commits->hist);
	fputs("\n", out);
	trace_print_histogram(out, "commits waiting for open handles", state->unit,
			      commits->wait_hist);
}

static void print_journal(const void *opaque, FILE *out)
{
	const struct state *state = opaque;
	const struct journal_totals *totals = &state->sums.totals;
	struct journal_type all = all_types(totals);

	fprintf(out, "journal handles: %llu started, %llu of them in faults; %llu restarted;\n"
		"%llu abandoned, %llu starting, %llu had begun before\n", all.starts, all.faults,
		all.restarts, totals->abandoned, state->sums.in_flight, all.untimed);
	if (all.starts || all.restarts) {
		print_waits(state, out);
		print_types(state, out);
		print_slowest(state, out);
	}
	print_latencies(state, out);
	print_commits(state, out);
}

static json_t *waits_json(const struct journal_latency *latency)
{
	json_t *array = json_array();

	for (int i = 0; i < NR_WAITS; i++)
		json_array_append_new(array, json_pack("{ss sI sI}",
			"name", journal_wait_names[i], "count", (json_int_t)latency->waits[i],
			"time", (json_int_t)latency->time[i]));
	return array;
}

static json_t *origins_json(const struct journal_totals *totals)
{
	json_t *array = json_array();

	for (int i = 0; i < NR_ORIGINS; i++)
		json_array_append_new(array, json_pack("{ss so so}",
			"name", journal_origin_names[i], "waits", waits_json(&totals->origin[i]),
			"histogram", trace_histogram_json(totals->origin[i].hist)));
	return array;
}

static json_t *types_json(const struct journal_sums *sums)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < JOURNAL_TYPES; i++) {
		const struct journal_type *type = &sums->totals.type[i];

		if (!type->starts && !type->restarts && !type->ended)
			continue;
		json_array_append_new(array, json_pack(
			"{ss sI sI sI sI sI sI sI sI sI sI sI sI}",
			"name", journal_type_name(i), "starts", (json_int_t)type->starts,
			"faults", (json_int_t)type->faults, "untimed", (json_int_t)type->untimed,
			"latency", (json_int_t)type->latency,
			"max_latency", (json_int_t)sums->peaks.start[i],
			"credits", (json_int_t)type->credits,
			"restarts", (json_int_t)type->restarts,
			"restart_latency", (json_int_t)type->restart_latency,
			"ended", (json_int_t)type->ended, "hold", (json_int_t)type->hold,
			"max_hold", (json_int_t)sums->peaks.hold[i],
			"credits_used", (json_int_t)type->used));
	}
	return array;
}

static json_t *slowest_json(const struct journal_slowest *slowest)
{
	json_t *array = json_array();

	for (__u64 i = 0; i < slowest->count; i++) {
		const struct journal_event *event = &slowest->event[i];
		char device[32];

		json_array_append_new(array, json_pack(
			"{sI ss sI ss ss si sI si ss si si ss#}",
			"latency", (json_int_t)event->latency,
			"wait", journal_wait_names[event->wait],
			"waited", (json_int_t)event->waited,
			"origin", journal_origin_names[event->origin],
			"type", journal_type_name(event->type), "line", (int)event->line,
			"transaction", (json_int_t)event->tid, "credits", (int)event->credits,
			"device", trace_device(device, sizeof(device), event->device), "pid", (int)event->tgid, "thread", (int)event->pid,
			"command", event->comm, strnlen(event->comm, sizeof(event->comm))));
	}
	return array;
}

static json_t *commits_json(const struct journal_sums *sums)
{
	const struct journal_commits *commits = &sums->totals.commits;
	json_t *phases = json_array();

	for (int i = 0; i < NR_PHASES; i++)
		json_array_append_new(phases, json_pack("{ss sI}",
			"name", journal_phase_names[i], "time", (json_int_t)commits->phase[i]));
	return json_pack("{sI sI sI sI sI sI sI sI so so so}",
		"begun", (json_int_t)commits->begun, "ended", (json_int_t)commits->ended,
		"open", (json_int_t)sums->open_commits, "time", (json_int_t)commits->time,
		"max_time", (json_int_t)sums->peaks.commit,
		"max_wait", (json_int_t)sums->peaks.commit_wait,
		"handles", (json_int_t)commits->handles, "blocks", (json_int_t)commits->blocks,
		"phases", phases, "histogram", trace_histogram_json(commits->hist),
		"wait_histogram", trace_histogram_json(commits->wait_hist));
}

static json_t *json_journal(const void *opaque)
{
	const struct state *state = opaque;
	const struct journal_sums *sums = &state->sums;
	struct journal_type all = all_types(&sums->totals);

	return json_pack("{ss sI sI sI sI sI sI sI sI sI sI so so so so}",
		"unit", state->unit, "begun", (json_int_t)sums->totals.begun,
		"started", (json_int_t)all.starts, "in_faults", (json_int_t)all.faults,
		"restarted", (json_int_t)all.restarts, "untimed", (json_int_t)all.untimed,
		"abandoned", (json_int_t)sums->totals.abandoned,
		"in_flight", (json_int_t)sums->in_flight, "lost", (json_int_t)sums->lost,
		"overlaps", (json_int_t)sums->overlaps, "misses", (json_int_t)state->misses,
		"origins", origins_json(&sums->totals), "types", types_json(sums),
		"slowest", slowest_json(&sums->peaks.slowest), "commits", commits_json(sums));
}

static const struct tracer *hooks_of_journal(const void *opaque)
{
	return journal_hooks(((const struct state *)opaque)->tracer);
}

static const char *journal_incomplete(const void *opaque)
{
	const struct state *state = opaque;

	if (state->misses)
		return "the kernel left hooks out (recursion)";
	if (state->sums.lost)
		return "handle starts were lost: no memory for a task's record";
	return state->sums.overlaps ? "the end of a commit was lost" : NULL;
}

const struct trace_tool trace_journal = {
	.name = "journal",
	.what = "starts of journal handles, what they wait for, and commits",
	.open = open_journal,
	.take = take_journal,
	.print = print_journal,
	.json = json_journal,
	.hooks = hooks_of_journal,
	.unhooked = "What they would show is missing.",
	.incomplete = journal_incomplete,
	.close = close_journal,
};
