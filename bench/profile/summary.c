// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/broken_paths.h"
#include "profile/summary.h"

/* The plugin writes zeroes where it has no model; code that was never fetched has not run */
static void add_misses(const struct counts *counts, struct profile_summary *summary)
{
	for (size_t i = 0; i < counts->n_insns; i++) {
		const struct misses *misses = &counts->insn[i].misses;

		summary->code_misses += (double)misses->code;
		summary->data_misses += (double)misses->data;
		summary->second_misses += (double)misses->second;
	}
	if (!summary->code_misses && !summary->data_misses && !summary->second_misses)
		summary->code_misses = summary->data_misses = summary->second_misses = NAN;
}

static void add_figures(const struct counts *counts, struct profile_summary *summary)
{
	double faults = counts->faults ? (double)counts->faults : NAN;

	summary->faults = faults;
	/* With several vCPUs the plugin does not tell whose fault a line is of */
	summary->lines.data = counts->data_lines ? (double)counts->data_lines / faults : NAN;
	summary->lines.code = counts->code_lines ? (double)counts->code_lines / faults : NAN;
	/* One vCPU, whose lines are counted by fault, shares none */
	summary->lines.shared = summary->n_shared || !counts->data_lines ?
				(double)summary->n_shared : NAN;
	summary->lost = (double)counts->lost;
	add_misses(counts, summary);
}

int profile_sum_counts(const struct profile_folder *folder, const struct result *result,
		       const struct counts *counts, struct profile_summary *summary)
{
	const struct object_addresses *where = &result->objects;

	memset(summary, 0, sizeof(*summary));
	summary->function = profile_functions(counts, &folder->symbols, &summary->n_functions);
	summary->lock = profile_locks(counts, folder, where, &summary->n_locks);
	summary->shared = profile_shared_lines(counts, folder, where, &summary->n_shared);
	summary->interrupts = profile_interrupts(counts, &folder->symbols);
	summary->broken = profile_broken_paths(counts, &folder->symbols);
	add_figures(counts, summary);
	if (summary->function && summary->lock && summary->shared)
		return 0;
	profile_summary_free(summary);
	return -1;
}

int profile_summarize(const struct profile_folder *folder, const struct result *result,
		      struct profile_summary *summary, char wrong[PROFILE_WRONG])
{
	struct counts counts;
	int ret;

	memset(summary, 0, sizeof(*summary));
	if (profile_counts(folder, result, &counts, wrong))
		return -1;
	ret = profile_sum_counts(folder, result, &counts, summary);
	counts_free(&counts);
	return ret;
}

void profile_summary_free(struct profile_summary *summary)
{
	free(summary->function);
	free(summary->lock);
	free(summary->shared);
	memset(summary, 0, sizeof(*summary));
}
