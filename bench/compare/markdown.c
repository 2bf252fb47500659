// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as a table of Markdown. */
#include <math.h>

#include "compare/figure.h"
#include "compare/formats.h"

static void print_rest(double change, const char *cell, const char *what, FILE *out)
{
	fprintf(out, "| %s | %s | - | - | %+.1f |\n", cell, what, change);
}

static void print_functions(const struct explanation *explanation, FILE *out)
{
	char cell[CELL_NAME];

	cell_name(&explanation->pair->a->cell, ' ', cell);
	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		fprintf(out, "| %s | `%s` | %.1f | %.1f | %+.1f |\n", cell, function->name,
			function->here, function->there, function->there - function->here);
	}
	if (explanation->n_others)
		print_rest(explanation->others, cell, "(others)", out);
	if (fabs(explanation->unprofiled) >= 0.05)
		print_rest(explanation->unprofiled, cell, "(not in the profiled trials)", out);
}

/* A table of its own, for cells that changed and have profiles */
static void print_explanations(const struct explanations *explanations, FILE *out)
{
	if (explanations->n)
		fputs("\n| cell | function, instructions a page | base | new | change |\n"
		      "|---|---|---:|---:|---:|\n", out);
	for (size_t i = 0; i < explanations->n; i++)
		print_functions(&explanations->of[i], out);
}

static void print_locks(const struct lock_changes *locks, FILE *out)
{
	char cell[CELL_NAME];

	cell_name(&locks->pair->a->cell, ' ', cell);
	for (size_t i = 0; i < locks->grown; i++) {
		const struct lock_change *lock = &locks->change[i];

		fprintf(out, "| %s | `%s` | `%s` | %.2f -> %.2f | %.1f -> %.1f | **regression** |\n",
			cell, lock->label, lock->taker, lock->taken[0], lock->taken[1],
			lock->held[0], lock->held[1]);
	}
}

static void print_exposures(const struct exposures *exposures, FILE *out)
{
	if (exposures_grown(exposures))
		fputs("\n| cell | lock, per fault | in | taken | held | verdict |\n"
		      "|---|---|---|---:|---:|---|\n", out);
	for (size_t i = 0; i < exposures->n; i++)
		print_locks(&exposures->of[i], out);
}

/* A table of its own for each signal in which a lock regressed */
static void print_waits(const struct compared *compared, enum signal signal, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const struct contention_change *change = NULL;
	const struct signal_text *text = &signal_texts[signal];
	char cell[CELL_NAME];

	if (contention_grown(changes, NULL, signal, compared->fail_on_locks))
		fprintf(out, "\n| cell | lock, %s | held or asked by | base | new | verdict |\n"
			"|---|---|---|---:|---:|---|\n", text->unit);
	while ((change = contention_next(changes, NULL, signal, compared->fail_on_locks, change)))
		fprintf(out, "| %s | `%s` | %s%s%s | %.2f | %.2f | **regression** |\n",
			cell_name(&change->pair->a->cell, ' ', cell), change->lock,
			*change->b->holder.where ? "`" : "-", change->b->holder.where,
			*change->b->holder.where ? "`" : "", text->scale * contention_before(change, signal),
			text->scale * contention_after(change, signal));
}

static void print_costs(const struct compared *compared, FILE *out)
{
	fprintf(out, "| cell | base | new | change | verdict |\n|---|---:|---:|---:|---|\n");
	for (size_t i = 0; i < compared->set.n; i++) {
		const struct comparison *pair = &compared->set.pair[i];
		char name[CELL_NAME], base[FIGURE], new[FIGURE], change[FIGURE];

		if (!compared->all && pair->verdict == VERDICT_SAME)
			continue;
		fprintf(out, "| %s | %s | %s | %s | %s |\n",
			cell_name(&pair->a->cell, ' ', name),
			figure(base, "%.1f", result_cost(&compared->base, pair->a)),
			figure(new, "%.1f", result_cost(&compared->new, pair->b)),
			figure(change, "%+.2f %%", figure_change(pair->ratio.value)),
			compare_regressed(compared, pair) ? "**regression**" :
			verdict_names[pair->verdict]);
	}
}

void compare_as_markdown(const struct compared *compared, FILE *out)
{
	if (compared_costs(compared))
		print_costs(compared, out);
	print_explanations(&compared->explanations, out);
	print_exposures(&compared->exposures, out);
	for (int i = 0; i < NR_SIGNALS; i++)
		print_waits(compared, i, out);
	figure_incomplete(compared, out);
}
