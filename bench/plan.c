// SPDX-License-Identifier: GPL-2.0-only
/* Trial order: rounds of all cells, blocked so that what is compared is close. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "filesystem.h"
#include "plan.h"
#include "random.h"

/* By filesystem, then in the job's order: the fewest mkfs */
static int by_filesystem(const void *a, const void *b, void *arg)
{
	const struct job *job = arg;
	const struct step *sa = a, *sb = b;
	const struct cell *ca = &job->cells[sa->cell], *cb = &job->cells[sb->cell];
	int order;

	if (ca->variant != cb->variant)
		return ca->variant < cb->variant ? -1 : 1;
	if (ca->block_size != cb->block_size)
		return ca->block_size < cb->block_size ? -1 : 1;
	order = strcmp(filesystem_options(ca), filesystem_options(cb));
	return order ? order : (sa->cell > sb->cell) - (sa->cell < sb->cell);
}

/* All but the variant alike: 0 */
static int compare_but_variant(const struct cell *a, const struct cell *b)
{
	struct cell x = *a, y = *b;

	x.variant = y.variant = 0;
	return memcmp(&x, &y, sizeof(x));
}

static int by_block(const void *a, const void *b, void *arg)
{
	const struct job *job = arg;
	const struct step *sa = a, *sb = b;
	int order = compare_but_variant(&job->cells[sa->cell], &job->cells[sb->cell]);

	return order ? order : (sa->cell > sb->cell) - (sa->cell < sb->cell);
}

/* Shuffle the variants within each block of a sorted round */
static void shuffle_blocks(const struct job *job, struct step *step, size_t n, uint64_t *seed)
{
	for (size_t begin = 0, end; begin < n; begin = end) {
		for (end = begin + 1; end < n; end++)
			if (compare_but_variant(&job->cells[step[begin].cell],
						&job->cells[step[end].cell]))
				break;
		random_shuffle(step + begin, end - begin, sizeof(*step), seed);
	}
}

int plan_make(struct plan *plan, const struct job *job, enum mode mode, int counted)
{
	uint64_t seed = job->seed;
	unsigned int rounds = job->trials + (counted ? 1 : 0);

	plan->n_steps = job->n_cells * rounds;
	plan->step = calloc(plan->n_steps, sizeof(*plan->step));
	if (!plan->step)
		return complain("out of memory for %zu trials", plan->n_steps);

	for (unsigned int round = 0; round < rounds; round++) {
		struct step *step = plan->step + round * job->n_cells;

		for (size_t i = 0; i < job->n_cells; i++)
			step[i] = (struct step){ .cell = i, .round = round };
		qsort_r(step, job->n_cells, sizeof(*step),
			mode == MODE_INSN ? by_filesystem : by_block, (void *)job);
		if (mode != MODE_INSN)
			shuffle_blocks(job, step, job->n_cells, &seed);
	}
	return 0;
}

void plan_free(struct plan *plan)
{
	free(plan->step);
	memset(plan, 0, sizeof(*plan));
}
