// SPDX-License-Identifier: GPL-2.0-only
/* A chart a cell: its cost in each run, and at which of them it changed. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "compare/trend.h"
#include "lib/chart.h"
#include "lib/complain.h"
#include "lib/table.h"
#include "results/facts.h"

/* Of a kernel's release or a run's name, in a row of them below a chart */
#define LABEL 24

/* Two builds of one release are told apart by their runs' names */
static bool kernels_differ(const struct trend *trend)
{
	for (size_t i = 1; i < trend->n; i++)
		if (!strcmp(fact_kernel(trend->run[i].analysis.run),
			    fact_kernel(trend->run[i - 1].analysis.run)))
			return false;
	return true;
}

static const char *label_of(const struct trend *trend, size_t i, char label[LABEL])
{
	const char *name = trend->run[i].name, *slash;

	if (kernels_differ(trend))
		name = fact_kernel(trend->run[i].analysis.run);
	else if ((slash = strrchr(name, '/')) && slash[1])
		name = slash + 1;
	snprintf(label, LABEL, "%s", name);
	chart_mask(label);
	return label;
}

/* What changed with this run; "-" if nothing did */
static const char *change_of(const struct trend *trend, size_t i, const struct cell *cell,
			     char change[TABLE_CHANGE + 2])
{
	const struct comparison *step = trend_step(trend, i, cell);
	char number[TABLE_CHANGE];

	snprintf(change, TABLE_CHANGE + 2, "-");
	if (step && step->verdict == VERDICT_CHANGED)
		snprintf(change, TABLE_CHANGE + 2, "%s %%",
			 table_change(number, step->ratio.value, 1));
	return change;
}

static int write_runs(const struct trend *trend, const struct cell *cell, FILE *out)
{
	char label[LABEL], change[TABLE_CHANGE + 2];
	int rows = 0;

	fputs("run\tlabel\tcost\tleast\tlargest\tchange\n", out);
	for (size_t i = 0; i < trend->n; i++) {
		const struct result *result = analysis_find(&trend->run[i].analysis, cell);
		const bool known = result && result->trials;

		fprintf(out, "%zu\t%s\t%.9g\t%.9g\t%.9g\t%s\n", i + 1,
			label_of(trend, i, label),
			known ? result_cost(&trend->run[i].analysis, result) : NAN,
			known ? result->per_page[0] : NAN,
			known ? result->per_page[result->trials - 1] : NAN,
			change_of(trend, i, cell, change));
		rows += known;
	}
	return rows ? (int)trend->n : 0;
}

static int draw_cell(const struct trend *trend, const struct cell *cell, const char *dir)
{
	struct chart chart = { .template = "trend.gp" };
	char name[CELL_NAME], heading[CHART_TITLE];
	const struct analysis *last = trend_last(trend);
	struct outfile out;

	snprintf(chart.slug, sizeof(chart.slug), "%s", cell_name(cell, '-', name));
	snprintf(chart.axis, sizeof(chart.axis), "%s per touched page",
		 last->mode == MODE_INSN ? "instructions" : "nanoseconds");
	snprintf(heading, sizeof(heading), "%s\njob %.100s, mode %s, %zu runs",
		 cell_name(cell, ' ', name), fact_job(last->run), mode_names[last->mode], trend->n);
	if (chart_open(&chart, dir, &out))
		return -1;
	chart.rows = write_runs(trend, cell, out.file);
	return chart_commit(&chart, dir, heading, "without --charts there are none", &out);
}

int trend_charts(const struct trend *trend, bool all, const char *dir)
{
	const struct analysis *last = trend_last(trend);

	if (mkdir(dir, 0777) && errno != EEXIST)
		return complain("%s: %s", dir, strerror(errno));
	for (size_t i = 0; i < last->n_results; i++) {
		const struct cell *cell = &last->result[i].cell;

		if ((all || trend_changed(trend, cell)) && draw_cell(trend, cell, dir))
			return -1;
	}
	return 0;
}
