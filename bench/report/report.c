// SPDX-License-Identifier: GPL-2.0-only
/* All that is worked out once, whatever the format. */
#include <math.h>
#include <stdlib.h>

#include "report/pairs.h"
#include "report/report.h"
#include "results/lock_floor.h"

int report_make(const struct analysis *analysis, const char *dir, struct report *report)
{
	*report = (struct report){ .analysis = analysis };
	report->groups = groups_make(analysis, &report->n_groups);
	report->outlier = outliers_find(analysis, &report->n_outliers);
	if (!report->groups || !report->outlier || pairs_make(analysis, &report->set) ||
	    profiles_open(&report->profiles, analysis, dir) ||
	    perf_samples_open(&report->samples, analysis, dir) ||
	    lock_floor(&analysis, 1, &report->lock_floor) ||
	    growths_make(analysis, report->set.n ? report->set.aa_floor : NAN, &report->growths))
		return -1;
	for (size_t i = 0; i < report->n_groups; i++)
		pairs_fill(analysis, &report->set, &report->groups[i]);
	return findings_make(analysis, &report->set, &report->profiles, &report->findings);
}

void report_free(struct report *report)
{
	findings_free(&report->findings);
	growths_free(&report->growths);
	perf_samples_close(&report->samples);
	profiles_close(&report->profiles);
	comparisons_free(&report->set);
	free(report->outlier);
	free(report->groups);
}

bool report_leads_family(const struct report *report, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (group_same_family(&report->groups[j], &report->groups[i]))
			return false;
	return true;
}
