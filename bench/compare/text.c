// SPDX-License-Identifier: GPL-2.0-only
/* A comparison for people, at most 72 columns wide. */
#include <math.h>

#include "compare/environments.h"
#include "compare/formats.h"
#include "lib/table.h"
#include "model/parts.h"
#include "results/facts.h"

struct tally {
	size_t same, better, worse, unsure, regressed;
};

static struct tally count(const struct compared *compared)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < compared->set.n; i++) {
		const struct comparison *pair = &compared->set.pair[i];

		tally.same += pair->verdict == VERDICT_SAME;
		tally.unsure += pair->verdict == VERDICT_CANNOT_TELL;
		tally.better += pair->verdict == VERDICT_CHANGED && pair->ratio.value < 1;
		tally.worse += pair->verdict == VERDICT_CHANGED && pair->ratio.value > 1;
		tally.regressed += compare_regressed(compared, pair);
	}
	return tally;
}

static void print_method(const struct compared *compared, FILE *out)
{
	const struct comparisons *set = &compared->set;

	if (compared->base.mode == MODE_INSN)
		fprintf(out, "Method   instructions, the least of the trials; up to %.1f %% is the\n"
			"         same; the range is that of any two trials\n", 100 * set->tolerance);
	else
		fprintf(out, "Method   ns, paired trials; 95 %% bootstrap-t interval of the ratio;\n"
			"         changed: Student's t, Benjamini-Hochberg at %.0f %%; the same: the\n"
			"         interval is within %.1f %%; noise floor (A/A) of these runs %.2f %%;\n"
			"         drift between them %.2f %%, from the other cells, is allowed for\n",
			100 * FALSE_DISCOVERY_RATE, 100 * set->tolerance, 100 * set->aa_floor,
			100 * set->drift);
}

/* "(180.0 -> 230.0)" is as wide as it may be where the name is cut */
static void print_functions(const struct explanation *explanation, FILE *out)
{
	fprintf(out, "         functions that explain %.0f %% of it, instructions a page:\n",
		100 * explanation->share);
	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		fprintf(out, "%+17.1f  ", function->there - function->here);
		table_plain(out, function->name, 32);
		fprintf(out, " (%.1f -> %.1f)\n", function->here, function->there);
	}
	if (explanation->n_others)
		fprintf(out, "%+17.1f  %zu others\n", explanation->others, explanation->n_others);
	if (fabs(explanation->unprofiled) >= 0.05)
		fprintf(out, "%+17.1f  not in the profiled trials\n", explanation->unprofiled);
}

static void print_locks(const struct explanation *explanation, FILE *out)
{
	if (explanation->n_locks)
		fputs("         locks that are held longer, instructions a fault:\n", out);
	for (size_t i = 0; i < explanation->n_locks; i++) {
		const struct longer_lock *lock = &explanation->lock[i];

		fprintf(out, "%+17.1f  ", lock->held_there - lock->held_here);
		table_plain(out, lock->name, 52);
		fprintf(out, "\n%19s(%.1f -> %.1f), in ", "", lock->held_here, lock->held_there);
		table_plain(out, lock->taker, 26);
		fputc('\n', out);
	}
}

/* By the parts of page_mkwrite, which say where a cell grew, and not where it shrank */
static void print_where(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	int part;
	double growth;
	enum where where = comparison_where(pair, compared_change(compared, pair), &part, &growth);

	if (where == WHERE_PART)
		fprintf(out, "         grew most: %s, by %.*f a page\n", path_part_names[part],
			growth < 10, growth);
	else if (where != WHERE_UNKNOWN)
		fprintf(out, "         grew %s, by %.*f a page\n", where_names[where],
			growth < 10, growth);
}

static void print_cause(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	const struct explanation *explanation = explanation_of(&compared->explanations, pair);
	bool grown = pair->ratio.value > 1;
	double growth;
	const char *lock = grown ? comparison_grown_lock(pair, &growth) : NULL;

	if (explanation) {
		print_functions(explanation, out);
		print_locks(explanation, out);
	} else if (grown) {
		print_where(compared, pair, out);
	}
	if (lock)
		fprintf(out, "         waited longer for %s, by %.0f a page\n", lock, growth);
}

static void print_pair(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	const struct ratio *ratio = &pair->ratio;
	char name[CELL_NAME], change[TABLE_CHANGE], low[TABLE_CHANGE];
	int at;

	/* The verdict goes to a line of its own where the name leaves no room for it */
	at = table_words(out, cell_name(&pair->a->cell, ' ', name));
	fprintf(out, "%s%*s\n", at > 60 ? "\n" : "", at > 60 ? 72 : 72 - at,
		compare_regressed(compared, pair) ? "REGRESSION" : verdict_names[pair->verdict]);
	fputs("        ", out);
	table_number(out, 10, result_cost(&compared->base, pair->a));
	fputs(" ->", out);
	table_number(out, 10, result_cost(&compared->new, pair->b));
	fprintf(out, "  %s%s", table_change(change, ratio->value, 2),
		isnan(ratio->value) ? "" : " %");
	if (ratio->low < ratio->high)
		fprintf(out, "  (%s to %s)", table_change(low, ratio->low, 2),
			table_change(change, ratio->high, 2));
	fputc('\n', out);
	if (pair->verdict == VERDICT_CHANGED)
		print_cause(compared, pair, out);
}

void compare_as_text(const struct compared *compared, FILE *out)
{
	struct tally tally = count(compared);

	table_fact(out, "Base     ", compared->base_dir);
	table_fact(out, "New      ", compared->new_dir);
	table_fact(out, "Kernel   ", fact_kernel(compared->new.run));
	compare_environments(&compared->base, &compared->new, out);
	print_method(compared, out);
	fprintf(out, "Cells    %zu: %zu the same, %zu cost less, %zu cost more, %zu cannot tell\n",
		compared->set.n, tally.same, tally.better, tally.worse, tally.unsure);
	if (compared->only_base || compared->only_new)
		fprintf(out, "Left out %zu only in base, %zu only in new\n", compared->only_base,
			compared->only_new);
	if (compared->base.failed || compared->new.failed)
		fprintf(out, "Failed   %zu trials in base, %zu in new\n", compared->base.failed,
			compared->new.failed);
	fprintf(out, "Verdict  %zu cells regressed by more than %g %%\n\n", tally.regressed,
		100 * compared->fail_on);
	for (size_t i = 0; i < compared->set.n; i++)
		if (compared->all || compared->set.pair[i].verdict != VERDICT_SAME)
			print_pair(compared, &compared->set.pair[i], out);
}
