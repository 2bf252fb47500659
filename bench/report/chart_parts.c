// SPDX-License-Identifier: GPL-2.0-only
/* Where in page_mkwrite the cost is: a stacked bar for each variant. */
#include "model/parts.h"
#include "report/chart.h"
#include "report/chart_kinds.h"

/* Parts that are drawn as one; the table in report.txt has them apart */
static const struct {
	const char *name;
	unsigned int parts;	/* a bit for each enum path_part */
} drawn[] = {
	{ "entry, timestamp, unlocking", 1U << PART_FREEZE | 1U << PART_TIMESTAMP |
					 1U << PART_INVALIDATE | 1U << PART_RELEASE },
	{ "folio lock", 1U << PART_FOLIO_LOCK },
	{ "block mapping", 1U << PART_MAP | 1U << PART_ES_LOOKUP },
	{ "delalloc reservation", 1U << PART_RESERVE },
	{ "block allocation", 1U << PART_ALLOCATE },
	{ "journal handle", 1U << PART_HANDLE | 1U << PART_HANDLE_COMMIT | 1U << PART_HANDLE_SPACE },
	{ "buffer heads", 1U << PART_BH_ALLOC | 1U << PART_BH_WALK },
	{ "iomap iteration", 1U << PART_IOMAP },
	{ "dirtying", 1U << PART_DIRTY },
	{ "waits, the rest", 1U << PART_STABLE | 1U << PART_LOCK_WAIT | 1U << PART_OTHER },
};

#define NR_DRAWN (sizeof(drawn) / sizeof(drawn[0]))

/* nodelalloc allocates under the fault: fifty times the others, it would flatten them all */
static bool has_bars(enum variant variant)
{
	return variants[variant].delays_allocation;
}

/* Running sums, so that each part is the box from one column to the next */
static void write_bar(const struct result *result, FILE *out)
{
	double sum = 0;

	fprintf(out, "%s %s %s", state_names[result->cell.state], folio_names[result->cell.folio],
		variant_names[result->cell.variant]);
	for (size_t d = 0; d < NR_DRAWN; d++) {
		for (int part = 0; part < NR_PARTS; part++)
			if (drawn[d].parts & 1U << part)
				sum += result->part[part] / result->pages;
		fprintf(out, "\t%.3f", sum);
	}
	fputc('\n', out);
}

/* An empty line of zeroes keeps the groups of bars apart */
static void write_gap(FILE *out)
{
	fputs(" ", out);
	for (size_t d = 0; d < NR_DRAWN; d++)
		fputs("\t0", out);
	fputc('\n', out);
}

static void write_bars(const struct group *group, enum state state, enum folio folio,
		       struct chart *chart, FILE *out)
{
	int bars = 0;

	for (int v = 0; v < NR_VARIANTS; v++) {
		const struct result *result = group->result[v][state][folio];

		if (!result || !result->has_parts || !has_bars(v))
			continue;
		if (!bars++ && chart->rows) {
			write_gap(out);
			chart->rows++;
		}
		write_bar(result, out);
		chart->rows++;
	}
}

int chart_parts(const struct report *report, size_t i, const char *dir, const char *slug)
{
	const struct group *group = &report->groups[i];
	struct chart chart = { .template = "parts.gp", .columns = NR_DRAWN };
	struct outfile out;

	snprintf(chart.slug, sizeof(chart.slug), "%s", slug);
	snprintf(chart.title, sizeof(chart.title), "parts of page_mkwrite, %s: %s",
		 report->analysis->exact_parts ? "profiled" : "traced", group->title);
	snprintf(chart.axis, sizeof(chart.axis), "%s in page_mkwrite per touched page",
		 chart_unit(report));
	if (chart_open(&chart, dir, &out))
		return -1;
	fputs("bar", out.file);
	for (size_t d = 0; d < NR_DRAWN; d++)
		fprintf(out.file, "\t%s", drawn[d].name);
	fputc('\n', out.file);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++)
			write_bars(group, s, f, &chart, out.file);
	return chart_finish(report, dir, &chart, &out);
}
