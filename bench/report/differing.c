// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "report/differing.h"

static void add(struct difference *sum, const struct difference *one)
{
	sum->here += one->here;
	sum->there += one->there;
}

bool differing_make(const struct profiles *profiles, const struct comparison *pair, size_t most,
		    struct differing *differing)
{
	const struct profile_summary *a = profiles_find(profiles, pair->a);
	const struct profile_summary *b = profiles_find(profiles, pair->b);
	struct difference all = { "(all)", 0, 0 }, others = { "(all others)", 0, 0 };
	struct difference *row;
	size_t n;

	if (!a || !b)
		return false;
	row = profile_differences(a->function, a->n_functions, pair->a->pages, b->function,
				  b->n_functions, pair->b->pages, &n);
	differing->row = row ? reallocarray(row, n + 2, sizeof(*row)) : NULL;
	if (!differing->row) {
		free(row);
		return false;
	}
	row = differing->row;
	for (size_t i = 0; i < n; i++) {
		add(&all, &row[i]);
		if (i >= most)
			add(&others, &row[i]);
	}
	differing->n = n < most ? n : most;
	if (n > most)
		row[differing->n++] = others;
	row[differing->n++] = all;
	return true;
}

void differing_free(struct differing *differing)
{
	free(differing->row);
}
