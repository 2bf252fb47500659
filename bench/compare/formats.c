// SPDX-License-Identifier: GPL-2.0-only
/* A comparison for people, for programs, and in the formats that kernel robots speak. */
#include <math.h>
#include <string.h>

#include "compare/compared.h"
#include "lib/table.h"
#include "model/cell_json.h"
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

static double percent(double ratio)
{
	return 100 * (ratio - 1);
}

#define FIGURE 32

/* Of cells without a good trial there is nothing to say */
static char *figure(char text[FIGURE], const char *format, double value)
{
	snprintf(text, FIGURE, isfinite(value) ? format : "-", value);
	return text;
}

static const char *environment(const struct analysis *analysis, const char *key)
{
	return fact_of(json_object_get(analysis->run, "environment"), key);
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
			"         interval is within %.1f %%; A/A floor of these runs %.2f %%;\n"
			"         drift between them %.2f %%, from the other cells, is allowed for\n",
			100 * FALSE_DISCOVERY_RATE, 100 * set->tolerance, 100 * set->aa_floor,
			100 * set->drift);
}

static void print_cause(const struct comparison *pair, FILE *out)
{
	double growth;
	int part = comparison_grown_part(pair, &growth);
	const char *lock;

	if (part >= 0)
		fprintf(out, "         grew most: %s, by %.0f a page\n", path_part_names[part],
			growth);
	lock = comparison_grown_lock(pair, &growth);
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
	if (ratio->value > 1 && pair->verdict == VERDICT_CHANGED)
		print_cause(pair, out);
}

/* What the cells do not say, for the formats that have nothing else but those */
static void print_incomplete(const struct compared *compared, FILE *out)
{
	if (compared->only_base || compared->new.failed)
		fprintf(out, "\nCannot tell: %zu cells only in base, %zu trials of new failed\n",
			compared->only_base, compared->new.failed);
}

void compare_as_text(const struct compared *compared, FILE *out)
{
	struct tally tally = count(compared);

	table_fact(out, "Base     ", compared->base_dir);
	table_fact(out, "New      ", compared->new_dir);
	table_fact(out, "Kernel   ", environment(&compared->new, "kernel"));
	compare_environments(compared, out);
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

static json_t *number(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static json_t *pair_object(const struct compared *compared, const struct comparison *pair)
{
	json_t *object = cell_to_json(&pair->a->cell);
	double growth;
	int part = comparison_grown_part(pair, &growth);
	const char *lock;

	json_object_update_new(object, json_pack("{so so so s[oo] so so ss sb}",
		"a", number(result_cost(&compared->base, pair->a)),
		"b", number(result_cost(&compared->new, pair->b)),
		"ratio", number(pair->ratio.value), "ci95", number(pair->ratio.low),
		number(pair->ratio.high), "p", number(pair->ratio.p), "mde", number(pair->ratio.mde),
		"verdict", verdict_names[pair->verdict],
		"regressed", compare_regressed(compared, pair)));
	if (part >= 0)
		json_object_set_new(object, "grown", json_pack("{ss sf}",
			"part", path_part_names[part], "by", growth));
	lock = comparison_grown_lock(pair, &growth);
	if (lock)
		json_object_set_new(object, "grown_lock", json_pack("{ss sf}", "lock", lock,
								    "by", growth));
	return object;
}

void compare_as_json(const struct compared *compared, FILE *out)
{
	json_t *pairs = json_array(), *object;

	for (size_t i = 0; i < compared->set.n; i++)
		json_array_append_new(pairs, pair_object(compared, &compared->set.pair[i]));
	object = json_pack("{ss ss ss sf sf so so sI sI s[II] so}",
		"base", compared->base_dir, "new", compared->new_dir,
		"mode", mode_names[compared->base.mode], "fail_on", compared->fail_on,
		"tolerance", compared->set.tolerance, "aa_floor", number(compared->set.aa_floor),
		"drift", compared->base.mode == MODE_INSN ? json_null() : number(compared->set.drift),
		"only_base", (json_int_t)compared->only_base,
		"only_new", (json_int_t)compared->only_new,
		"failed_trials", (json_int_t)compared->base.failed,
		(json_int_t)compared->new.failed, "comparisons", pairs);
	json_dumpf(object, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	fputc('\n', out);
	json_decref(object);
}

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

static void print_lkp_pair(const struct compared *compared, const struct comparison *pair,
			   FILE *out)
{
	char name[CELL_NAME], change[FIGURE];

	print_lkp_value(&compared->base, pair->a, out);
	fprintf(out, " %11s ", figure(change, "%+.1f%%", percent(pair->ratio.value)));
	print_lkp_value(&compared->new, pair->b, out);
	fprintf(out, "  faultline.%s.%s_per_page\n", cell_name(&pair->a->cell, '.', name),
		mode_units[compared->base.mode]);
}

void compare_as_lkp(const struct compared *compared, FILE *out)
{
	fputs("=========================================================================================\n"
	      "testcase/mode/kernel:\n", out);
	fprintf(out, "  faultline/%s/%s\n\ncommit:\n  %s\n  %s\n\n",
		mode_names[compared->base.mode], environment(&compared->new, "kernel"),
		compared->base_dir, compared->new_dir);
	fprintf(out, "%16.16s %27.27s\n---------------- ---------------------------\n",
		compared->base_dir, compared->new_dir);
	fputs("         %stddev     %change         %stddev\n"
	      "             \\          |                \\\n", out);
	for (size_t i = 0; i < compared->set.n; i++)
		if (compared->all || compared->set.pair[i].verdict == VERDICT_CHANGED)
			print_lkp_pair(compared, &compared->set.pair[i], out);
	print_incomplete(compared, out);
}

void compare_as_markdown(const struct compared *compared, FILE *out)
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
			figure(change, "%+.2f %%", percent(pair->ratio.value)),
			compare_regressed(compared, pair) ? "**regression**" :
			verdict_names[pair->verdict]);
	}
	print_incomplete(compared, out);
}

/* Documentation/dev-tools/ktap.rst: what cannot be told is a skipped test, not a passed one */
void compare_as_ktap(const struct compared *compared, FILE *out)
{
	size_t n = compared->set.n;

	fprintf(out, "KTAP version 1\n1..%zu\n", n + compared->only_base);
	for (size_t i = 0; i < compared->set.n; i++) {
		const struct comparison *pair = &compared->set.pair[i];
		char name[CELL_NAME], change[FIGURE];

		fprintf(out, "%s %zu %s%s %s\n",
			compare_regressed(compared, pair) ? "not ok" : "ok", i + 1,
			cell_name(&pair->a->cell, '.', name),
			compare_doubtful(compared, pair) ? " # SKIP cannot tell" : " #",
			figure(change, "%+.2f %%", percent(pair->ratio.value)));
	}
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct cell *cell = &compared->base.result[i].cell;
		char name[CELL_NAME];

		if (!analysis_find(&compared->new, cell))
			fprintf(out, "ok %zu %s # SKIP only in base\n", ++n,
				cell_name(cell, '.', name));
	}
}
