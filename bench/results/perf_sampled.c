// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "lib/plain.h"
#include "results/perf_sampled.h"

int perf_sampled_add(struct perf_sampled *sampled, const json_t *perf)
{
	json_int_t period, samples, lost;
	const char *event;

	if (json_unpack((json_t *)perf, "{ss sI sI sI}", "event", &event, "period", &period,
			"samples", &samples, "lost", &lost))
		return -1;
	if (!*event || !plain_is(event) || strlen(event) >= sizeof(sampled->event) || period <= 0 ||
	    samples < 0 || lost < 0)
		return -1;
	if (sampled->trials && (strcmp(sampled->event, event) || sampled->period != (double)period))
		return -1;
	snprintf(sampled->event, sizeof(sampled->event), "%s", event);
	sampled->period = (double)period;
	sampled->samples += (double)samples;
	sampled->lost += (double)lost;
	sampled->trials++;
	return 0;
}
