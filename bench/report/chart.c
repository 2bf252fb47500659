// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "results/facts.h"

const char *chart_unit(const struct report *report)
{
	return report->analysis->mode == MODE_INSN ? "instructions" : "nanoseconds";
}

void chart_variant(struct chart *chart, enum variant variant)
{
	chart_name(chart->names, sizeof(chart->names), variant_names[variant]);
	chart_name(chart->names, sizeof(chart->names), variants[variant].style);
	chart->columns++;
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
char *chart_title(const struct report *report, const struct chart *chart, char title[CHART_TITLE])
{
	const json_t *run = report->analysis->run;
	const char *name = fact_job(run);
	const char *kernel = fact_kernel(run);
	int used = snprintf(title, CHART_TITLE, "%s\n", chart->title);

	snprintf(title + used, CHART_TITLE - (size_t)used, "job %.*s, mode %s, Linux %.*s",
		 fitting(name), name, mode_names[report->analysis->mode], fitting(kernel), kernel);
	chart_mask(title + used);
	return title;
}

int chart_finish(const struct report *report, const char *dir, const struct chart *chart,
		 struct outfile *out)
{
	char title[CHART_TITLE];

	return chart_commit(chart, dir, chart_title(report, chart, title),
			    "--no-charts does without", out);
}
