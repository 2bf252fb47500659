// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>

#include "compare/figure.h"

double figure_change(double ratio)
{
	return 100 * (ratio - 1);
}

char *figure(char text[FIGURE], const char *format, double value)
{
	snprintf(text, FIGURE, isfinite(value) ? format : "-", value);
	return text;
}

void figure_incomplete(const struct compared *compared, FILE *out)
{
	const size_t untold = compared_waits_untold(compared);
	const size_t drifted = contention_drifted(&compared->contention, NULL,
						  compared->fail_on_locks);

	if (compared->only_base || compared->new.failed)
		fprintf(out, "\nCannot tell: %zu cells only in base, %zu trials of new failed\n",
			compared->only_base, compared->new.failed);
	if (compared->exposures.n_untold)
		fprintf(out, "\nCannot tell: the locks of %zu cells, which base knows, or could\n",
			compared->exposures.n_untold);
	if (untold)
		fprintf(out, "\nCannot tell: the waits of %zu cells\n", untold);
	if (drifted)
		fprintf(out, "\nCannot tell: %zu kinds of waits, as equal runs may differ as much\n",
			drifted);
	if (compared->locks_asked && !compared_any_locks(compared))
		fputs("\nCannot tell: nothing is known of locks\n", out);
}
