// SPDX-License-Identifier: GPL-2.0-only
/* Which charts a report has. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/complain.h"
#include "report/chart_kinds.h"
#include "report/formats.h"

#define COSTS (1U << MODE_INSN | 1U << MODE_TIME)
#define ALL (COSTS | 1U << MODE_COUNT)

const struct chart_kind chart_kinds[] = {
	{ "", "Chart: cost by file state", COSTS, CHART_OF_GROUP, CHART_AFTER_COSTS, chart_cost },
	{ "-ratio", "Chart: iomap against buffer_head", COSTS, CHART_OF_FAMILY, CHART_AFTER_PAIRS,
	  chart_ratio },
	{ "-parts", "Chart: parts of page_mkwrite", COSTS, CHART_OF_GROUP, CHART_AFTER_PAIRS,
	  chart_parts },
	{ "-ccdf", "Chart: cost of single calls", COSTS, CHART_OF_GROUP, CHART_AFTER_PAIRS,
	  chart_ccdf },
	{ "-flame", "", COSTS, CHART_OF_FIRST, CHART_NOWHERE, chart_flame },
	{ "-holds", "Chart: locks held per fault", ALL, CHART_OF_GROUP, CHART_AFTER_PROFILES,
	  chart_holds },
	{ "-waits", "Chart: waits by lock", ALL, CHART_OF_GROUP, CHART_AFTER_LOCKS, chart_waits },
	{ "-who", "Graph: who waits for whom", ALL, CHART_OF_GROUP, CHART_AFTER_LOCKS, chart_who },
	{ "", "Chart: growth along an axis", ALL, CHART_OF_CURVE, CHART_AFTER_GROWTH, chart_growth },
	{ .draw = NULL }
};

bool chart_makes_sense(const struct chart_kind *kind, const struct report *report, size_t i)
{
	if (!(kind->modes & 1U << report->analysis->mode))
		return false;
	switch (kind->of) {
	case CHART_OF_GROUP:
		return true;
	case CHART_OF_FAMILY:
		return report_leads_family(report, i);
	case CHART_OF_FIRST:
		return !i;
	case CHART_OF_CURVE:
		return growths_leads(&report->growths, i);
	}
	return false;
}

char *chart_slug(const struct chart_kind *kind, const struct report *report, size_t i,
		 char slug[CHART_SLUG])
{
	char rest[CELL_NAME];

	if (kind->of == CHART_OF_CURVE)
		snprintf(slug, CHART_SLUG, "by-%s-%s", axes[report->growths.curve[i].axis].key,
			 curve_rest(&report->growths.curve[i], '-', rest));
	else
		snprintf(slug, CHART_SLUG, "%s%s", kind->of == CHART_OF_FAMILY ?
			 report->groups[i].family_slug : report->groups[i].slug, kind->suffix);
	return slug;
}

static int draw_all(const struct report *report, const struct chart_kind *kind, const char *dir)
{
	size_t n = kind->of == CHART_OF_CURVE ? report->growths.n : report->n_groups;
	char slug[CHART_SLUG];

	for (size_t i = 0; i < n; i++)
		if (chart_makes_sense(kind, report, i) && kind->draw(report, i, dir, chart_slug(kind, report, i, slug)))
			return -1;
	return 0;
}

int report_as_charts(const struct report *report, const char *dir, bool charts)
{
	char path[4096];

	if (!charts)
		return 0;
	snprintf(path, sizeof(path), "%s/charts", dir);
	if (mkdir(path, 0777) && errno != EEXIST)
		return complain("%s: %s", path, strerror(errno));
	for (const struct chart_kind *kind = chart_kinds; kind->draw; kind++)
		if (draw_all(report, kind, path))
			return -1;
	return 0;
}
