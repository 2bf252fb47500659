// SPDX-License-Identifier: GPL-2.0-only
/* The samples of a run, compared with themselves, and as a baseline. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "judge.h"
#include "results/baseline.h"
#include "results/read_samples.h"

static int differ(const double *a, const double *b, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		if (a[i] != b[i] && !(isnan(a[i]) && isnan(b[i])))
			return 1;
	return 0;
}

/* What comparison.c looks at */
static void check_equal(const struct analysis *a, const struct analysis *b)
{
	if (a->n_results != b->n_results || a->mode != b->mode || !json_equal(a->run, b->run))
		fuzz_wrong("the baseline is of another run");
	for (size_t i = 0; i < a->n_results; i++) {
		const struct result *x = &a->result[i], *y = &b->result[i];

		if (memcmp(&x->cell, &y->cell, sizeof(x->cell)) || x->trials != y->trials ||
		    x->rounds != y->rounds || x->has_parts != y->has_parts ||
		    x->pages != y->pages || differ(x->per_page, y->per_page, x->trials) ||
		    differ(x->in_round, y->in_round, x->rounds) ||
		    differ(x->again, y->again, x->rounds) ||
		    differ(x->part, y->part, NR_PARTS))
			fuzz_wrong("the baseline has another cell");
	}
}

static void check_baseline(const struct analysis *analysis)
{
	struct analysis again;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int ret = baseline_write(analysis, "dir", out);

	fclose(out);
	fuzz_judge(ret);
	if (!ret) {
		fuzz_judge(baseline_read(fuzz_path((const uint8_t *)text, size), &again));
		check_equal(analysis, &again);
		analysis_free(&again);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct analysis analysis;
	int ret = analysis_read(fuzz_dir(data, size), &analysis);

	fuzz_judge(ret);
	if (ret)
		return 0;
	judge_all(&analysis);
	check_baseline(&analysis);
	analysis_free(&analysis);
	return 0;
}
