// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "profile/differences.h"

static int by_difference(const void *a, const void *b)
{
	const struct difference *x = a, *y = b;
	double by_x = fabs(x->there - x->here), by_y = fabs(y->there - y->here);

	if (by_x != by_y)
		return by_x < by_y ? 1 : -1;
	return strcmp(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct difference *)a)->name, ((const struct difference *)b)->name);
}

/* Neighbours of one name become one. Return: how many are left */
static size_t merge(struct difference *all, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && !strcmp(all[kept - 1].name, all[i].name)) {
			all[kept - 1].here += all[i].here;
			all[kept - 1].there += all[i].there;
		} else {
			all[kept++] = all[i];
		}
	}
	return kept;
}

struct difference *profile_differences(const struct function *here, size_t n_here,
				       double pages_here, const struct function *there,
				       size_t n_there, double pages_there, size_t *n)
{
	struct difference *all = calloc(n_here + n_there + 1, sizeof(*all));

	*n = 0;
	if (!all) {
		complain("out of memory for the functions of two profiles");
		return NULL;
	}
	for (size_t i = 0; i < n_here; i++)
		all[i] = (struct difference){ here[i].name, here[i].self / pages_here, 0 };
	for (size_t i = 0; i < n_there; i++)
		all[n_here + i] =
			(struct difference){ there[i].name, 0, there[i].self / pages_there };
	qsort(all, n_here + n_there, sizeof(*all), by_name);
	*n = merge(all, n_here + n_there);
	qsort(all, *n, sizeof(*all), by_difference);
	return all;
}
