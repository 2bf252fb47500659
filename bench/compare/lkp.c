// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as lkp-tests prints it, for the readers of kernel test robot's mails. */
#include <math.h>
#include <string.h>

#include "compare/figure.h"
#include "compare/formats.h"
#include "results/facts.h"

/* lkp-tests' lib/compare.rb: a value is ten wide, its deviation six, and shown above 2 % */
static void print_lkp_value(const struct analysis *analysis, const struct result *result, FILE *out)
{
	double value = result_cost(analysis, result);
	double deviation = 0;
	char text[FIGURE];

	for (unsigned int i = 0; i < result->trials; i++)
		deviation += (result->per_page[i] - value) * (result->per_page[i] - value);
	deviation = result->trials ? sqrt(deviation / result->trials) / value * 100 : 0;
	fprintf(out, "%10s", figure(text, fabs(value) < 1000 ? "%.2f" : "%.0f", value));
	if (deviation > 2)
		fprintf(out, " ±%3.0f%%", deviation);
	else
		fputs("      ", out);
}

static void print_lkp_rest(double change, const char *cell, const char *what, FILE *out)
{
	fprintf(out, "%10s       %+11.2f %10s        faultline.%s.self.%s\n", "", change, "", cell,
		what);
}

/* As lkp's perf-profile.self: a change is a difference, in instructions a page */
static void print_lkp_functions(const struct explanation *explanation, const char *cell, FILE *out)
{
	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		fprintf(out, "%10.2f       %+11.2f %10.2f        faultline.%s.self.%s\n",
			function->here, function->there - function->here, function->there, cell,
			function->name);
	}
	if (explanation->n_others)
		print_lkp_rest(explanation->others, cell, "(others)", out);
	if (fabs(explanation->unprofiled) >= 0.005)
		print_lkp_rest(explanation->unprofiled, cell, "(unprofiled)", out);
}

/* "ext4_inode_info.i_es_lock (read)" in a name that has no blanks: "ext4_inode_info.i_es_lock.read" */
static void print_plain(const char *label, FILE *out)
{
	for (; *label; label++)
		if (!strchr("(),", *label))
			fputc(*label == ' ' ? '.' : *label, out);
}

static void print_lkp_lock(const char *cell, const char *what, const double step[2],
			   const struct lock_change *lock, FILE *out)
{
	fprintf(out, "%10.2f       %+11.2f %10.2f        faultline.%s.lock_%s_per_fault.", step[0],
		step[1] - step[0], step[1], cell, what);
	print_plain(lock->label, out);
	fprintf(out, ".in.%s\n", lock->taker);
}

static void print_lkp_locks(const struct lock_changes *locks, const char *cell, FILE *out)
{
	for (size_t i = 0; locks && i < locks->grown; i++) {
		print_lkp_lock(cell, "taken", locks->change[i].taken, &locks->change[i], out);
		print_lkp_lock(cell, "held", locks->change[i].held, &locks->change[i], out);
	}
}

static void print_lkp_cost(const struct compared *compared, const struct comparison *pair,
			   const char *name, FILE *out)
{
	const struct explanation *explanation = explanation_of(&compared->explanations, pair);
	char change[FIGURE];

	print_lkp_value(&compared->base, pair->a, out);
	fprintf(out, " %11s ", figure(change, "%+.1f%%", figure_change(pair->ratio.value)));
	print_lkp_value(&compared->new, pair->b, out);
	fprintf(out, "  faultline.%s.%s_per_page\n", name,
		mode_units[compared->base.mode]);
	if (explanation)
		print_lkp_functions(explanation, name, out);
}

static void print_lkp_waits(const struct compared *compared, const struct comparison *pair,
			    enum signal signal, const char *cell, FILE *out)
{
	const struct contention_changes *changes = &compared->contention;
	const struct contention_change *change = NULL;
	const struct signal_text *text = &signal_texts[signal];

	while ((change = contention_next(changes, pair, signal, compared->fail_on_locks, change))) {
		double before = text->scale * contention_before(change, signal);
		double after = text->scale * contention_after(change, signal);

		fprintf(out, "%10.2f       %+11.2f %10.2f        faultline.%s.%s.", before,
			after - before, after, cell, text->metric);
		print_plain(change->lock, out);
		fprintf(out, "%s%s\n", *change->b->holder.where ? ".in." : "",
			change->b->holder.where);
	}
}

static void print_lkp_pair(const struct compared *compared, const struct comparison *pair,
			   FILE *out)
{
	char name[CELL_NAME];

	cell_name(&pair->a->cell, '.', name);
	if (compared_costs(compared) && (compared->all || pair->verdict == VERDICT_CHANGED))
		print_lkp_cost(compared, pair, name, out);
	print_lkp_locks(exposures_of(&compared->exposures, pair), name, out);
	for (int i = 0; i < NR_SIGNALS; i++)
		print_lkp_waits(compared, pair, i, name, out);
}

void compare_as_lkp(const struct compared *compared, FILE *out)
{
	fputs("=========================================================================================\n"
	      "testcase/mode/kernel:\n", out);
	fprintf(out, "  faultline/%s/%s\n\ncommit:\n  %s\n  %s\n\n",
		mode_names[compared->base.mode], fact_kernel(compared->new.run),
		compared->base_dir, compared->new_dir);
	fprintf(out, "%16.16s %27.27s\n---------------- ---------------------------\n",
		compared->base_dir, compared->new_dir);
	fputs("         %stddev     %change         %stddev\n"
	      "             \\          |                \\\n", out);
	for (size_t i = 0; i < compared->set.n; i++)
		print_lkp_pair(compared, &compared->set.pair[i], out);
	figure_incomplete(compared, out);
}
