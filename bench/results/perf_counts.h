/* SPDX-License-Identifier: GPL-2.0-only */
/* What perf stat counted in the trials of a cell. For other folders. */
#ifndef FAULTLINE_RESULTS_PERF_COUNTS_H
#define FAULTLINE_RESULTS_PERF_COUNTS_H

#include <jansson.h>
#include <stdbool.h>

#include "model/perf_event.h"

struct perf_count {
	double *per_page;	/**< of each trial that counted it; sorted by perf_counts_sort() */
	unsigned int n;
	bool shared;		/**< its counter was another event's part of the time */
	bool lacking;		/**< the machine does not support it */
};

/** Begin with zeroes. */
struct perf_counts {
	struct perf_count event[NR_PERF_EVENTS];
	unsigned int trials;
};

/**
 * perf_counts_add() - those of one trial: its "perf" in samples.jsonl.
 * @pages: that it touched.
 * Return: 0, or -1 with @wrong set if that is damaged, and NULL in it after complaining.
 */
int perf_counts_add(struct perf_counts *counts, const json_t *perf, double pages,
		    const char **wrong);

void perf_counts_sort(struct perf_counts *counts);

/** perf_count_median() - per touched page; NAN if no trial counted it. */
double perf_count_median(const struct perf_count *count);

/** perf_count_differs() - are its trials more than 10 % of the median apart? */
bool perf_count_differs(const struct perf_count *count);

void perf_counts_free(struct perf_counts *counts);

#endif
