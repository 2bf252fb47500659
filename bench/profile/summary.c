// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	summary->lines.shared = (double)summary->n_shared;
	summary->lost = (double)counts->lost;
	for (size_t i = 0; i < summary->n_functions; i++)
		summary->sum += summary->function[i].self;
	add_misses(counts, summary);
}

int profile_summarize(const struct profile_folder *folder, uint64_t index,
		      const struct object_addresses *where, struct profile_summary *summary)
{
	struct counts counts;

	memset(summary, 0, sizeof(*summary));
	if (profile_counts(folder, index, &counts))
		return -1;
	summary->function = profile_functions(&counts, &folder->symbols, &summary->n_functions);
	summary->lock = profile_locks(&counts, folder, where, &summary->n_locks);
	summary->shared = profile_shared_lines(&counts, folder, where, &summary->n_shared);
	summary->interrupts = profile_interrupts(&counts, &folder->symbols);
	add_figures(&counts, summary);
	counts_free(&counts);
	if (summary->function && summary->lock && summary->shared)
		return 0;
	profile_summary_free(summary);
	return -1;
}

void profile_summary_free(struct profile_summary *summary)
{
	free(summary->function);
	free(summary->lock);
	free(summary->shared);
	memset(summary, 0, sizeof(*summary));
}

const char *profile_wrong(const struct cell *cell, double wall, double sum,
			  char wrong[PROFILE_WRONG])
{
	if (cell->threads > 1 || cell->load != LOAD_NONE ||
	    fabs(sum - (wall + PROFILE_OUTSIDE_CLOCK)) <= PROFILE_TOLERANCE)
		return NULL;
	snprintf(wrong, PROFILE_WRONG, "its functions have %.0f instructions, its trial %.0f", sum,
		 wall + PROFILE_OUTSIDE_CLOCK);
	return wrong;
}
