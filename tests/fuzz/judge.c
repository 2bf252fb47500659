// SPDX-License-Identifier: GPL-2.0-only
/* Whatever was read has to be fit for what comes after the reader. */
#include <stdio.h>

#include "compare/formats.h"
#include "fuzz.h"
#include "judge.h"
#include "results/contention_changes.h"

void judge_all(const struct analysis *analysis)
{
	static FILE *null;
	struct contention_changes locks;
	struct compared compared = {
		.base_dir = "base", .new_dir = "new", .base = *analysis, .new = *analysis,
		.set.two_runs = true, .fail_on = 0.02, .all = true,
	};

	if (!null)
		null = fopen("/dev/null", "we");
	for (size_t i = 0; i < analysis->n_results; i++) {
		const struct result *result = &analysis->result[i];

		if (analysis_find(analysis, &result->cell) != result)
			fuzz_wrong("a cell is not found");
		fuzz_judge(comparisons_add(&compared.set, result, result));
	}
	fuzz_judge(comparisons_judge(&compared.set, analysis->mode, 0.02, COMPARISON_SEED));
	for (const struct compare_format *format = compare_formats; format->name; format++)
		format->print(&compared, null);
	fuzz_judge(contention_changes_make(&compared.set, analysis->mode, analysis, analysis, &locks));
	contention_changes_free(&locks);
	comparisons_free(&compared.set);
}
