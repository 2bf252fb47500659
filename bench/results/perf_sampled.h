/* SPDX-License-Identifier: GPL-2.0-only */
/* How the trials of a cell were sampled by perf record. For other folders. */
#ifndef FAULTLINE_RESULTS_PERF_SAMPLED_H
#define FAULTLINE_RESULTS_PERF_SAMPLED_H

#include <jansson.h>

/** Begin with zeroes. */
struct perf_sampled {
	char event[24];		/**< what there was a sample of each period of */
	double period;		/**< ns of "cpu-clock", or a number of others */
	double samples, lost;	/**< in all trials */
	unsigned int trials;	/**< 0: they were not sampled */
};

/**
 * perf_sampled_add() - one trial: its "perf" in samples.jsonl.
 * Return: 0, or -1 if it is damaged, or sampled in another way than those before.
 */
int perf_sampled_add(struct perf_sampled *sampled, const json_t *perf);

#endif
