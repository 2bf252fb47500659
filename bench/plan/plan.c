// SPDX-License-Identifier: GPL-2.0-only
/* Trial order: rounds of all cells, blocked so that what is compared is close. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "lib/random.h"
#include "lib/statistics.h"
#include "plan/plan.h"

/* Fewer lock trials of a cell have no intervals, in events or in time */
static const unsigned int least_locks[NR_MODES] = {
	[MODE_INSN] = 1, [MODE_COUNT] = 3, [MODE_TIME] = PAIRS_LEAST,
};

/* By filesystem, then in the job's order: the fewest mkfs */
static int by_filesystem(const void *a, const void *b, void *arg)
{
	const struct job *job = arg;
	const struct step *sa = a, *sb = b;
	int order = cell_compare_filesystems(&job->cells[sa->cell], &job->cells[sb->cell]);

	return order ? order : (sa->cell > sb->cell) - (sa->cell < sb->cell);
}

/* All but the variant alike: 0 */
static int compare_but_variant(const struct cell *a, const struct cell *b)
{
	struct cell x = *a, y = *b;

	x.variant = y.variant = 0;
	return memcmp(&x, &y, sizeof(x));
}

int plan_same_block(const struct cell *a, const struct cell *b)
{
	return !compare_but_variant(a, b);
}

static int by_block(const void *a, const void *b, void *arg)
{
	const struct job *job = arg;
	const struct step *sa = a, *sb = b;
	int order = compare_but_variant(&job->cells[sa->cell], &job->cells[sb->cell]);

	return order ? order : (sa->cell > sb->cell) - (sa->cell < sb->cell);
}

/*
 * From @n @sorted steps to blocks in random order, timed ones each with its first step,
 * the first variant, once more.  @step may begin @n before @sorted.
 * Return: how many steps there are now.
 */
static size_t make_blocks(const struct job *job, const struct step *sorted, size_t n,
			  struct step *step, uint64_t *seed)
{
	size_t made = 0;

	for (size_t begin = 0, end; begin < n; begin = end) {
		struct step *block = step + made, again = sorted[begin];

		for (end = begin; end < n && plan_same_block(&job->cells[again.cell],
							     &job->cells[sorted[end].cell]); end++)
			step[made++] = sorted[end];
		if (again.kind == STEP_TIMED) {
			again.kind = STEP_AGAIN;
			step[made++] = again;
		}
		random_shuffle(block, (size_t)(step + made - block), sizeof(*step), seed);
	}
	return made;
}

/* Whatever drifts with the machine: costs in time; how often threads meet, by any clock */
static bool drifts(enum mode mode, enum step_kind kind)
{
	return mode == MODE_TIME ? kind == STEP_TIMED || kind == STEP_LOCKS || kind == STEP_PERF :
	       mode == MODE_COUNT && kind == STEP_LOCKS;
}

/* @wanted: NULL: all */
static int add_round(struct plan *plan, const struct job *job, enum mode mode,
		     const char *wanted, enum step_kind kind)
{
	struct step *grown = reallocarray(plan->step, plan->n_steps + 2 * job->n_cells,
					  sizeof(*grown));
	struct step *step, *sorted;
	bool blocks = drifts(mode, kind);
	size_t n = 0;

	if (!grown)
		return complain("out of memory for %zu trials", plan->n_steps + job->n_cells);
	plan->step = grown;
	step = grown + plan->n_steps;
	sorted = blocks ? step + job->n_cells : step;
	for (size_t i = 0; i < job->n_cells; i++)
		if (!wanted || wanted[i])
			sorted[n++] = (struct step){ .cell = i, .round = plan->rounds,
						     .kind = kind };
	qsort_r(sorted, n, sizeof(*sorted), blocks ? by_block : by_filesystem, (void *)job);
	plan->n_steps += blocks ? make_blocks(job, sorted, n, step, &plan->seed) : n;
	plan->rounds++;
	return 0;
}

int plan_make(struct plan *plan, const struct job *job, enum mode mode)
{
	memset(plan, 0, sizeof(*plan));
	plan->seed = job->seed;
	while (plan->rounds < job->trials)
		if (add_round(plan, job, mode, NULL, STEP_TIMED))
			return -1;
	return 0;
}

int plan_more(struct plan *plan, const struct job *job, enum mode mode, const char *wanted)
{
	return add_round(plan, job, mode, wanted, STEP_TIMED);
}

int plan_profiled(struct plan *plan, const struct job *job, enum mode mode)
{
	return add_round(plan, job, mode, NULL, STEP_PROFILED);
}

int plan_watched(struct plan *plan, const struct job *job, enum mode mode)
{
	return add_round(plan, job, mode, NULL, STEP_WATCHED);
}

size_t plan_lock_cells(const struct job *job, bool alone, char *wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < job->n_cells; i++) {
		wanted[i] = alone || cell_may_wait(&job->cells[i]);
		n += (size_t)wanted[i];
	}
	return n;
}

unsigned int plan_lock_rounds(const struct job *job, enum mode mode)
{
	return job->trials > least_locks[mode] ? job->trials : least_locks[mode];
}

int plan_locks(struct plan *plan, const struct job *job, enum mode mode, const char *wanted)
{
	for (unsigned int i = 0; i < plan_lock_rounds(job, mode); i++)
		if (add_round(plan, job, mode, wanted, STEP_LOCKS))
			return -1;
	return 0;
}

int plan_perf(struct plan *plan, const struct job *job, enum mode mode, unsigned int rounds)
{
	while (rounds--)
		if (add_round(plan, job, mode, NULL, STEP_PERF))
			return -1;
	return 0;
}

void plan_free(struct plan *plan)
{
	free(plan->step);
	memset(plan, 0, sizeof(*plan));
}
