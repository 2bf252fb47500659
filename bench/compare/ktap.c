// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as KTAP, a test for each cell. */
#include <math.h>

#include "compare/figure.h"
#include "compare/formats.h"

/* A diagnostic stands before the result that it is of */
static void print_functions(const struct explanation *explanation, FILE *out)
{
	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		fprintf(out, "# %+.1f a page in %s (%.1f -> %.1f)\n",
			function->there - function->here, function->name, function->here,
			function->there);
	}
	if (explanation->n_others)
		fprintf(out, "# %+.1f a page in %zu others\n", explanation->others,
			explanation->n_others);
	if (fabs(explanation->unprofiled) >= 0.05)
		fprintf(out, "# %+.1f a page not in the profiled trials\n",
			explanation->unprofiled);
}

static void print_locks(const struct lock_changes *locks, FILE *out)
{
	for (size_t i = 0; locks && i < locks->grown; i++) {
		const struct lock_change *lock = &locks->change[i];

		fprintf(out, "# lock %s: taken %.2f -> %.2f, held %.1f -> %.1f a fault, in %s\n",
			lock->label, lock->taken[0], lock->taken[1], lock->held[0], lock->held[1],
			lock->taker);
	}
}

static void print_wait(const struct contention_change *change, enum signal signal, FILE *out)
{
	const struct signal_text *text = &signal_texts[signal];
	const struct party *holder = &change->b->holder;

	fprintf(out, "# lock %s: %.2f -> %.2f %s", change->lock,
		text->scale * contention_before(change, signal),
		text->scale * contention_after(change, signal), text->unit);
	if (*holder->who)
		fprintf(out, ", %s %s", wait_holder_role(change->b->kind), holder->who);
	if (*holder->who && *holder->where)
		fprintf(out, " in %s", holder->where);
	fputc('\n', out);
}

static void print_waits(const struct compared *compared, const struct comparison *pair,
			enum signal signal, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const struct contention_change *change = NULL;

	while ((change = contention_next(changes, pair, signal, compared->fail_on_locks, change)))
		print_wait(change, signal, out);
}

/* Why this cell says nothing of a regression, in fewer words than KTAP's readers have columns */
static const char *doubt(const struct compared *compared, const struct comparison *pair)
{
	if (compared_costs(compared) && compare_doubtful(compared, pair))
		return "cannot tell";
	if (pair->b->failed)
		return "trials failed";
	if (compared->locks_asked && compared_locks_doubtful(compared, pair))
		return "cannot tell of locks";
	return NULL;
}

static void print_pair(const struct compared *compared, const struct comparison *pair,
		       size_t number, FILE *out)
{
	const struct explanation *explanation = explanation_of(&compared->explanations, pair);
	const struct lock_changes *locks = exposures_of(&compared->exposures, pair);
	const bool costs = compared_costs(compared);
	const bool failed = compared_locks_regressed(compared, pair) ||
			    (costs && compare_regressed(compared, pair));
	/* What is skipped cannot fail */
	const char *why = failed ? NULL : doubt(compared, pair);
	char name[CELL_NAME], change[FIGURE];

	if (explanation)
		print_functions(explanation, out);
	print_locks(locks, out);
	for (int i = 0; i < NR_SIGNALS; i++)
		print_waits(compared, pair, i, out);
	fprintf(out, "%s %zu %s",
		failed ? "not ok" : "ok", number, cell_name(&pair->a->cell, '.', name));
	if (why)
		fprintf(out, " # SKIP %s", why);
	if (costs)
		fprintf(out, "%s %s", why ? "" : " #",
			figure(change, "%+.2f %%", figure_change(pair->ratio.value)));
	fputc('\n', out);
}

/* Documentation/dev-tools/ktap.rst: what cannot be told is a skipped test, not a passed one */
void compare_as_ktap(const struct compared *compared, FILE *out)
{
	size_t n = compared->set.n;

	fprintf(out, "KTAP version 1\n1..%zu\n", n + compared->only_base);
	for (size_t i = 0; i < compared->set.n; i++)
		print_pair(compared, &compared->set.pair[i], i + 1, out);
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct cell *cell = &compared->base.result[i].cell;
		char name[CELL_NAME];

		if (!analysis_find(&compared->new, cell))
			fprintf(out, "ok %zu %s # SKIP only in base\n", ++n,
				cell_name(cell, '.', name));
	}
}
