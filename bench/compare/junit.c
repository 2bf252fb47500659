// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as JUnit's XML, a test case for each cell: what CI systems show of a build. */
#include <stdlib.h>

#include "compare/figure.h"
#include "compare/formats.h"
#include "compare/test_case.h"
#include "lib/complain.h"
#include "lib/html.h"

/* Variants are the classes.  @end: of the start tag */
static void print_case(const struct cell *cell, const char *end, FILE *out)
{
	char name[CELL_NAME];

	fputs("    <testcase classname=\"faultline.", out);
	html_text(out, variant_names[cell->variant]);
	fputs("\" name=\"", out);
	html_text(out, cell_name(cell, ' ', name));
	fprintf(out, "\" time=\"0\"%s>\n", end);
}

static void print_skipped(const char *why, FILE *out)
{
	fprintf(out, "      <skipped message=\"%s\"/>\n    </testcase>\n", why);
}

/* "+3.00 %", or why it failed if not for its cost */
static void print_message(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	char change[FIGURE];

	if (compared_costs(compared) && compare_regressed(compared, pair))
		html_text(out, figure(change, "%+.2f %% a touched page",
				      figure_change(pair->ratio.value)));
	else
		fputs("a lock regressed", out);
}

static void print_diagnostics(const struct compared *compared, const struct comparison *pair,
			      FILE *out)
{
	char *text = NULL;
	size_t len = 0;
	FILE *lines = open_memstream(&text, &len);

	if (lines)
		test_diagnostics(compared, pair, "", lines);
	if (lines && !fclose(lines))
		html_text(out, text);
	else
		complain("out of memory: the report lacks why cells failed");
	free(text);
}

static void print_pair(const struct compared *compared, const struct comparison *pair, FILE *out)
{
	switch (test_outcome(compared, pair)) {
	case OUTCOME_PASSED:
		print_case(&pair->a->cell, "/", out);
		break;
	case OUTCOME_FAILED:
		print_case(&pair->a->cell, "", out);
		fputs("      <failure type=\"regression\" message=\"", out);
		print_message(compared, pair, out);
		fputs("\">", out);
		print_diagnostics(compared, pair, out);
		fputs("</failure>\n    </testcase>\n", out);
		break;
	case OUTCOME_SKIPPED:
		print_case(&pair->a->cell, "", out);
		print_skipped(test_doubt(compared, pair), out);
		break;
	case NR_OUTCOMES:
		break;
	}
}

static void print_lost(const struct compared *compared, FILE *out)
{
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct cell *cell = &compared->base.result[i].cell;

		if (analysis_find(&compared->new, cell))
			continue;
		print_case(cell, "", out);
		print_skipped("only in base", out);
	}
}

/* The XML that Jenkins and others read: one suite; no times, as nobody waits for a comparison */
void compare_as_junit(const struct compared *compared, FILE *out)
{
	size_t n[NR_OUTCOMES] = { 0 };

	for (size_t i = 0; i < compared->set.n; i++)
		n[test_outcome(compared, &compared->set.pair[i])]++;
	n[OUTCOME_SKIPPED] += compared->only_base;
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
		"  <testsuite name=\"faultline compare\" tests=\"%zu\" failures=\"%zu\" errors=\"0\""
		" skipped=\"%zu\" time=\"0\">\n", compared->set.n + compared->only_base,
		n[OUTCOME_FAILED], n[OUTCOME_SKIPPED]);
	for (size_t i = 0; i < compared->set.n; i++)
		print_pair(compared, &compared->set.pair[i], out);
	print_lost(compared, out);
	fputs("  </testsuite>\n</testsuites>\n", out);
}
