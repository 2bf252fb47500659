// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as a table of Markdown. */
#include "compare/figure.h"
#include "compare/formats.h"

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
			figure(change, "%+.2f %%", figure_change(pair->ratio.value)),
			compare_regressed(compared, pair) ? "**regression**" :
			verdict_names[pair->verdict]);
	}
	figure_incomplete(compared, out);
}
