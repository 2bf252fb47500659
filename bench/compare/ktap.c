// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as KTAP, a test for each cell. */
#include "compare/figure.h"
#include "compare/formats.h"
#include "compare/test_case.h"

static void print_pair(const struct compared *compared, const struct comparison *pair,
		       size_t number, FILE *out)
{
	const enum outcome outcome = test_outcome(compared, pair);
	const bool skipped = outcome == OUTCOME_SKIPPED;
	char name[CELL_NAME], change[FIGURE];

	/* A diagnostic stands before the result that it is of */
	test_diagnostics(compared, pair, "# ", out);
	fprintf(out, "%s %zu %s", outcome == OUTCOME_FAILED ? "not ok" : "ok", number,
		cell_name(&pair->a->cell, '.', name));
	if (skipped)
		fprintf(out, " # SKIP %s", test_doubt(compared, pair));
	if (compared_costs(compared))
		fprintf(out, "%s %s", skipped ? "" : " #",
			figure(change, "%+.2f %%", figure_change(pair->ratio.value)));
	fputc('\n', out);
}

/* Documentation/dev-tools/ktap.rst: what cannot be told is a skipped test, not a passed one */
void compare_as_ktap(const struct compared *compared, FILE *out)
{
	size_t n = compared->set.n;

	fprintf(out, "KTAP version 1\n1..%zu\n", n + compared->only_base);
	for (size_t i = 0; i < compared->set.n; i++)
		print_pair(compared, &compared->set.pair[i], i + 1, out);
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct cell *cell = &compared->base.result[i].cell;
		char name[CELL_NAME];

		if (!analysis_find(&compared->new, cell))
			fprintf(out, "ok %zu %s # SKIP only in base\n", ++n,
				cell_name(cell, '.', name));
	}
}
