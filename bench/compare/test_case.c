// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "compare/test_case.h"

const char *test_doubt(const struct compared *compared, const struct comparison *pair)
{
	if (compared_costs(compared) && compare_doubtful(compared, pair))
		return "cannot tell";
	if (pair->b->failed)
		return "trials failed";
	if (compared->locks_asked && compared_locks_doubtful(compared, pair))
		return "cannot tell of locks";
	return NULL;
}

enum outcome test_outcome(const struct compared *compared, const struct comparison *pair)
{
	if (compared_locks_regressed(compared, pair) ||
	    (compared_costs(compared) && compare_regressed(compared, pair)))
		return OUTCOME_FAILED;
	return test_doubt(compared, pair) ? OUTCOME_SKIPPED : OUTCOME_PASSED;
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

static void print_wait(const struct contention_change *change, enum signal signal,
		       const char *prefix, FILE *out)
{
	const struct signal_text *text = &signal_texts[signal];
	const struct party *holder = &change->b->holder;

	fprintf(out, "%slock %s: %.2f -> %.2f %s", prefix, change->lock,
		text->scale * contention_before(change, signal),
		text->scale * contention_after(change, signal), text->unit);
	if (*holder->who)
		fprintf(out, ", %s %s", wait_holder_role(change->b->kind), holder->who);
	if (*holder->who && *holder->where)
		fprintf(out, " in %s", holder->where);
	fputc('\n', out);
}

static void print_waits(const struct compared *compared, const struct comparison *pair,
			enum signal signal, const char *prefix, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const struct contention_change *change = NULL;

	while ((change = contention_next(changes, pair, signal, compared->fail_on_locks, change)))
		print_wait(change, signal, prefix, out);
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
