// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "plan/failures.h"

#define CELLS_SHOWN 10

int failures_open(struct failures *failures, const struct job *job)
{
	failures->job = job;
	failures->of = calloc(job->n_cells, sizeof(*failures->of));
	return failures->of ? 0 : complain("out of memory for %zu cells", job->n_cells);
}

int failures_add(struct failures *failures, size_t cell, const char *wrong)
{
	struct cell_failures *of = &failures->of[cell];

	of->trials++;
	if (!*wrong)
		return 0;
	if (!of->failed++)
		of->why = strdup(wrong);
	return of->why ? 0 : complain("out of memory for the reason of a failure");
}

bool failures_hopeless(const struct failures *failures, size_t cell)
{
	const struct cell_failures *of = &failures->of[cell];

	return of->failed > 1 && of->failed == of->trials;
}

void failures_print(const struct failures *failures)
{
	char name[CELL_NAME];
	size_t cells = 0;

	for (size_t i = 0; i < failures->job->n_cells; i++) {
		const struct cell_failures *of = &failures->of[i];

		if (of->failed && cells++ < CELLS_SHOWN)
			complain("%s: %u of %u trials failed: %s",
				 cell_name(&failures->job->cells[i], ' ', name), of->failed,
				 of->trials, of->why);
	}
	if (cells > CELLS_SHOWN)
		complain("trials of %zu more cells failed; 'faultline report' names them all",
			 cells - CELLS_SHOWN);
}

void failures_close(struct failures *failures)
{
	for (size_t i = 0; failures->of && i < failures->job->n_cells; i++)
		free(failures->of[i].why);
	free(failures->of);
	failures->of = NULL;
}
