// SPDX-License-Identifier: GPL-2.0-only
/*
 * report --cover-letter: what stands in a patch cover letter as it is.  At most
 * 72 columns, no tabs; buffer_head against iomap, for every group that has both.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "report.h"
#include "table.h"

#define BAR 30

struct letter {
	const struct analysis *analysis;
	const struct group *groups;
	size_t n_groups;
	FILE *out;
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "unknown";
}

static void print_what(const struct letter *letter)
{
	const json_t *run = letter->analysis->run;
	const json_t *environment = json_object_get(run, "environment");
	const char *job = text_of(run, "job"), *name = strrchr(job, '/');
	int insn = letter->analysis->mode == MODE_INSN;
	unsigned int least, most;

	name = name ? name + 1 : job;
	fprintf(letter->out, "Cost of an mmap write fault in %s per touched page\n\n",
		insn ? "instructions" : "nanoseconds");
	fprintf(letter->out, "Kernel   %.62s\nMachine  %.62s\n", text_of(environment, "kernel"),
		text_of(environment, "cpu"));
	fprintf(letter->out, "Disk     %.62s\n",
		text_of(json_object_get(environment, "device"), "model"));
	if (insn)
		fputs("Mode     guest instructions (qemu -icount): path length, no caches, no\n"
		      "         contention, no time\n", letter->out);
	analysis_trials(letter->analysis, &least, &most);
	fprintf(letter->out, "Job      %.26s, %u", name, least);
	if (most > least)
		fprintf(letter->out, " to %u", most);
	fprintf(letter->out, " trials a cell, faultline %.20s\n", text_of(run, "faultline"));
	/* insn is what make bench does; a time run names its own device */
	if (insn)
		fprintf(letter->out, "Repeat   make bench JOB=%.*s\n",
			(int)strcspn(name, "."), name);
	else
		fprintf(letter->out, "Repeat   faultline run %.30s --out DIR --device DEV\n", name);
	if (!letter->analysis->complete || letter->analysis->failed)
		fprintf(letter->out, "** INCOMPLETE: %zu of %zu trials seen, %zu failed **\n",
			letter->analysis->seen, letter->analysis->planned,
			letter->analysis->failed);
}

static const struct comparison *find_pair(const struct comparisons *set, const struct result *a)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->pair[i].a == a)
			return &set->pair[i];
	return NULL;
}

static void print_row(const struct letter *letter, const struct comparison *pair)
{
	const struct ratio *ratio = &pair->ratio;
	FILE *out = letter->out;

	fprintf(out, "%-9s%-7s", state_names[pair->a->cell.state],
		folio_names[pair->a->cell.folio]);
	table_number(out, 13, result_cost(letter->analysis, pair->a));
	table_number(out, 10, result_cost(letter->analysis, pair->b));
	fprintf(out, "%+9.1f %%", 100 * (ratio->value - 1));
	if (isfinite(ratio->low))
		fprintf(out, "%+9.1f to %+.1f", 100 * (ratio->low - 1), 100 * (ratio->high - 1));
	fprintf(out, "%s\n", pair->verdict == VERDICT_CHANGED ? "" :
		pair->verdict == VERDICT_SAME ? "  =" : "  ?");
}

static void print_group(const struct letter *letter, const struct group *group,
			const struct comparisons *set)
{
	int titled = 0;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct result *a = group_find(letter->analysis, group,
							    VARIANT_EXT4_BUFFER_HEAD, s, f);
			const struct comparison *pair = a ? find_pair(set, a) : NULL;

			if (!pair)
				continue;
			if (!titled++)
				fprintf(letter->out, "\n%s\n%-16s%13s%10s%11s%18s\n", group->title,
					"state    folio", "buffer_head", "iomap", "change",
					letter->analysis->mode == MODE_INSN ? "any two trials" :
					"95 % interval");
			print_row(letter, pair);
		}
}

static void print_bar(const struct letter *letter, const char *left, const char *name, double value,
		      double most, char mark)
{
	char bar[BAR + 1];
	int n = (int)lround(value / most * BAR);

	memset(bar, mark, BAR);
	bar[n] = '\0';
	fprintf(letter->out, "%-17s%-7s|%-*s", left, name, BAR, bar);
	table_number(letter->out, 10, value);
	fputc('\n', letter->out);
}

static double largest(const struct letter *letter, const struct comparisons *set)
{
	double most = 0;

	for (size_t i = 0; i < set->n; i++) {
		double a = result_cost(letter->analysis, set->pair[i].a);
		double b = result_cost(letter->analysis, set->pair[i].b);

		most = a > most ? a : most;
		most = b > most ? b : most;
	}
	return most;
}

/* The pairs of the first group */
static int first_pairs(const struct letter *letter, const struct comparisons *all,
		       struct comparisons *some)
{
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct result *a = group_find(letter->analysis, &letter->groups[0],
							    VARIANT_EXT4_BUFFER_HEAD, s, f);
			const struct comparison *pair = a ? find_pair(all, a) : NULL;

			if (pair && comparisons_add(some, pair->a, pair->b))
				return -1;
		}
	return 0;
}

static void print_chart(const struct letter *letter, const struct comparisons *set)
{
	double most = largest(letter, set);
	char left[32];

	if (!(most > 0))
		return;
	fprintf(letter->out, "\n%s\n", letter->groups[0].title);
	for (size_t i = 0; i < set->n; i++) {
		const struct comparison *pair = &set->pair[i];

		snprintf(left, sizeof(left), "%s %s", state_names[pair->a->cell.state],
			 folio_names[pair->a->cell.folio]);
		print_bar(letter, left, "bh", result_cost(letter->analysis, pair->a), most, '#');
		print_bar(letter, "", "iomap", result_cost(letter->analysis, pair->b), most, '=');
	}
}

/* The three parts that differ most, the largest difference first */
static void print_parts(const struct letter *letter, const struct comparison *pair)
{
	bool told[NR_PARTS] = { false };
	char left[32];

	if (!pair->a->has_parts || !pair->b->has_parts)
		return;
	snprintf(left, sizeof(left), "%s %s", state_names[pair->a->cell.state],
		 folio_names[pair->a->cell.folio]);
	for (int line = 0; line < 3; line++) {
		double most = 0;
		int part = -1;

		for (int i = 0; i < NR_PARTS; i++) {
			double change = pair->b->part[i] / pair->b->pages -
					pair->a->part[i] / pair->a->pages;

			if (told[i] || fabs(change) <= fabs(most))
				continue;
			most = change;
			part = i;
		}
		if (part < 0 || fabs(most) < 1)
			break;
		told[part] = true;
		fprintf(letter->out, "%-17s%-28s%+10.0f\n", line ? "" : left,
			path_part_names[part], most);
	}
}

static int add_all(const struct letter *letter, struct comparisons *set)
{
	for (size_t i = 0; i < letter->analysis->n_results; i++) {
		const struct result *a = &letter->analysis->result[i];
		struct cell cell = a->cell;
		const struct result *b;

		if (cell.variant != VARIANT_EXT4_BUFFER_HEAD)
			continue;
		cell.variant = VARIANT_EXT4_IOMAP;
		b = analysis_find(letter->analysis, &cell);
		if (b && a->trials && b->trials && comparisons_add(set, a, b))
			return -1;
	}
	return comparisons_judge(set, letter->analysis->mode, TIME_TOLERANCE, COMPARISON_SEED);
}

int report_cover_letter(const struct analysis *analysis, const struct group *groups, size_t n,
			FILE *out)
{
	const struct letter letter = { analysis, groups, n, out };
	struct comparisons set = { 0 }, first = { 0 };
	int ret = -1;

	if (add_all(&letter, &set) || (n && first_pairs(&letter, &set, &first)))
		goto out;
	print_what(&letter);
	for (size_t i = 0; i < n; i++)
		print_group(&letter, &groups[i], &set);
	fputs("\n=: no change shown; ?: cannot tell\n", out);
	print_chart(&letter, &first);
	if (first.n && first.pair[0].a->has_parts)
		fputs("\nParts of page_mkwrite that differ most, buffer_head to iomap, per\n"
		      "touched page, from a traced trial of each:\n", out);
	for (size_t i = 0; i < first.n; i++)
		print_parts(&letter, &first.pair[i]);
	ret = 0;
out:
	comparisons_free(&first);
	comparisons_free(&set);
	return ret;
}
