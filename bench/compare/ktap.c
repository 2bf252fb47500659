// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as KTAP, a test for each cell. */
#include <math.h>

#include "compare/figure.h"
#include "compare/formats.h"

/* A diagnostic stands before the result that it is of */
static void print_functions(const struct explanation *explanation, FILE *out)
{
	for (size_t i = 0; i < explanation->n; i++) {
		const struct difference *function = &explanation->function[i];

		fprintf(out, "# %+.1f a page in %s (%.1f -> %.1f)\n",
			function->there - function->here, function->name, function->here,
			function->there);
	}
	if (explanation->n_others)
		fprintf(out, "# %+.1f a page in %zu others\n", explanation->others,
			explanation->n_others);
	if (fabs(explanation->unprofiled) >= 0.05)
		fprintf(out, "# %+.1f a page not in the profiled trials\n",
			explanation->unprofiled);
}

/* Documentation/dev-tools/ktap.rst: what cannot be told is a skipped test, not a passed one */
void compare_as_ktap(const struct compared *compared, FILE *out)
{
	size_t n = compared->set.n;

	fprintf(out, "KTAP version 1\n1..%zu\n", n + compared->only_base);
	for (size_t i = 0; i < compared->set.n; i++) {
		const struct comparison *pair = &compared->set.pair[i];
		const struct explanation *explanation = explanation_of(&compared->explanations,
								       pair);
		char name[CELL_NAME], change[FIGURE];

		if (explanation)
			print_functions(explanation, out);
		fprintf(out, "%s %zu %s%s %s\n",
			compare_regressed(compared, pair) ? "not ok" : "ok", i + 1,
			cell_name(&pair->a->cell, '.', name),
			compare_doubtful(compared, pair) ? " # SKIP cannot tell" : " #",
			figure(change, "%+.2f %%", figure_change(pair->ratio.value)));
	}
	for (size_t i = 0; i < compared->base.n_results; i++) {
		const struct cell *cell = &compared->base.result[i].cell;
		char name[CELL_NAME];

		if (!analysis_find(&compared->new, cell))
			fprintf(out, "ok %zu %s # SKIP only in base\n", ++n,
				cell_name(cell, '.', name));
	}
}
