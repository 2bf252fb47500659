// SPDX-License-Identifier: GPL-2.0-only
/* What the threads waited for, from trials with the lock tracers, as tables. */
#include <math.h>
#include <string.h>

#include "lib/table.h"
#include "report/report.h"

bool report_any_locks(const struct analysis *analysis, const struct group *group)
{
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group_find(analysis, group, v, s, f);

				if (result && result->has_waited)
					return true;
			}
	return false;
}

double report_wait_per_page(const struct analysis *analysis, const struct result *result,
			    const struct waited *waited)
{
	return analysis->mode == MODE_COUNT ? NAN : waited->total / result->pages;
}

double report_longest_wait(const struct analysis *analysis, const struct waited *waited)
{
	return analysis->mode == MODE_COUNT ? NAN : waited->longest;
}

static void print_wait(const struct analysis *analysis, const struct result *result,
		       const struct waited *waited, FILE *out)
{
	fprintf(out, "  %-36s", waited->lock);
	/* The name of a function may be long */
	if (strlen(waited->lock) > 36)
		fprintf(out, "\n%38s", "");
	table_number(out, 9, waited->count);
	table_number(out, 11, report_wait_per_page(analysis, result, waited));
	table_number(out, 14, report_longest_wait(analysis, waited));
	fputc('\n', out);
	if (*waited->where)
		fprintf(out, "    held by %.30s in %.26s\n", waited->holder, waited->where);
}

static void print_cell(const struct analysis *analysis, const struct result *result, FILE *out)
{
	fprintf(out, "%s %s %s%s\n", variant_names[result->cell.variant],
		state_names[result->cell.state], folio_names[result->cell.folio],
		result->n_waited ? "" : ": none");
	for (size_t i = 0; i < result->n_waited; i++)
		print_wait(analysis, result, &result->waited[i], out);
}

static void print_group(const struct analysis *analysis, const struct group *group, FILE *out)
{
	fprintf(out, "\n%s\n%-38s%9s%11s%14s\n", group->title, "contended lock", "waits",
		"per page", "longest");
	for (int v = 0; v < NR_VARIANTS; v++)
		for (int s = 0; s < NR_STATES; s++)
			for (int f = 0; f < NR_FOLIOS; f++) {
				const struct result *result = group_find(analysis, group, v, s, f);

				if (result && result->has_waited)
					print_cell(analysis, result, out);
			}
}

const char *report_locks_unit(enum mode mode)
{
	if (mode == MODE_COUNT)
		return "No clock here (emulated processor): only how often.";
	return mode == MODE_INSN ? "Instructions, of all threads together." :
	       "Nanoseconds, of all threads together.";
}

void report_locks(const struct analysis *analysis, const struct group *groups, size_t n, FILE *out)
{
	bool titled = false;

	for (size_t i = 0; i < n; i++) {
		if (!report_any_locks(analysis, &groups[i]))
			continue;
		if (!titled)
			fprintf(out, "\nLocks and folios that threads waited for, from one more traced trial\n"
				"of each cell here, and who had them for most of that time.\n"
				"%s\n", report_locks_unit(analysis->mode));
		titled = true;
		print_group(analysis, &groups[i], out);
	}
}
