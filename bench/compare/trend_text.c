// SPDX-License-Identifier: GPL-2.0-only
/* A trend for people, at most 72 columns wide. */
#include <math.h>

#include "compare/trend.h"
#include "lib/table.h"
#include "results/facts.h"

static const char *verdict_text(const struct comparison *pair)
{
	static const char *const text[NR_VERDICTS] = {
		[VERDICT_SAME] = "", [VERDICT_CHANGED] = "CHANGED",
		[VERDICT_CANNOT_TELL] = "cannot tell",
	};

	return pair ? text[pair->verdict] : "";
}

/* Which run, its cost, and what changed with it */
static void print_run(const struct trend *trend, size_t i, const struct cell *cell, FILE *out)
{
	const struct analysis *analysis = &trend->run[i].analysis;
	const struct result *result = analysis_find(analysis, cell);
	const struct comparison *step = trend_step(trend, i, cell);
	char change[TABLE_CHANGE];

	fprintf(out, "%4zu", i + 1);
	table_number(out, 13, result ? result_cost(analysis, result) : NAN);
	if (step)
		fprintf(out, "  %8s %%  %-11s  ", table_change(change, step->ratio.value, 2),
			verdict_text(step));
	else
		fprintf(out, "  %8s    %-11s  ", "", "");
	table_plain(out, fact_kernel(analysis->run), 26);
	fputc('\n', out);
}

static void print_cell(const struct trend *trend, const struct cell *cell, FILE *out)
{
	const struct comparison *whole = trend_whole(trend, cell);
	char name[CELL_NAME], change[TABLE_CHANGE];

	fputc('\n', out);
	table_words(out, cell_name(cell, ' ', name));
	fputc('\n', out);
	for (size_t i = 0; i < trend->n; i++)
		print_run(trend, i, cell, out);
	if (whole)
		fprintf(out, " all %12s  %8s %%  %s\n", "",
			table_change(change, whole->ratio.value, 2), verdict_text(whole));
}

void trend_text(const struct trend *trend, bool all, FILE *out)
{
	const struct analysis *last = trend_last(trend);
	size_t changed = 0;

	fputs("Runs, the oldest first\n", out);
	for (size_t i = 0; i < trend->n; i++) {
		fprintf(out, "%4zu  ", i + 1);
		table_plain(out, trend->run[i].name, 66);
		fputc('\n', out);
	}
	fprintf(out, "Cost is %s a touched page. A change is that from the run before;\n"
		"\"all\" is from the first to the last. Up to %.1f %% is the same.\n",
		mode_units[last->mode], 100 * trend->whole.set.tolerance);
	for (size_t i = 0; i < last->n_results; i++) {
		const struct cell *cell = &last->result[i].cell;
		const bool has_changed = trend_changed(trend, cell);

		changed += has_changed;
		if (all || has_changed)
			print_cell(trend, cell, out);
	}
	fprintf(out, "\n%zu of %zu cells changed", changed, last->n_results);
	fputs(changed ? "; faultline compare of the two runs names functions\n" : "\n", out);
}
