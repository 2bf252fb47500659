// SPDX-License-Identifier: GPL-2.0-only
/* Which charts a report has. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/complain.h"
#include "report/chart_kinds.h"
#include "report/formats.h"

int report_as_charts(const struct report *report, const char *dir, bool charts)
{
	char path[4096];

	/* Counts of faults are no cost */
	if (!charts || report->analysis->mode == MODE_COUNT)
		return 0;
	snprintf(path, sizeof(path), "%s/charts", dir);
	if (mkdir(path, 0777) && errno != EEXIST)
		return complain("%s: %s", path, strerror(errno));
	for (size_t i = 0; i < report->n_groups; i++) {
		const struct group *group = &report->groups[i];

		if (chart_cost(report, group, path) || chart_parts(report, group, path) ||
		    chart_ccdf(report, group, path) ||
		    (report_leads_family(report, i) && chart_ratio(report, group, path)) ||
		    (!i && chart_flame(report, group, path)))
			return -1;
	}
	return 0;
}
