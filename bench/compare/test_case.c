// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "compare/test_case.h"

enum outcome test_outcome(const struct compared *compared, const struct comparison *pair)
{
	const bool costs = compared_costs(compared);

	if (compared_locks_regressed(compared, pair) || (costs && compare_regressed(compared, pair)))
		return OUTCOME_FAILED;
	return costs && compare_doubtful(compared, pair) ? OUTCOME_SKIPPED : OUTCOME_PASSED;
}

static void print_functions(const struct explanation *explanation, const char *prefix,
			    FILE *out)
{
	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		fprintf(out, "%s%+.1f a page in %s (%.1f -> %.1f)\n", prefix,
			function->there - function->here, function->name, function->here,
			function->there);
	}
	if (explanation->n_others)
		fprintf(out, "%s%+.1f a page in %zu others\n", prefix, explanation->others,
			explanation->n_others);
	if (fabs(explanation->unprofiled) >= 0.05)
		fprintf(out, "%s%+.1f a page not in the profiled trials\n", prefix,
			explanation->unprofiled);
}

static void print_locks(const struct lock_changes *locks, const char *prefix, FILE *out)
{
	for (size_t i = 0; locks && i < locks->grown; i++) {
		const struct lock_change *lock = &locks->change[i];

		fprintf(out, "%slock %s: taken %.2f -> %.2f, held %.1f -> %.1f a fault, in %s\n",
			prefix, lock->label, lock->taken[0], lock->taken[1], lock->held[0], lock->held[1],
			lock->taker);
	}
}

static void print_waits(const struct compared *compared, const struct comparison *pair,
			enum signal signal, const char *prefix, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const struct contention_change *change = NULL;
	const struct signal_text *text = &signal_texts[signal];

	while ((change = contention_next(changes, pair, signal, compared->fail_on_locks, change)))
		fprintf(out, "%slock %s: %.2f -> %.2f %s, %s %s in %s\n", prefix, change->lock,
			text->scale * contention_before(change, signal),
			text->scale * contention_after(change, signal), text->unit,
			wait_holder_role(change->b->kind), change->b->holder.who,
			change->b->holder.where);
}

void test_diagnostics(const struct compared *compared, const struct comparison *pair,
		      const char *prefix, FILE *out)
{
	const struct explanation *explanation = explanation_of(&compared->explanations, pair);

	if (explanation)
		print_functions(explanation, prefix, out);
	print_locks(exposures_of(&compared->exposures, pair), prefix, out);
	for (int i = 0; i < NR_SIGNALS; i++)
		print_waits(compared, pair, i, prefix, out);
}
