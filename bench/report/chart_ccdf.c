// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the cost of page_mkwrite calls is spread: for each value, the share of calls
 * that cost as much or more.  From the histogram of the traced trial.
 */
#include "bpf/histogram.h"
#include "report/chart.h"
#include "report/chart_kinds.h"

/* Where a bucket ends is where the next one begins, were it empty or not */
static uint64_t bucket_end(uint64_t least)
{
	return hist_low(hist_index(least) + 1);
}

/* Known at both edges of each bucket; the template joins them by lines */
static void write_curve(const struct result *result, FILE *out)
{
	uint64_t total = 0, left;

	for (size_t i = 0; i < result->histogram.n; i++)
		total += result->histogram.bucket[i].calls;
	left = total;
	for (size_t i = 0; i < result->histogram.n; i++) {
		const struct bucket *bucket = &result->histogram.bucket[i];
		const double edge[] = { (double)bucket->least, (double)bucket_end(bucket->least) };

		for (int e = 0; e < 2; e++) {
			fprintf(out, "%s %s\t%s\t%.0f\t%.9g\n",
				state_names[result->cell.state], folio_names[result->cell.folio],
				variant_names[result->cell.variant], edge[e],
				100 * (double)left / (double)total);
			left -= e ? 0 : bucket->calls;
		}
	}
}

/* Return: whether any variant has a curve in this panel */
static bool write_panel(const struct group *group, enum state state, enum folio folio,
			bool drawn[NR_VARIANTS], FILE *out)
{
	bool any = false;

	for (int v = 0; v < NR_VARIANTS; v++) {
		const struct result *result = group->result[v][state][folio];

		if (!result || !result->histogram.n)
			continue;
		write_curve(result, out);
		drawn[v] = any = true;
	}
	return any;
}

int chart_ccdf(const struct report *report, size_t i, const char *dir, const char *slug)
{
	const struct group *group = &report->groups[i];
	struct chart chart = { .template = "ccdf.gp" };
	bool drawn[NR_VARIANTS] = { false };
	struct outfile out;
	char panel[32];

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "page_mkwrite calls, traced: %s",
		 group->title);
	snprintf(chart.axis, sizeof(chart.axis), "%s in one call of page_mkwrite",
		 chart_unit(report));
	if (chart_open(&chart, dir, &out))
		return -1;
	fprintf(out.file, "panel\tvariant\t%s\tpercent of calls\n",
		mode_units[report->analysis->mode]);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!write_panel(group, s, f, drawn, out.file))
				continue;
			snprintf(panel, sizeof(panel), "%s/%s", state_names[s], folio_names[f]);
			chart_name(chart.extra, sizeof(chart.extra), panel);
			chart.rows++;
		}
	for (int v = 0; v < NR_VARIANTS; v++)
		if (drawn[v])
			chart_variant(&chart, v);
	return chart_finish(report, dir, &chart, &out);
}
