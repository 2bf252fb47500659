// SPDX-License-Identifier: GPL-2.0-only
/*
 * Charts: a data file for each, drawn by the gnuplot templates in plots/; or a graph, drawn
 * by Graphviz.  The data files stay beside the charts, so that anybody can draw others.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/chart.h"
#include "lib/command.h"
#include "lib/complain.h"
#include "lib/data_path.h"

void chart_name(char *list, size_t len, const char *name)
{
	size_t used = strlen(list);

	snprintf(list + used, len - used, "%s%s", used ? " " : "", name);
}

void chart_mask(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

/* What a program can draw, and what it has failed to */
static struct format {
	const char *name;
	const char *end;	/* of each such file, but for newlines */
	bool broken[NR_CHART_PROGRAMS];
} formats[] = { { "svg", "</svg>", { false } }, { "png", "IEND\xae\x42\x60\x82", { false } } };

/* gnuplot exits with 0 where the disk is full. Return: does the file at @path end as it should? */
static bool ends_with(const char *path, const char *end)
{
	FILE *file = fopen(path, "re");
	size_t len = strlen(end), got = 0;
	char last[32];

	if (!file)
		return false;
	if (!fseek(file, -(long)sizeof(last), SEEK_END))
		got = fread(last, 1, sizeof(last), file);
	fclose(file);
	while (got && last[got - 1] == '\n')
		got--;
	return got >= len && !memcmp(last + got - len, end, len);
}

/* gnuplot takes its parameters as ARG1... after -c. Return: as command_run() */
static int run_gnuplot(const struct chart *chart, const char *data, const char *heading,
		       const char *format, char *file, char why[512])
{
	char template[PATH_MAX], name[64];
	char rows[16], columns[16];
	/* -d: nobody's .gnuplot changes a chart */
	char *argv[] = { "gnuplot", "-d", "-c", template, (char *)format, (char *)data, file,
			 (char *)heading, (char *)chart->axis, rows, columns, (char *)chart->names,
			 (char *)chart->extra, NULL };

	snprintf(name, sizeof(name), "plots/%s", chart->template);
	data_path(template, name);
	snprintf(rows, sizeof(rows), "%d", chart->rows);
	snprintf(columns, sizeof(columns), "%d", chart->columns);
	return command_run(argv, why, 512);
}

static int run_dot(const struct chart *chart, const char *data, const char *heading,
		   const char *format, char *file, char why[512])
{
	char type[16], *argv[] = { "dot", type, "-Gdpi=144", "-o", file, (char *)data, NULL };

	(void)chart;
	(void)heading;
	/* An SVG has no pixels */
	if (!strcmp(format, "svg"))
		argv[2] = "-Gdpi=72";
	snprintf(type, sizeof(type), "-T%s", format);
	return command_run(argv, why, 512);
}

/* What draws charts; its data files have names of that end */
static const struct {
	const char *name, *data;
	int (*run)(const struct chart *chart, const char *data, const char *heading,
		   const char *format, char *file, char why[512]);
} programs[NR_CHART_PROGRAMS] = {
	[CHART_GNUPLOT] = { "gnuplot", "tsv", run_gnuplot },
	[CHART_DOT] = { "dot", "dot", run_dot },
};

/*
 * @why: gets what went wrong.
 * Return: 0, or -1
 */
static int run_program(const struct chart *chart, const char *dir, const char *heading,
		       const struct format *format, char *file, char why[512])
{
	char data[4400];
	int status;

	snprintf(data, sizeof(data), "%s/%s.%s", dir, chart->slug, programs[chart->program].data);
	status = programs[chart->program].run(chart, data, heading, format->name, file, why);
	if (!status && ends_with(file, format->end))
		return 0;
	if (!status)
		snprintf(why, 512, "its file is cut off; the disk may be full");
	else if (status < 0)
		snprintf(why, 512, "%s", strerror(errno));
	why[strcspn(why, "\n")] = '\0';
	return -1;
}

/* Return: 0, or -1 after saying why not */
static int draw(const struct chart *chart, const char *dir, const char *heading,
		const struct format *format, const char *hint)
{
	struct outfile out;
	char name[CHART_SLUG + 8], why[512];

	snprintf(name, sizeof(name), "%s.%s", chart->slug, format->name);
	if (outfile_open(&out, dir, name))
		return -1;
	if (!run_program(chart, dir, heading, format, out.tmp, why))
		return outfile_commit(&out);
	note("no charts as %s: %s: %s (%s)", format->name, programs[chart->program].name, why,
	     hint);
	outfile_discard(&out);
	return -1;
}

/* That of an earlier report would be taken for this one's */
static void remove_old(const char *dir, const struct chart *chart, const char *format)
{
	char path[4400];

	snprintf(path, sizeof(path), "%s/%s.%s", dir, chart->slug, format);
	if (unlink(path) && errno != ENOENT)
		note("%s is of an earlier report: %s", path, strerror(errno));
}

int chart_open(const struct chart *chart, const char *dir, struct outfile *out)
{
	char name[CHART_SLUG + 8];

	snprintf(name, sizeof(name), "%s.%s", chart->slug, programs[chart->program].data);
	return outfile_open(out, dir, name);
}

int chart_commit(const struct chart *chart, const char *dir, const char *heading,
		 const char *hint, struct outfile *out)
{
	if (!chart->rows) {
		outfile_discard(out);
		remove_old(dir, chart, programs[chart->program].data);
		for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
			remove_old(dir, chart, formats[i].name);
		return 0;
	}
	if (outfile_commit(out))
		return -1;
	/* A program that cannot draw one chart draws none, and is called no more */
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		bool *broken = &formats[i].broken[chart->program];

		if (!*broken && !draw(chart, dir, heading, &formats[i], hint))
			continue;
		*broken = true;
		remove_old(dir, chart, formats[i].name);
	}
	return 0;
}
