// SPDX-License-Identifier: GPL-2.0-only
/* Which charts a report has. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/complain.h"
#include "report/chart_kinds.h"
#include "report/charts.h"

int report_charts(const struct report *report, const char *dir)
{
	char charts[4096];

	/* Counts of faults are no cost */
	if (report->analysis->mode == MODE_COUNT)
		return 0;
	snprintf(charts, sizeof(charts), "%s/charts", dir);
	if (mkdir(charts, 0777) && errno != EEXIST)
		return complain("%s: %s", charts, strerror(errno));
	for (size_t i = 0; i < report->n_groups; i++) {
		const struct group *group = &report->groups[i];

		if (chart_cost(report, group, charts) || chart_parts(report, group, charts) ||
		    chart_ccdf(report, group, charts) ||
		    (report_leads_family(report, i) && chart_ratio(report, group, charts)))
			return -1;
	}
	return 0;
}
