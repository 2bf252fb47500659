// SPDX-License-Identifier: GPL-2.0-only
/* Job files. */
#include "fuzz.h"
#include "plan/job.h"

static const char *missing(const struct cell *cell)
{
	return cell->variant == VARIANT_XFS || cell->folio == FOLIO_LARGE ? "there is none here" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct job job;
	int ret = job_load(fuzz_path(data, size), &job);

	fuzz_judge(ret);
	if (ret)
		return 0;
	for (size_t i = 0; i < job.n_cells; i++)
		if (cell_impossible(&job.cells[i]) || !cell_touched_pages(&job.cells[i]))
			fuzz_wrong("a cell that cannot be measured");
	if (!job.n_cells || !job.trials || job.trials > TRIALS_MOST)
		fuzz_wrong("nothing to measure");
	job_leave_out(&job, missing);
	fuzz_hush();
	job_free(&job);
	return 0;
}
