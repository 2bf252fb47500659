// SPDX-License-Identifier: GPL-2.0-only
/*
 * iomap against buffer_head: the ratio of their costs, a line for each file state,
 * a mark for each block size and folio size.
 */
#include <math.h>

#include "report/chart.h"
#include "report/chart_kinds.h"

/* ext4-buffer_head, and what it is compared with */
#define PAIR VARIANT_EXT4_BUFFER_HEAD

static bool has_pair(const struct group *group, enum folio folio)
{
	for (int s = 0; s < NR_STATES; s++)
		if (group->pair[PAIR][s][folio])
			return true;
	return false;
}

/* One column of the chart: a group of the family, and a folio size */
static bool is_column(const struct report *report, const struct group *first, size_t i,
		      enum folio folio)
{
	return group_same_family(first, &report->groups[i]) &&
	       has_pair(&report->groups[i], folio);
}

/* Return: whether there was a figure */
static bool write_ratio(const struct comparison *pair, FILE *out)
{
	if (!pair || !isfinite(pair->ratio.value)) {
		fputs("\tNaN\tNaN\tNaN", out);
		return false;
	}
	fprintf(out, "\t%.6f\t%.6f\t%.6f", pair->ratio.value,
		isfinite(pair->ratio.low) ? pair->ratio.low : pair->ratio.value,
		isfinite(pair->ratio.high) ? pair->ratio.high : pair->ratio.value);
	return true;
}

static void write_heads(const struct report *report, const struct group *first,
			struct chart *chart, FILE *out)
{
	char name[32];

	fputs("state", out);
	for (size_t i = 0; i < report->n_groups; i++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!is_column(report, first, i, f))
				continue;
			snprintf(name, sizeof(name), "%uk/%s",
				 report->groups[i].key.block_size / 1024, folio_names[f]);
			chart_name(chart->names, sizeof(chart->names), name);
			fprintf(out, "\t%uk blocks, %s\tlow\thigh",
				report->groups[i].key.block_size / 1024, folio_names[f]);
			chart->columns++;
		}
	fputc('\n', out);
}

static bool write_state(const struct report *report, const struct group *first, enum state state,
			FILE *out)
{
	bool any = false;

	fputs(state_names[state], out);
	for (size_t i = 0; i < report->n_groups; i++)
		for (int f = 0; f < NR_FOLIOS; f++)
			if (is_column(report, first, i, f))
				any |= write_ratio(report->groups[i].pair[PAIR][state][f], out);
	fputc('\n', out);
	return any;
}

static bool state_has_pair(const struct report *report, const struct group *first,
			   enum state state)
{
	for (size_t i = 0; i < report->n_groups; i++)
		for (int f = 0; f < NR_FOLIOS; f++)
			if (group_same_family(first, &report->groups[i]) &&
			    report->groups[i].pair[PAIR][state][f])
				return true;
	return false;
}

int chart_ratio(const struct report *report, size_t i, const char *dir, const char *slug)
{
	const struct group *group = &report->groups[i];
	struct chart chart = { .template = "ratio.gp" };
	struct outfile out;
	bool any = false;

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "ext4-iomap against ext4-buffer_head: %s",
		 group->family);
	snprintf(chart.axis, sizeof(chart.axis),
		 "cost of iomap / cost of buffer_head (below 1: iomap costs less)");
	snprintf(chart.extra, sizeof(chart.extra), "%.6f",
		 isfinite(report->set.aa_floor) ? report->set.aa_floor : 0);
	if (chart_open(&chart, dir, &out))
		return -1;
	write_heads(report, group, &chart, out.file);
	for (int s = 0; s < NR_STATES; s++) {
		if (!state_has_pair(report, group, s))
			continue;
		any |= write_state(report, group, s, out.file);
		chart.rows++;
	}
	if (!any)
		chart.rows = 0;
	return chart_finish(report, dir, &chart, &out);
}
