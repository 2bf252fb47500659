// SPDX-License-Identifier: GPL-2.0-only
/* What to know of the runs before one believes that it is the hosts that differ. */
#include <string.h>

#include "hosts/sentence.h"
#include "results/facts.h"

void say_few_runs(const struct topic *topic, FILE *out)
{
	const struct hosts *hosts = topic->merged->hosts;
	size_t differ = 0, few = 0;

	for (size_t i = 0; i < topic->merged->n; i++)
		differ += topic->merged->cell[i].differ;
	for (size_t i = 0; i < hosts->n; i++)
		few += hosts->host[i].runs < SAMPLES_LEAST;
	/* Counts of instructions do not depend on the run */
	if (differ && few && hosts->mode == MODE_TIME)
		fprintf(out,
			"%zu of %zu hosts have fewer than %d runs, so nothing says how far runs of "
			"one host are apart: what differs may be the run, and not the host.",
			few, hosts->n, SAMPLES_LEAST);
}

void say_kernels(const struct topic *topic, FILE *out)
{
	const struct hosts *hosts = topic->merged->hosts;
	const char *kernel = fact_kernel(hosts->host[0].first->analysis.run);

	for (size_t i = 1; i < hosts->n; i++) {
		if (!strcmp(fact_kernel(hosts->host[i].first->analysis.run), kernel))
			continue;
		fputs("The hosts have different kernels, so what differs may be the kernels'.",
		      out);
		return;
	}
}

void say_why(const struct topic *topic, FILE *out)
{
	const struct hosts *hosts = topic->merged->hosts;

	fprintf(out, "%s and %s: %s.", hosts->run[0].dir, hosts->run[topic->run].dir, topic->why);
}

/* Of the first cell of which trials failed */
static void print_reason(const struct hosts *hosts, size_t host, FILE *out)
{
	char name[CELL_NAME];

	for (size_t i = 0; i < hosts->n_runs; i++) {
		const struct analysis *analysis = &hosts->run[i].analysis;

		for (size_t j = 0; hosts->run[i].host == host && j < analysis->n_results; j++) {
			const struct result *result = &analysis->result[j];

			if (!result->failed)
				continue;
			fprintf(out, ", the first in %s: %s", cell_name(&result->cell, ' ', name),
				*result->wrong ? result->wrong : "unknown");
			return;
		}
	}
}

void say_failures(const struct topic *topic, FILE *out)
{
	const struct hosts *hosts = topic->merged->hosts;
	const struct host *host = &hosts->host[topic->host];

	if (host->complete && !host->failed)
		return;
	fprintf(out, "%s: of %zu trials, %zu are missing and %zu failed", host->name, host->planned,
		host->planned - host->seen, host->failed);
	print_reason(hosts, topic->host, out);
	fputc('.', out);
}
