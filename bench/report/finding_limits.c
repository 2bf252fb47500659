// SPDX-License-Identifier: GPL-2.0-only
/* Findings: what was not measured. */
#include <string.h>

#include "report/finding_kinds.h"
#include "report/locks.h"
#include "report/quantity.h"
#include "results/facts.h"

/* The parts of the sentence, each with what parts it from the one before */
struct limits {
	FILE *out;
	bool any;
};

static FILE *next(struct limits *limits)
{
	fputs(limits->any ? "; " : "Not measured: ", limits->out);
	limits->any = true;
	return limits->out;
}

static void say_trials(const struct analysis *analysis, struct limits *limits)
{
	size_t missing = analysis->planned > analysis->seen ? analysis->planned - analysis->seen : 0;
	size_t without = 0;

	if (missing)
		fprintf(next(limits), "%zu of %zu trials, which are missing%s", missing,
			analysis->planned, analysis->complete ? "" : " as the run did not end");
	if (analysis->failed)
		fprintf(next(limits), "%zu trial%s that failed", analysis->failed,
			table_plural(analysis->failed));
	for (size_t i = 0; i < analysis->n_results; i++)
		without += !analysis->result[i].trials;
	if (without)
		fprintf(next(limits), "%zu cell%s without a good trial", without,
			table_plural(without));
}

/* Cells that are not compared, as the other variant has none like them */
static void say_alone(const struct lead *lead, struct limits *limits)
{
	size_t n = 0;

	for (size_t i = 0; lead->set.n && i < lead->analysis->n_results; i++) {
		struct cell cell = lead->analysis->result[i].cell;

		if (cell.variant != lead->a && cell.variant != lead->b)
			continue;
		cell.variant = cell.variant == lead->a ? lead->b : lead->a;
		n += !analysis_find(lead->analysis, &cell);
	}
	if (n)
		fprintf(next(limits), "%zu cell%s that only one of the two variants has", n,
			table_plural(n));
}

/* Cells in which threads could meet */
static bool any_contention(const struct analysis *analysis)
{
	for (size_t i = 0; i < analysis->n_results; i++)
		if (cell_may_wait(&analysis->result[i].cell))
			return true;
	return false;
}

static void say_mode(const struct analysis *analysis, struct limits *limits)
{
	switch (analysis->mode) {
	case MODE_INSN:
		fputs("caches, contention and time, as instructions are counted", next(limits));
		return;
	case MODE_TIME:
		if (!any_contention(analysis))
			fputs("contention, as each cell has one thread", next(limits));
		else if (!analysis_has_locks(analysis))
			fputs("what threads wait for", next(limits));
		return;
	case MODE_COUNT:
		fputs("costs and time, as there is no clock", next(limits));
		if (!analysis_has_locks(analysis))
			fputs("what threads wait for", next(limits));
		return;
	case NR_MODES:
		return;
	}
}

static void say_causes(const struct lead *lead, struct limits *limits)
{
	const struct profiles *profiles = lead->profiles;
	size_t bad = profiles->failed + profiles->missing;

	if (bad)
		fprintf(next(limits), "the functions of %zu cell%s, whose profile%s bad or missing",
			bad, table_plural(bad), bad == 1 ? " is" : "s are");
	else if (lead_any_change(lead) && lead->analysis->mode != MODE_COUNT &&
		 !finding_sources(lead))
		fputs("what makes the difference, as nothing was profiled or traced", next(limits));
}

void finding_limits(const struct lead *lead, FILE *out)
{
	const struct analysis *analysis = lead->analysis;
	struct limits limits = { out, false };
	int len;
	const char *cache = fact_disk_cache(analysis->run, &len);

	say_trials(analysis, &limits);
	say_alone(lead, &limits);
	if (report_unproven(analysis))
		fprintf(next(&limits), "the path of the faults, as %s", report_unproven(analysis));
	say_mode(analysis, &limits);
	say_causes(lead, &limits);
	if (cache && len == (int)strlen("unsafe") && !strncmp(cache, "unsafe", (size_t)len))
		fputs("flushes, as QEMU drops them (cache=unsafe)", next(&limits));
	fputs("fsync, read and write.", next(&limits));
}
