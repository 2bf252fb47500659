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

static int locks_differ(const struct waits *a, const struct waits *b)
{
	if (a->n != b->n || a->rounds != b->rounds || differ(a->faults, b->faults, a->rounds))
		return 1;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->lock[i].lock, b->lock[i].lock) ||
		    differ(a->lock[i].events, b->lock[i].events, a->rounds) ||
		    differ(a->lock[i].time, b->lock[i].time, a->rounds))
			return 1;
	return 0;
}

/* In mode count there are no costs */
static int costs_differ(const struct result *a, const struct result *b)
{
	return a->trials != b->trials || differ(a->per_page, b->per_page, a->trials) ||
	       differ(a->in_round, b->in_round, a->rounds);
}

/* What comparison.c and contention_changes.c look at */
static void check_equal(const struct analysis *a, const struct analysis *b)
{
	if (a->n_results != b->n_results || a->mode != b->mode || !json_equal(a->run, b->run))
		fuzz_wrong("the baseline is of another run");
	for (size_t i = 0; i < a->n_results; i++) {
		const struct result *x = &a->result[i], *y = &b->result[i];

		if (memcmp(&x->cell, &y->cell, sizeof(x->cell)) || locks_differ(&x->waited, &y->waited) ||
		    x->rounds != y->rounds || x->has_parts != y->has_parts ||
		    x->pages != y->pages || (a->mode != MODE_COUNT && costs_differ(x, y)) ||
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
