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
	int rows, variants;
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
		shape->variants++;
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

/* gnuplot takes its parameters as ARG1... after -c */
static int draw(const struct analysis *analysis, const struct group *group, const char *dir,
		const struct shape *shape, const char *format)
{
	const char *plots = getenv("FAULTLINE_PLOTS");
	char template[4096], data[4200], tmp[4300], chart[4200], output[512], title[256];
	char unit[64], rows[16], variants[16];
	char *argv[] = { "gnuplot", "-c", template, (char *)format, data, tmp, title, unit,
			 rows, variants, NULL };
	int status;

	snprintf(template, sizeof(template), "%s/cost.gp", plots ? plots : PLOTS_DIR);
	snprintf(data, sizeof(data), "%s/%s.tsv", dir, group->slug);
	snprintf(chart, sizeof(chart), "%s/%s.%s", dir, group->slug, format);
	snprintf(tmp, sizeof(tmp), "%s.tmp", chart);
	snprintf(title, sizeof(title), "%s — Linux %s", group->title,
		 json_string_value(json_object_get(json_object_get(analysis->run,
			 "environment"), "kernel")));
	snprintf(unit, sizeof(unit), "%s per touched page (log scale)",
		 analysis->mode == MODE_INSN ? "instructions" : "nanoseconds");
	snprintf(rows, sizeof(rows), "%d", shape->rows);
	snprintf(variants, sizeof(variants), "%d", shape->variants);
	status = command_run(argv, output, sizeof(output));
	if (status < 0)
		return complain("gnuplot: %s; it draws the charts (--no-charts does without)",
				strerror(errno));
	if (status) {
		output[strcspn(output, "\n")] = '\0';
		unlink(tmp);
		return complain("gnuplot failed on %s: %s", data, output);
	}
	if (rename(tmp, chart))
		return complain("%s: %s", chart, strerror(errno));
	return 0;
}

int report_charts(const struct analysis *analysis, const struct group *groups, size_t n,
		  const char *dir)
{
	char charts[4096], name[128];
	struct shape shape;

	/* Counts of faults are no cost */
	if (analysis->mode == MODE_COUNT)
		return 0;
	snprintf(charts, sizeof(charts), "%s/charts", dir);
	if (mkdir(charts, 0777) && errno != EEXIST)
		return complain("%s: %s", charts, strerror(errno));
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s.tsv", groups[i].slug);
		if (write_data(analysis, &groups[i], charts, name, &shape) ||
		    draw(analysis, &groups[i], charts, &shape, "svg") ||
		    draw(analysis, &groups[i], charts, &shape, "png"))
			return -1;
	}
	return 0;
}
