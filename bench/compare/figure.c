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
	if (compared->only_base || compared->new.failed)
		fprintf(out, "\nCannot tell: %zu cells only in base, %zu trials of new failed\n",
			compared->only_base, compared->new.failed);
	if (compared->exposures.untold)
		fprintf(out, "\nCannot tell: the locks of %zu cells, which base knows, or could\n",
			compared->exposures.untold);
}
