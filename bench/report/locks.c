// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, from trials with the lock tracers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/locks.h"

bool report_any_locks(const struct group *group)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group->result[v][s][f];

				if (result && result->waited.rounds)
					return true;
			}
	return false;
}

bool report_locks_have_time(const struct analysis *analysis)
{
	return analysis->mode != MODE_COUNT;
}

struct locks_rounds report_locks_rounds(const struct analysis *analysis)
{
	struct locks_rounds rounds = { 0, 0 };

	for (size_t i = 0; i < analysis->n_results; i++) {
		unsigned int n = analysis->result[i].waited.rounds;

		if (n && (!rounds.least || n < rounds.least))
			rounds.least = n;
		rounds.most = n > rounds.most ? n : rounds.most;
	}
	return rounds;
}

double report_wait_per_page(const struct result *result, const struct waited *waited)
{
	return waited->time_sum / result->waited.rounds / result->pages;
}

double report_wait_per_fault(const struct result *result, const struct waited *waited)
{
	return waited->time_sum / result->waited.faults_sum;
}

double *locks_events(const struct waits *waits)
{
	double *events = calloc(waits->rounds + 1, sizeof(*events));

	for (size_t i = 0; events && i < waits->n; i++)
		for (unsigned int j = 0; !locks_are_hazards(&waits->lock[i]) && j < waits->rounds; j++)
			events[j] += waits->lock[i].events[j];
	return events;
}

struct rate locks_all(const struct waits *waits)
{
	struct rate rate = { NAN, NAN, NAN, NAN };
	double *events = locks_events(waits);
	const struct event_rounds rounds = { events, waits->faults, waits->rounds };

	if (!events)
		return rate;
	rate = rate_of_rounds(&rounds);
	free(events);
	return rate;
}

char *locks_rate(char text[LOCKS_RATE], double per_fault)
{
	double rate = per_fault * LOCKS_PER_FAULTS;

	if (!isfinite(rate))
		snprintf(text, LOCKS_RATE, "-");
	else if (rate > 0 && rate < 0.01)
		snprintf(text, LOCKS_RATE, "<0.01");
	else
		snprintf(text, LOCKS_RATE, rate < 1e9 ? "%.*f" : "%.*e",
			 rate >= 100 ? 0 : rate >= 10 ? 1 : 2, rate);
	return text;
}

char *locks_interval(char text[LOCKS_INTERVAL], const struct rate *rate)
{
	char low[LOCKS_RATE], high[LOCKS_RATE];

	snprintf(text, LOCKS_INTERVAL, isnan(rate->low) ? "-" : "%s to %s",
		 locks_rate(low, rate->low), locks_rate(high, rate->high));
	return text;
}

bool locks_are_hazards(const struct waited *waited)
{
	return waited->kind == KIND_HAZARD || waited->kind == KIND_DELAYED;
}
