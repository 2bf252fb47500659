// SPDX-License-Identifier: GPL-2.0-only
/* faultline trace, path: the parts of page_mkwrite. */
#include <stdlib.h>

#include "lib/complain.h"
#include "model/parts.h"
#include "model/stopwatch.h"
#include "trace/path.h"
#include "trace/tool.h"

struct state {
	struct path_tracer *tracer;
	struct path_totals last;	/* when it was taken last */
	struct path_totals sums;	/* since then */
	unsigned long long misses;
	const char *unit;
};

static void close_path(void *opaque)
{
	struct state *state = opaque;

	path_close(state->tracer);
	free(state);
}

static void *open_path(const struct trace_filter *filter)
{
	struct state *state = calloc(1, sizeof(*state));

	if (!state) {
		complain("out of memory for the path tracer");
		return NULL;
	}
	state->tracer = path_open(filter);
	if (!state->tracer) {
		free(state);
		return NULL;
	}
	state->unit = stopwatch_counts_instructions() ? "insn" : "ns";
	path_read(state->tracer, &state->last);
	return state;
}

static int take_path(void *opaque)
{
	struct state *state = opaque;
	struct path_totals now;

	path_read(state->tracer, &now);
	state->sums = now;
	path_subtract(&state->sums, &state->last);
	state->last = now;
	state->misses = path_misses(state->tracer);
	return 0;
}

static long long net(const struct path_totals *sums)
{
	long long sum = 0;

	for (int i = 0; i < NR_PARTS; i++)
		sum += (long long)sums->part[i];
	return sum;
}

static void print_path(const void *opaque, FILE *out)
{
	const struct state *state = opaque;
	const struct path_totals *sums = &state->sums;
	double calls = (double)sums->ended, all = (double)net(sums);

	fprintf(out, "page_mkwrite: %llu calls", sums->ended);
	if (!sums->ended) {
		fputs("\n", out);
		return;
	}
	fprintf(out, ", %.0f %s each; tracing took %.0f more, which is taken off\n\n",
		all / calls, state->unit, ((double)sums->traced - all) / calls);
	fprintf(out, "%-28s %12s %8s %14s\n", "part", state->unit, "share", "asleep");
	for (int i = 0; i < NR_PARTS; i++) {
		double part = (double)(long long)sums->part[i];

		if (sums->part[i])
			fprintf(out, "%-28s %12.1f %7.1f%% %14.1f\n", path_part_names[i],
				part / calls, 100 * part / all, (double)sums->off_cpu[i] / calls);
	}
	fputs("\n", out);
	trace_print_histogram(out, "page_mkwrite", state->unit, sums->hist);
}

static json_t *json_path(const void *opaque)
{
	const struct state *state = opaque;
	const struct path_totals *sums = &state->sums;
	const struct path_cost *cost = path_cost_of(state->tracer);
	json_t *parts = json_array(), *calls = json_object();

	for (int i = 0; i < NR_PARTS; i++)
		json_array_append_new(parts, json_pack("{ss sI sI}", "name", path_part_names[i],
			"value", (json_int_t)sums->part[i],
			"asleep", (json_int_t)sums->off_cpu[i]));
	for (int i = 0; i < NR_HOOKS; i++)
		if (path_hooked(state->tracer, (enum path_hook)i))
			json_object_set_new(calls, path_hook_names[i],
					    json_integer((json_int_t)sums->calls[i]));
	return json_pack("{ss sI sI sI sI sI so so so s{sI sI sI}}",
		"unit", state->unit, "begun", (json_int_t)sums->begun,
		"ended", (json_int_t)sums->ended, "traced", (json_int_t)sums->traced,
		"lost", (json_int_t)sums->lost, "misses", (json_int_t)state->misses,
		"parts", parts, "calls", calls, "histogram", trace_histogram_json(sums->hist),
		"tracing_cost", "begin", (json_int_t)cost->begin, "end", (json_int_t)cost->end,
		"mark", (json_int_t)cost->mark);
}

static const struct tracer *hooks_of_path(const void *opaque)
{
	return path_hooks(((const struct state *)opaque)->tracer);
}

static const char *path_incomplete(const void *opaque)
{
	const struct state *state = opaque;

	if (state->misses)
		return "the kernel left hooks out (recursion)";
	return state->sums.lost ? "faults were lost: a map or stack was full" : NULL;
}

const struct trace_tool trace_path = {
	.name = "path",
	.what = "the parts of page_mkwrite, exclusive, adding up to the whole",
	.open = open_path,
	.take = take_path,
	.print = print_path,
	.json = json_path,
	.hooks = hooks_of_path,
	.unhooked = "Their time is in the part around them.",
	.incomplete = path_incomplete,
	.close = close_path,
};
