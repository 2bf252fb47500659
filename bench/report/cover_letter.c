// SPDX-License-Identifier: GPL-2.0-only
/*
 * report --cover-letter: what stands in a patch cover letter as it is.  At most
 * 72 columns, no tabs; buffer_head against iomap, for every group that has both.
 */
#include <math.h>
#include <string.h>

#include "lib/table.h"
#include "model/parts.h"
#include "report/cover_letter.h"
#include "report/parts.h"
#include "report/text_facts.h"
#include "report/text_profiles.h"
#include "results/comparison.h"
#include "results/facts.h"

#define BAR 30
#define ROW_NAME 32

/*
 * Which kernel source it takes to repeat this: one of somebody's own, or a series of
 * Debian's by its name, as whoever repeats it may have chosen another one.
 */
static void print_source(const char *kernel, FILE *out)
{
	static const char ours[] = "-faultline";
	const size_t len = strlen(kernel);
	unsigned int major, minor;

	if (len < strlen(ours) || strcmp(kernel + len - strlen(ours), ours))
		fputs(" KERNEL_TREE=DIR", out);
	else if (sscanf(kernel, "%3u.%3u", &major, &minor) == 2)
		fprintf(out, " SERIES=%u.%u", major, minor);
	putc('\n', out);
}

/* insn is what make bench does; a time run names its own device */
static void print_repeat(const struct analysis *analysis, const char *job, FILE *out)
{
	size_t len = strlen(job);

	if (analysis->mode != MODE_INSN) {
		fputs("Repeat   faultline run ", out);
		table_plain(out, job, 25);
		fputs(" --out DIR --device DEV\n", out);
		return;
	}
	if (len > 4 && !strcmp(job + len - 4, ".job"))
		len -= 4;
	fputs("Repeat   make bench JOB=", out);
	table_plain(out, job, len < 29 ? (int)len : 29);
	print_source(fact_kernel(analysis->run), out);
}

static void print_what(const struct analysis *analysis, FILE *out)
{
	const json_t *run = analysis->run;
	const char *name = fact_job(run);
	unsigned int least, most;

	fprintf(out, "Cost of an mmap write fault in %s per touched page\n\n",
		analysis->mode == MODE_INSN ? "instructions" : "nanoseconds");
	report_machine(analysis, out);
	report_disk(analysis, out);
	if (analysis->mode == MODE_INSN)
		fputs("Mode     guest instructions (qemu -icount): path length, no caches, no\n"
		      "         contention, no time\n", out);
	else
		fputs("Mode     time: medians; the change is that of trials paired by round\n", out);
	analysis_trials(analysis, &least, &most);
	fputs("Job      ", out);
	table_plain(out, name, 36);
	fprintf(out, ", %u", least);
	if (most > least)
		fprintf(out, " to %u", most);
	fputs(" trials a cell\n", out);
	table_fact(out, "Tool     faultline ", fact_of(run, "faultline"));
	print_repeat(analysis, name, out);
	report_doubts(analysis, out);
	if (!analysis->complete || analysis->failed)
		fprintf(out, "** INCOMPLETE: %zu of %zu trials seen, %zu failed **\n",
			analysis->seen, analysis->planned, analysis->failed);
}

static void print_row(const struct analysis *analysis, const struct comparison *pair, FILE *out)
{
	const struct ratio *ratio = &pair->ratio;
	char text[TABLE_CHANGE];

	fprintf(out, "%-9s%-7s", state_names[pair->a->cell.state],
		folio_names[pair->a->cell.folio]);
	table_number(out, 13, result_cost(analysis, pair->a));
	table_number(out, 10, result_cost(analysis, pair->b));
	fprintf(out, "%9s %%", table_change(text, ratio->value, 1));
	if (!isnan(ratio->low)) {
		fprintf(out, "%9s", table_change(text, ratio->low, 1));
		fprintf(out, " to %s", table_change(text, ratio->high, 1));
	}
	fprintf(out, "%s\n", pair->verdict == VERDICT_CHANGED ? "" :
		pair->verdict == VERDICT_SAME ? "  =" : "  ?");
}

static void print_heads(enum mode mode, const struct group *group, FILE *out)
{
	fputc('\n', out);
	table_words(out, group->title);
	fprintf(out, "\n%-16s%13s%10s%11s%18s\n", "state    folio", "buffer_head", "iomap",
		"change", mode == MODE_INSN ? "any two trials" : "95 % interval");
}

static void print_group(const struct report *report, const struct group *group, FILE *out)
{
	int titled = 0;

	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct comparison *pair = group->pair[VARIANT_EXT4_BUFFER_HEAD][s][f];

			if (!pair)
				continue;
			if (!titled++)
				print_heads(report->analysis->mode, group, out);
			print_row(report->analysis, pair, out);
		}
}

static void print_bar(const char *left, const char *name, double value, double most,
		      char mark, FILE *out)
{
	char bar[BAR + 1];
	int n = isnan(value) ? 0 : (int)lround(value / most * BAR);

	memset(bar, mark, BAR);
	bar[n] = '\0';
	fprintf(out, "%-17s%-7s|%-*s", left, name, BAR, bar);
	table_number(out, 10, value);
	fputc('\n', out);
}

/* The pairs of the first group; it has one row for each state and folio at most */
static size_t first_pairs(const struct report *report,
			  const struct comparison *pair[NR_STATES * NR_FOLIOS])
{
	size_t n = 0;

	for (int s = 0; report->n_groups && s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			pair[n] = report->groups[0].pair[VARIANT_EXT4_BUFFER_HEAD][s][f];
			n += !!pair[n];
		}
	return n;
}

static void name_row(const struct comparison *pair, char name[ROW_NAME])
{
	snprintf(name, ROW_NAME, "%s %s", state_names[pair->a->cell.state],
		 folio_names[pair->a->cell.folio]);
}

static void print_chart(const struct report *report, const struct comparison *const *pair,
			size_t n, FILE *out)
{
	const struct analysis *analysis = report->analysis;
	double most = 0;
	char name[ROW_NAME];

	for (size_t i = 0; i < n; i++)
		most = fmax(most, fmax(result_cost(analysis, pair[i]->a),
				       result_cost(analysis, pair[i]->b)));
	if (!(most > 0))
		return;
	fputc('\n', out);
	table_words(out, report->groups[0].title);
	fputc('\n', out);
	for (size_t i = 0; i < n; i++) {
		name_row(pair[i], name);
		print_bar(name, "bh", result_cost(analysis, pair[i]->a), most, '#', out);
		print_bar("", "iomap", result_cost(analysis, pair[i]->b), most, '=', out);
	}
}

/* The three parts that differ most, the largest difference first. Return: lines printed */
static int print_parts(const struct analysis *analysis, const struct comparison *pair, bool first,
		       FILE *out)
{
	bool told[NR_PARTS] = { false };
	char name[ROW_NAME];
	int line;

	if (!pair->a->has_parts || !pair->b->has_parts)
		return 0;
	name_row(pair, name);
	for (line = 0; line < 3; line++) {
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
		if (first && !line)
			fprintf(out, "\nParts of page_mkwrite that differ most, buffer_head to iomap, per\n"
				"touched page, from %s:\n", parts_source(analysis));
		fprintf(out, "%-17s%-28s%+10.0f\n", line ? "" : name, path_part_names[part], most);
	}
	return line;
}

void report_cover_letter(const struct report *report, FILE *out)
{
	static const struct profiles_size size = { .functions = 5, .locks = 6, .one = true };
	const struct comparison *pair[NR_STATES * NR_FOLIOS + 1];
	size_t n = first_pairs(report, pair);
	int lines = 0;

	print_what(report->analysis, out);
	for (size_t i = 0; i < report->n_groups; i++)
		print_group(report, &report->groups[i], out);
	fputs("\n=: no change shown; ?: cannot tell\n", out);
	print_chart(report, pair, n, out);
	for (size_t i = 0; i < n; i++)
		lines += print_parts(report->analysis, pair[i], !lines, out);
	report_profiles(report, &size, out);
}
