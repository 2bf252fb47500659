// SPDX-License-Identifier: GPL-2.0-only
/* A comparison for people, at most 72 columns wide. */
#include <math.h>

#include "compare/environments.h"
#include "compare/formats.h"
#include "lib/table.h"
#include "model/parts.h"
#include "results/facts.h"

/* Locks of a cell that are named */
#define MOST_LOCKS 3

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
	const char *units = set->joined ? "runs" : "trials";

	if (compared->base.mode == MODE_INSN)
		fprintf(out, "Method   instructions, the least of the %s; up to %.1f %% is the\n"
			"         same; the range is that of any two %s\n", units,
			100 * set->tolerance, units);
	else if (set->joined)
		fprintf(out, "Method   ns, a cost of each run; 95 %% interval and test: Welch's t of\n"
			"         their logs, Benjamini-Hochberg at %.0f %%; the same: the interval\n"
			"         is within %.1f %%; runs of one side are %.2f %% apart (A/A)\n",
			100 * FALSE_DISCOVERY_RATE, 100 * set->tolerance, 100 * set->aa_floor);
	else
		fprintf(out, "Method   ns, paired trials; 95 %% bootstrap-t interval of the ratio;\n"
			"         changed: Student's t, Benjamini-Hochberg at %.0f %%; the same: the\n"
			"         interval is within %.1f %%; noise floor (A/A) %.2f %%; drift\n"
			"         between the runs %.2f %%, from the other cells, is allowed for\n",
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

/* "before -> after", where it differs */
static void print_step(FILE *out, const char *what, const double step[2], int digits)
{
	fprintf(out, "  %s %.*f", what, digits, step[0]);
	if (fabs(step[1] - step[0]) >= 0.5 / (digits > 1 ? 100 : 10))
		fprintf(out, " -> %.*f", digits, step[1]);
}

/* What grew; of shorter sections there is a tally above */
static void print_locks(const struct lock_changes *locks, FILE *out)
{
	if (locks && locks->grown)
		fprintf(out, "         LOCK REGRESSION%s in exposure, a fault:\n",
			locks->grown == 1 ? "" : "S");
	for (size_t i = 0; locks && i < locks->grown && i < MOST_LOCKS; i++) {
		const struct lock_change *lock = &locks->change[i];

		fprintf(out, "%11s", "");
		table_plain(out, lock->label, 61);
		fprintf(out, "\n%11s", "");
		print_step(out, "taken", lock->taken, 2);
		print_step(out, "held", lock->held, 1);
		fprintf(out, "\n%13sin ", "");
		table_plain(out, lock->taker, 56);
		fputc('\n', out);
	}
	if (locks && locks->grown > MOST_LOCKS)
		fprintf(out, "%13sand %zu more, which grew less\n", "", locks->grown - MOST_LOCKS);
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

	if (explanation)
		print_functions(explanation, out);
	else if (grown)
		print_where(compared, pair, out);
	if (lock)
		fprintf(out, "         waited longer for %s, by %.0f a page\n", lock, growth);
}

/* "x 3.71 (2.10 to 6.50)", "new (x 4.1 or more)" */
static void print_ratio(const struct ratio *ratio, FILE *out)
{
	if (isinf(ratio->value))
		fprintf(out, "new: x %.2f or more", ratio->low);
	else if (isfinite(ratio->low))
		fprintf(out, "x %.2f (%.2f to %.2f)", ratio->value, ratio->low, ratio->high);
	else
		fprintf(out, "x %.2f", ratio->value);
}

static void print_party(FILE *out, const char *what, const struct party *party)
{
	if (!*party->who)
		return;
	fprintf(out, "%13s%s ", "", what);
	table_in(out, party->who, party->where, 48);
	fputc('\n', out);
}

static void print_wait(const struct contention_change *change, enum signal signal, FILE *out)
{
	const double scale = signal_texts[signal].scale;

	fprintf(out, "%11s", "");
	table_plain(out, change->lock, 61);
	fprintf(out, "\n%13s%.2f -> %.2f, ", "", scale * contention_before(change, signal),
		scale * contention_after(change, signal));
	print_ratio(contention_ratio(change, signal), out);
	fputc('\n', out);
	print_party(out, "waiter ", &change->b->waiter);
	print_party(out, wait_holder_role(change->b->kind), &change->b->holder);
}

static void print_waits(const struct compared *compared, const struct comparison *pair,
			enum signal signal, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const double allowed = compared->fail_on_locks;
	size_t n = contention_grown(changes, pair, signal, allowed), shown = 0;
	const struct contention_change *change = NULL;

	if (n)
		fprintf(out, "         LOCK REGRESSION%s in %s, %s (95 %%):\n", n == 1 ? "" : "S",
			signal_texts[signal].name, signal_texts[signal].unit);
	while (shown < MOST_LOCKS &&
	       (change = contention_next(changes, pair, signal, allowed, change))) {
		print_wait(change, signal, out);
		shown++;
	}
	if (n > shown)
		fprintf(out, "%13sand %zu more\n", "", n - shown);
}

static void print_cost(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	const struct ratio *ratio = &pair->ratio;
	char change[TABLE_CHANGE], low[TABLE_CHANGE];

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

static void print_pair(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	const char *verdict = compare_regressed(compared, pair) ? "REGRESSION" :
			      verdict_names[pair->verdict];
	char name[CELL_NAME];
	int at = table_words(out, cell_name(&pair->a->cell, ' ', name));

	/* The verdict goes to a line of its own where the name leaves no room for it */
	if (compared_costs(compared))
		fprintf(out, "%s%*s", at > 60 ? "\n" : "", at > 60 ? 72 : 72 - at, verdict);
	fputc('\n', out);
	if (compared_costs(compared))
		print_cost(compared, pair, out);
	print_locks(exposures_of(&compared->exposures, pair), out);
	for (int i = 0; i < NR_SIGNALS; i++)
		print_waits(compared, pair, i, out);
}

static void print_costs(const struct compared *compared, FILE *out)
{
	struct tally tally = count(compared);

	print_method(compared, out);
	fprintf(out, "Cells    %zu: %zu the same, %zu cost less, %zu cost more, %zu cannot tell\n",
		compared->set.n, tally.same, tally.better, tally.worse, tally.unsure);
}

static void print_exposures(const struct compared *compared, FILE *out)
{
	const struct exposures *exposures = &compared->exposures;

	if (exposures->n)
		fprintf(out, "Locks    %zu in %zu profiled cells: a fault takes or holds %zu of them\n"
			"         more than it did, by more than %g %%, and %zu less\n",
			exposures_locks(exposures), exposures->n, exposures_grown(exposures),
			100 * compared->fail_on_locks, exposures_shrunk(exposures));
	if (exposures->n_untold)
		fprintf(out, "Untold   the locks of %zu cells: base has a profile of them, or had one,\n"
			"         and not both runs have their locks\n",
			exposures->n_untold);
}

/* By how much the machine moved all locks */
static void print_drift(double drift, FILE *out)
{
	if (drift > 1)
		fprintf(out, ", drift %.1f errors", drift);
	fputc('\n', out);
}

static void print_contention(const struct compared *compared, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const double drift[NR_SIGNALS] = { changes->events_drift, changes->time_drift };
	const size_t untold = compared_waits_untold(compared);
	const size_t drifted = contention_drifted(changes, NULL, compared->fail_on_locks);

	for (int i = 0; i < NR_SIGNALS && changes->cells; i++) {
		if (i == SIGNAL_TIME && compared->base.mode != MODE_TIME)
			continue;
		fprintf(out, "%-9s%zu kinds: %zu %s than before", i ? "Waits" : "Events", changes->n,
			contention_grown(changes, NULL, i, compared->fail_on_locks),
			i ? "longer" : "more often");
		print_drift(drift[i], out);
	}
	if (untold)
		fprintf(out, "Untold   the waits of %zu cells: a run has no good lock trials of them, or\n"
			"         too few to tell what is chance, or its kernel hides some\n", untold);
	if (drifted)
		fprintf(out, "Untold   %zu %s be more often or longer waited for, but so much\n"
			"         two equal runs may differ by, as the machine is not the same\n", drifted,
			drifted == 1 ? "kind would" : "kinds would");
}

static void print_verdict(const struct compared *compared, FILE *out)
{
	const size_t locks = compared_locks_regressed(compared, NULL);

	fputs("Verdict  ", out);
	if (compared_costs(compared))
		fprintf(out, "%zu cells regressed by more than %g %%", count(compared).regressed,
			100 * compared->fail_on);
	if (compared_any_locks(compared))
		fprintf(out, "%s%zu locks by more than %g %%", compared_costs(compared) ? ", " : "",
			locks, 100 * compared->fail_on_locks);
	else if (!compared_costs(compared))
		fputs("of no lock anything is known in both runs", out);
	fputs("\n\n", out);
}

static bool is_shown(const struct compared *compared, const struct comparison *pair)
{
	return compared->all || compared_locks_regressed(compared, pair) ||
	       (compared_costs(compared) && pair->verdict != VERDICT_SAME);
}

static void print_pairs(const struct compared *compared, FILE *out)
{
	const bool insn = compared->base.mode == MODE_INSN;
	bool headed = !compared_costs(compared);

	for (size_t i = 0; i < compared->set.n; i++) {
		if (!is_shown(compared, &compared->set.pair[i]))
			continue;
		if (!headed)
			fprintf(out, "Cost of a touched page, %s: base -> new, change%s\n\n",
				insn ? "instructions" : "ns", insn ? "" : " (interval)");
		headed = true;
		print_pair(compared, &compared->set.pair[i], out);
	}
}

void compare_as_text(const struct compared *compared, FILE *out)
{
	table_fact(out, "Base     ", compared->base_dir);
	table_fact(out, "New      ", compared->new_dir);
	if (compared_joined(compared))
		fprintf(out, "Runs     %zu of base, %zu of new\n", compared->more[0] + 1,
			compared->more[1] + 1);
	table_fact(out, "Kernel   ", fact_kernel(compared->new.run));
	compare_environments(&compared->base, &compared->new, out);
	if (compared_costs(compared))
		print_costs(compared, out);
	print_exposures(compared, out);
	print_contention(compared, out);
	if (compared->only_base || compared->only_new)
		fprintf(out, "Left out %zu only in base, %zu only in new\n", compared->only_base,
			compared->only_new);
	if (compared->base.failed || compared->new.failed)
		fprintf(out, "Failed   %zu trials in base, %zu in new\n", compared->base.failed,
			compared->new.failed);
	print_verdict(compared, out);
	print_pairs(compared, out);
}
