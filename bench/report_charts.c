// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts: a data file for each group, drawn by the gnuplot templates in
 * plots/.  The data files stay beside the charts, so that anybody can draw
 * others.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "complain.h"
#include "outfile.h"
#include "report.h"

/** What a template must know of its data. */
struct shape {
	int rows, columns;
};

struct chart {
	const char *template;
	const char *unit;	/* of the axis, with %s for that of the mode */
	char slug[128];
	struct shape shape;
};

/* One line for each state and folio; one column for each variant */
static int write_data(const struct analysis *analysis, const struct group *group,
		      const char *dir, const char *name, struct shape *shape)
{
	struct outfile out;

	memset(shape, 0, sizeof(*shape));
	if (outfile_open(&out, dir, name))
		return -1;
	fputs("row", out.file);
	for (int v = 0; v < NR_VARIANTS; v++) {
		if (!group_has_variant(analysis, group, v))
			continue;
		fprintf(out.file, "\t%s", variant_names[v]);
		shape->columns++;
	}
	fputc('\n', out.file);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!group_has_row(analysis, group, s, f))
				continue;
			shape->rows++;
			fprintf(out.file, "%s %s", state_names[s], folio_names[f]);
			for (int v = 0; v < NR_VARIANTS; v++) {
				const struct result *result =
					group_find(analysis, group, v, s, f);

				if (!group_has_variant(analysis, group, v))
					continue;
				if (result && result->trials)
					fprintf(out.file, "\t%.3f", result_cost(analysis, result));
				else
					fputs("\tNaN", out.file);
			}
			fputc('\n', out.file);
		}
	return outfile_commit(&out);
}

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
static const enum variant barred[] = { VARIANT_EXT4_BUFFER_HEAD, VARIANT_EXT4_IOMAP, VARIANT_XFS };

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

static int write_parts(const struct analysis *analysis, const struct group *group,
		       const char *dir, const char *name, struct shape *shape)
{
	struct outfile out;

	*shape = (struct shape){ .columns = NR_DRAWN };
	if (outfile_open(&out, dir, name))
		return -1;
	fputs("bar", out.file);
	for (size_t d = 0; d < NR_DRAWN; d++)
		fprintf(out.file, "\t%s", drawn[d].name);
	fputc('\n', out.file);
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			int bars = 0;

			for (size_t v = 0; v < sizeof(barred) / sizeof(barred[0]); v++) {
				const struct result *result =
					group_find(analysis, group, barred[v], s, f);

				if (!result || !result->has_parts)
					continue;
				/* An empty line of zeroes keeps the groups apart */
				if (!bars++ && shape->rows) {
					fputs(" ", out.file);
					for (size_t d = 0; d < NR_DRAWN; d++)
						fputs("\t0", out.file);
					fputc('\n', out.file);
					shape->rows++;
				}
				write_bar(result, out.file);
				shape->rows++;
			}
		}
	return outfile_commit(&out);
}

/* gnuplot takes its parameters as ARG1... after -c */
static int draw(const struct analysis *analysis, const struct group *group, const char *dir,
		const struct chart *chart, const char *format)
{
	const char *plots = getenv("FAULTLINE_PLOTS");
	char template[4096], data[4200], tmp[4300], path[4200], output[512], title[256];
	char unit[64], rows[16], columns[16];
	char *argv[] = { "gnuplot", "-c", template, (char *)format, data, tmp, title, unit,
			 rows, columns, NULL };
	int status;

	snprintf(template, sizeof(template), "%s/%s", plots ? plots : PLOTS_DIR, chart->template);
	snprintf(data, sizeof(data), "%s/%s.tsv", dir, chart->slug);
	snprintf(path, sizeof(path), "%s/%s.%s", dir, chart->slug, format);
	snprintf(tmp, sizeof(tmp), "%s.tmp", path);
	snprintf(title, sizeof(title), "%s — Linux %s", group->title,
		 json_string_value(json_object_get(json_object_get(analysis->run,
			 "environment"), "kernel")));
	snprintf(unit, sizeof(unit), chart->unit,
		 analysis->mode == MODE_INSN ? "instructions" : "nanoseconds");
	snprintf(rows, sizeof(rows), "%d", chart->shape.rows);
	snprintf(columns, sizeof(columns), "%d", chart->shape.columns);
	status = command_run(argv, output, sizeof(output));
	if (status < 0)
		return complain("gnuplot: %s; it draws the charts (--no-charts does without)",
				strerror(errno));
	if (status) {
		output[strcspn(output, "\n")] = '\0';
		unlink(tmp);
		return complain("gnuplot failed on %s: %s", data, output);
	}
	if (rename(tmp, path))
		return complain("%s: %s", path, strerror(errno));
	return 0;
}

static int draw_both(const struct analysis *analysis, const struct group *group, const char *dir,
		     const struct chart *chart)
{
	return draw(analysis, group, dir, chart, "svg") || draw(analysis, group, dir, chart, "png") ?
	       -1 : 0;
}

static int chart_cost(const struct analysis *analysis, const struct group *group, const char *dir)
{
	struct chart chart = { .template = "cost.gp", .unit = "%s per touched page (log scale)" };
	char name[160];

	snprintf(chart.slug, sizeof(chart.slug), "%s", group->slug);
	snprintf(name, sizeof(name), "%s.tsv", chart.slug);
	return write_data(analysis, group, dir, name, &chart.shape) ||
	       draw_both(analysis, group, dir, &chart) ? -1 : 0;
}

/* Only where there were traced trials */
static int chart_parts(const struct analysis *analysis, const struct group *group, const char *dir)
{
	struct chart chart = { .template = "parts.gp", .unit = "%s in page_mkwrite per touched page" };
	char name[160];

	snprintf(chart.slug, sizeof(chart.slug), "%s-parts", group->slug);
	snprintf(name, sizeof(name), "%s.tsv", chart.slug);
	if (write_parts(analysis, group, dir, name, &chart.shape))
		return -1;
	return chart.shape.rows ? draw_both(analysis, group, dir, &chart) : 0;
}

int report_charts(const struct analysis *analysis, const struct group *groups, size_t n,
		  const char *dir)
{
	char charts[4096];

	/* Counts of faults are no cost */
	if (analysis->mode == MODE_COUNT)
		return 0;
	snprintf(charts, sizeof(charts), "%s/charts", dir);
	if (mkdir(charts, 0777) && errno != EEXIST)
		return complain("%s: %s", charts, strerror(errno));
	for (size_t i = 0; i < n; i++)
		if (chart_cost(analysis, &groups[i], charts) ||
		    chart_parts(analysis, &groups[i], charts))
			return -1;
	return 0;
}
