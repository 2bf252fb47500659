// SPDX-License-Identifier: GPL-2.0-only
/* What a touched page costs: a line for each state and folio, a mark for each variant. */
#include <math.h>

#include "report/chart.h"
#include "report/chart_kinds.h"

/* The cost, and the least and the largest trial, which is how sure it is */
static void write_result(const struct report *report, const struct result *result, FILE *out)
{
	if (result && result->trials)
		fprintf(out, "\t%.3f\t%.3f\t%.3f", result_cost(report->analysis, result),
			result->per_page[0], result->per_page[result->trials - 1]);
	else
		fputs("\tNaN\tNaN\tNaN", out);
}

static void write_row(const struct report *report, const struct group *group, enum state state,
		      enum folio folio, FILE *out)
{
	fprintf(out, "%s %s", state_names[state], folio_names[folio]);
	for (int v = 0; v < NR_VARIANTS; v++)
		if (group_has_variant(group, v))
			write_result(report,
				     group->result[v][state][folio], out);
	fputc('\n', out);
}

int chart_cost(const struct report *report, size_t i, const char *dir, const char *slug)
{
	const struct group *group = &report->groups[i];
	struct chart chart = { .template = "cost.gp" };
	struct outfile out;

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "%s", group->title);
	snprintf(chart.axis, sizeof(chart.axis), "%s per touched page (log scale)",
		 chart_unit(report));
	snprintf(chart.extra, sizeof(chart.extra), "%.6f",
		 isfinite(report->set.aa_floor) ? report->set.aa_floor : 0);
	if (chart_open(&chart, dir, &out))
		return -1;
	fputs("row", out.file);
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!group_has_variant(group, v))
			continue;
		fprintf(out.file, "\t%s\tleast\tlargest", variant_names[v]);
		chart_variant(&chart, v);
	}
	fputc('\n', out.file);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!group_has_row(group, s, f))
				continue;
			chart.rows++;
			write_row(report, group, s, f, out.file);
		}
	return chart_finish(report, dir, &chart, &out);
}
