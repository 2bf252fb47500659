// SPDX-License-Identifier: GPL-2.0-only
/* Baselines, compared with themselves. */
#include "fuzz.h"
#include "judge.h"
#include "results/baseline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct analysis analysis;
	int ret = baseline_read(fuzz_path(data, size), &analysis);

	fuzz_judge(ret);
	if (ret)
		return 0;
	judge_all(&analysis);
	analysis_free(&analysis);
	return 0;
}
