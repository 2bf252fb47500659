// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.txt: plain text, at most 72 columns, so that it survives a mail
 * client.  First the tables to read, one for each group; then every cell with
 * the counts that make its figure true.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "lib/outfile.h"
#include "lib/table.h"
#include "report/columns.h"
#include "report/formats.h"
#include "report/quantity.h"
#include "report/text.h"
#include "report/text_bounds.h"
#include "report/text_facts.h"
#include "report/text_failures.h"
#include "report/text_growth.h"
#include "report/text_locks.h"
#include "report/text_parts.h"
#include "report/text_perf.h"
#include "report/text_profiles.h"
#include "results/facts.h"

#define OUTLIERS_SHOWN 10

static void print_trials(const struct analysis *analysis, FILE *out)
{
	unsigned int least, most;

	analysis_trials(analysis, &least, &most);
	if (least != most)
		fprintf(out, "%u to ", least);
	fprintf(out, "%u timed trials a cell", most);
}

static void print_header(const struct report *report, FILE *out)
{
	const struct analysis *analysis = report->analysis;
	const json_t *run = analysis->run;

	fprintf(out, "mmap write fault: %s\n\n", report_quantity[analysis->mode]);
	report_findings(report, out);
	fputc('\n', out);
	report_machine(analysis, out);
	fputs("Job      ", out);
	table_plain(out, fact_job(run), 36);
	fputs(", ", out);
	print_trials(analysis, out);
	fprintf(out, ", seed %lld\n", (long long)json_integer_value(json_object_get(run, "seed")));
	report_disk(analysis, out);
	if (analysis->mode == MODE_INSN)
		fputs("Mode     insn: the TSC counts guest instructions (qemu -icount); no\n"
		      "         caches, no contention, no time; the least of the trials\n", out);
	if (analysis->mode == MODE_TIME)
		fputs("Mode     time: CLOCK_MONOTONIC, median of the trials\n", out);
	report_doubts(analysis, out);
	fprintf(out, "Trials   %zu of %zu seen, %zu failed%s\n", analysis->seen,
		analysis->planned, analysis->failed,
		analysis->complete ? "" : "  ** INCOMPLETE: the run did not end **");
}

static void print_group(const struct analysis *analysis, const struct group *group, FILE *out)
{
	bool shown[NR_VARIANTS];
	char load[GROUP_LOAD];

	for (int v = 0; v < NR_VARIANTS; v++)
		shown[v] = group_has_variant(group, v);
	fputc('\n', out);
	table_words(out, group->title);
	fputs("\n\n", out);
	table_heads(out, shown, 16, "", "state    folio");
	for (int s = 0; s < NR_STATES; s++) {
		for (int f = 0; f < NR_FOLIOS; f++) {
			if (!group_has_row(group, s, f))
				continue;
			fprintf(out, "%-9s%-7s", state_names[s], folio_names[f]);
			for (int v = 0; v < NR_VARIANTS; v++) {
				double value = report_headline(analysis, group->result[v][s][f]);

				if (!shown[v])
					continue;
				if (analysis->mode == MODE_COUNT && isfinite(value))
					fprintf(out, " %*.3f", TABLE_COLUMN, value);
				else
					table_number(out, TABLE_COLUMN + 1, value);
			}
			fputc('\n', out);
		}
	}
	if (*group_load(analysis, group, load))
		fprintf(out, "%s\n", load);
}

static void print_cell(const struct analysis *analysis, const struct result *result, FILE *out)
{
	double per_page = analysis->mode == MODE_COUNT ? NAN : result_cost(analysis, result);
	double total = per_page * result->pages, mkwrites = result_mkwrites(result);

	fprintf(out, "%-9s%-7s", state_names[result->cell.state],
		folio_names[result->cell.folio]);
	table_number(out, 9, per_page);
	table_number(out, 10, total / result->faults);
	table_number(out, 10, mkwrites > 0 ? total / mkwrites : NAN);
	if (result->trials)
		fprintf(out, "%8.4f%8.1f", result->faults / result->pages, result->pages_per_folio);
	else
		fprintf(out, "%8s%8s", "-", "-");
	if (isfinite(per_page))
		fprintf(out, "%8.*f%%", result_spread(result) < 10 ? 3 : 0, 100 * result_spread(result));
	if (result->failed)
		fprintf(out, " %uF", result->failed);
	fputc('\n', out);
}

/* Every cell of one group and variant, with what proves it */
static void print_cells(const struct analysis *analysis, const struct group *group,
			enum variant variant, FILE *out)
{
	bool fits = strlen(variant_names[variant]) + strlen(group->title) <= 70;

	fprintf(out, "\n%s,%s", variant_names[variant], fits ? " " : "\n");
	table_words(out, group->title);
	fprintf(out, "\n%-9s%-7s%9s%10s%10s%8s%8s%9s\n", "state", "folio", "/page", "/fault",
		"/mkwrite", "faults", "pages", "spread");
	fprintf(out, "%-45s%8s%8s\n", "", "/page", "/folio");
	for (int s = 0; s < NR_STATES; s++)
		for (int f = 0; f < NR_FOLIOS; f++) {
			const struct result *result = group->result[variant][s][f];

			if (result)
				print_cell(analysis, result, out);
		}
}

static void print_outliers(const struct report *report, FILE *out)
{
	char label[CELL_NAME], reason[64], cost[TABLE_DIGITS];
	size_t n = report->n_outliers;

	if (n)
		fprintf(out, "\nOut of line: %s\n", outlier_rule(report->analysis->mode));
	for (size_t i = 0; i < n && i < OUTLIERS_SHOWN; i++) {
		const struct outlier *outlier = &report->outlier[i];

		table_words(out, cell_name(&outlier->result->cell, ' ', label));
		fprintf(out, "\n    round %u: %s, %+.2f %%; %s\n", outlier->round,
			table_digits(cost, outlier->cost), 100 * outlier->off,
			outlier_reason(outlier, reason, sizeof(reason)));
	}
	if (n > OUTLIERS_SHOWN)
		fprintf(out, "and %zu more, see outliers in report.json\n", n - OUTLIERS_SHOWN);
}

void report_text(const struct report *report, FILE *out)
{
	static const struct profiles_size size = { .functions = 12, .locks = 12 };
	static const struct locks_size all = { .most = SIZE_MAX };
	const struct analysis *analysis = report->analysis;
	const struct group *groups = report->groups;
	size_t n = report->n_groups;

	print_header(report, out);
	report_failures(analysis, out);
	for (size_t i = 0; i < n; i++)
		print_group(analysis, &groups[i], out);
	fputs("\nbh: the buffer_head path. xfs is the iomap-native reference. tmpfs has\n"
	      "no page_mkwrite, so no fault can cost less. -: no such cell.\n", out);
	if (n && analysis->mode != MODE_COUNT)
		report_parts(analysis, &groups[0], out);
	report_growth(report, out);
	report_profiles(report, &size, out);
	report_bounds(report, out);
	report_locks(report, &all, out);
	report_perf(report, out);
	print_outliers(report, out);
	fputs("\nEvery cell. /page, /fault and /mkwrite share the unit above; spread is\n"
	      "largest / least - 1 of its trials; NF: N failed trials.\n", out);
	for (size_t i = 0; i < n; i++)
		for (int v = 0; v < NR_VARIANTS; v++)
			if (group_lists(&groups[i], v))
				print_cells(analysis, &groups[i], v, out);
}

int report_as_text(const struct report *report, const char *dir, bool charts)
{
	struct outfile out;

	(void)charts;
	if (outfile_open(&out, dir, "report.txt"))
		return -1;
	report_text(report, out.file);
	return outfile_commit(&out);
}
