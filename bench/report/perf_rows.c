// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/table.h"
#include "report/perf_rows.h"

struct perf_row perf_row_find(const struct group *group, enum state state, enum folio folio)
{
	struct perf_row row = { .trials = 0 };

	for (int v = 0; v < NR_VARIANTS; v++) {
		const struct result *result = group->result[v][state][folio];

		if (!result || !result->perf.trials)
			continue;
		row.of[v] = &result->perf;
		row.shown[v] = true;
		if (row.trials < result->perf.trials)
			row.trials = result->perf.trials;
	}
	return row;
}

bool perf_row_has(const struct perf_row *row, enum perf_event event)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		if (row->of[v] && row->of[v]->event[event].n)
			return true;
	return false;
}

const char *perf_event_label(enum perf_event event, char label[PERF_EVENT_LABEL])
{
	snprintf(label, PERF_EVENT_LABEL, "%s%s", perf_event_names[event],
		 perf_event_clock[event] ? ", ns" : "");
	return label;
}

char *perf_count_text(const struct perf_count *count, char text[PERF_COUNT_TEXT])
{
	double value = perf_count_median(count);
	char digits[TABLE_DIGITS], mark = ' ';

	if (count->shared)
		mark = 'm';
	else if (perf_count_differs(count))
		mark = '~';
	if (!isfinite(value) || value >= 1000)
		table_digits(digits, value);
	else
		snprintf(digits, sizeof(digits), "%.*f", value < 10 ? 4 : 1, value);
	snprintf(text, PERF_COUNT_TEXT, "%.24s%c", digits, mark);
	return text;
}

unsigned int perf_trials(const struct analysis *analysis)
{
	unsigned int most = 0;

	for (size_t i = 0; i < analysis->n_results; i++)
		if (most < analysis->result[i].perf.trials)
			most = analysis->result[i].perf.trials;
	return most;
}

const char *perf_lacking(const struct analysis *analysis, char list[NAMES_ROOM])
{
	const char *names[NR_PERF_EVENTS];
	size_t n = 0;

	for (int e = 0; e < NR_PERF_EVENTS; e++)
		for (size_t i = 0; i < analysis->n_results; i++)
			if (analysis->result[i].perf.event[e].lacking) {
				names[n++] = perf_event_names[e];
				break;
			}
	return names_list(list, names, n);
}
