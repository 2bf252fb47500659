// SPDX-License-Identifier: GPL-2.0-only
/* What a cover letter has behind its tables: a chart, parts, functions, locks, cache lines. */
#include <math.h>
#include <string.h>

#include "lib/table.h"
#include "model/parts.h"
#include "report/letter.h"
#include "report/parts.h"
#include "report/text_locks.h"
#include "report/text_profiles.h"

#define BAR 30
#define ROW_NAME 32

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
	struct letter_table table = { .n = 0 };
	size_t n = 0;

	if (report->n_groups)
		letter_table(report, &report->groups[0], &table);
	for (size_t i = 0; i < table.n; i++)
		if (table.row[i].pair)
			pair[n++] = table.row[i].pair;
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
		double most;
		const int part = parts_differ_most(pair, told, &most);

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

void letter_details(const struct report *report, FILE *out)
{
	static const struct profiles_size size = { .functions = 5, .locks = 6, .one = true };
	static const struct locks_size locks = { .most = 3, .contended = true };
	const struct comparison *pair[NR_STATES * NR_FOLIOS];
	size_t n = first_pairs(report, pair);
	int lines = 0;

	print_chart(report, pair, n, out);
	for (size_t i = 0; i < n; i++)
		lines += print_parts(report->analysis, pair[i], !lines, out);
	report_profiles(report, &size, out);
	report_locks(report, &locks, out);
}
