// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "lib/names.h"
#include "results/perf_counts.h"

#define APART 0.1

/* Events of another version are none of ours. Return: as perf_counts_add() */
static int add_count(struct perf_counts *counts, const char *name, const json_t *value,
		     double pages, const char **wrong)
{
	int i = names_index(perf_event_names, NR_PERF_EVENTS, name);
	struct perf_count *count = &counts->event[i];

	if (i < 0)
		return 0;
	if (json_is_null(value)) {
		count->lacking = true;
		return 0;
	}
	if (!json_is_number(value) || json_number_value(value) < 0)
		return -1;
	*wrong = NULL;
	if (!grow_by(count->per_page, count->n, json_number_value(value) / pages))
		return complain("out of memory for the counts of perf");
	return 0;
}

int perf_counts_add(struct perf_counts *counts, const json_t *perf, double pages,
		    const char **wrong)
{
	json_t *counters = json_object_get(perf, "counters"), *value;
	const json_t *running = json_object_get(perf, "running");
	const char *name;

	*wrong = "a damaged record of perf";
	if (!json_is_object(counters))
		return -1;
	json_object_foreach(counters, name, value)
		if (add_count(counts, name, value, pages, wrong))
			return -1;
	for (int i = 0; i < NR_PERF_EVENTS; i++)
		counts->event[i].shared |= json_object_get(running, perf_event_names[i]) != NULL;
	counts->trials++;
	*wrong = NULL;
	return 0;
}

void perf_counts_sort(struct perf_counts *counts)
{
	for (int i = 0; i < NR_PERF_EVENTS; i++)
		gsl_sort(counts->event[i].per_page, 1, counts->event[i].n);
}

double perf_count_median(const struct perf_count *count)
{
	return count->n ? gsl_stats_median_from_sorted_data(count->per_page, 1, count->n) : NAN;
}

bool perf_count_differs(const struct perf_count *count)
{
	return count->n && count->per_page[count->n - 1] - count->per_page[0] >
				   APART * perf_count_median(count);
}

void perf_counts_free(struct perf_counts *counts)
{
	for (int i = 0; i < NR_PERF_EVENTS; i++)
		free(counts->event[i].per_page);
	memset(counts, 0, sizeof(*counts));
}
