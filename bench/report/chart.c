// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts: a data file for each, drawn by the gnuplot templates in plots/.  The
 * data files stay beside the charts, so that anybody can draw others.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "report/chart.h"
#include "results/facts.h"

const char *chart_unit(const struct report *report)
{
	return report->analysis->mode == MODE_INSN ? "instructions" : "nanoseconds";
}

void chart_name(char *list, size_t len, const char *name)
{
	size_t used = strlen(list);

	snprintf(list + used, len - used, "%s%s", used ? " " : "", name);
}

void chart_variant(struct chart *chart, enum variant variant)
{
	chart_name(chart->names, sizeof(chart->names), variant_names[variant]);
	chart_name(chart->names, sizeof(chart->names), variants[variant].style);
	chart->columns++;
}

/* What is no text: neither gnuplot nor an SVG has a form for it */
static void mask_controls(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

/* How much of @text a title has room for, whole characters of UTF-8 */
static int fitting(const char *text)
{
	int n = (int)strnlen(text, 50);

	while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* What is shown on the first line; what it is of on the second */
static void make_title(const struct report *report, const struct chart *chart, char *title,
		       size_t len)
{
	const json_t *run = report->analysis->run;
	const char *name = fact_job(run);
	const char *kernel = fact_kernel(run);
	int used = snprintf(title, len, "%s\n", chart->title);

	snprintf(title + used, len - (size_t)used, "job %.*s, mode %s, Linux %.*s",
		 fitting(name), name, mode_names[report->analysis->mode], fitting(kernel), kernel);
	mask_controls(title + used);
}

/* Where gnuplot's templates are: as installed beside this program, or in its source */
static const char *plots_dir(char dir[PATH_MAX])
{
	static const char installed[] = "/../share/faultline/plots";
	const char *named = getenv("FAULTLINE_PLOTS");
	ssize_t len = readlink("/proc/self/exe", dir, PATH_MAX - sizeof(installed));
	char *slash;

	if (named || len <= 0)
		return named ? named : PLOTS_DIR;
	dir[len] = '\0';
	slash = strrchr(dir, '/');
	memcpy(slash ? slash : dir, installed, sizeof(installed));
	return access(dir, R_OK) ? PLOTS_DIR : dir;
}

/* gnuplot takes its parameters as ARG1... after -c. Return: 0, or -1 after a note */
static int draw(const struct report *report, const char *dir, const struct chart *chart,
		const char *format)
{
	char template[PATH_MAX + 64], plots[PATH_MAX], data[4300], tmp[4300], path[4200];
	char output[512], title[512];
	char rows[16], columns[16];
	/* -d: nobody's .gnuplot changes a chart */
	char *argv[] = { "gnuplot", "-d", "-c", template, (char *)format, data, tmp, title,
			 (char *)chart->axis, rows, columns, (char *)chart->names,
			 (char *)chart->extra, NULL };
	int status;

	snprintf(template, sizeof(template), "%s/%s", plots_dir(plots), chart->template);
	snprintf(data, sizeof(data), "%s/%s.tsv", dir, chart->slug);
	snprintf(path, sizeof(path), "%s/%s.%s", dir, chart->slug, format);
	snprintf(tmp, sizeof(tmp), "%s.tmp", path);
	make_title(report, chart, title, sizeof(title));
	snprintf(rows, sizeof(rows), "%d", chart->rows);
	snprintf(columns, sizeof(columns), "%d", chart->columns);
	status = command_run(argv, output, sizeof(output));
	if (!status && !rename(tmp, path))
		return 0;
	if (status <= 0)
		snprintf(output, sizeof(output), "%s", strerror(errno));
	output[strcspn(output, "\n")] = '\0';
	note("no charts as %s: gnuplot: %s (--no-charts does without)", format, output);
	unlink(tmp);
	return -1;
}

/* That of an earlier report would be taken for this one's */
static void remove_old(const char *dir, const struct chart *chart, const char *format)
{
	char path[4200];

	snprintf(path, sizeof(path), "%s/%s.%s", dir, chart->slug, format);
	if (unlink(path) && errno != ENOENT)
		note("%s is of an earlier report: %s", path, strerror(errno));
}

int chart_open(const struct chart *chart, const char *dir, struct outfile *out)
{
	char name[256];

	snprintf(name, sizeof(name), "%s.tsv", chart->slug);
	return outfile_open(out, dir, name);
}

static struct {
	const char *name;
	bool broken;
} formats[] = { { "svg", false }, { "png", false } };

int chart_finish(const struct report *report, const char *dir, const struct chart *chart,
		 struct outfile *out)
{
	if (!chart->rows) {
		outfile_discard(out);
		return 0;
	}
	if (outfile_commit(out))
		return -1;
	/* A gnuplot that cannot draw one chart draws none, and is called no more */
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].broken || draw(report, dir, chart, formats[i].name)) {
			formats[i].broken = true;
			remove_old(dir, chart, formats[i].name);
		}
	return 0;
}
