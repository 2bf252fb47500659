// SPDX-License-Identifier: GPL-2.0-only
/* Several runs of a side, which are compared as one. */
#include <stdlib.h>

#include "compare/compared.h"
#include "lib/complain.h"
#include "results/runs.h"

/* May a further run stand beside the first of its side? What speaks against it is said of both */
static int check(struct analysis *first, const char *first_dir, struct analysis *more,
		 const char *dir, bool force)
{
	struct compared beside = {
		.base_dir = first_dir, .new_dir = dir, .base = *first, .new = *more,
	};
	int ret;

	if (!compared_costs(&beside))
		return complain("%s: runs in mode count have no costs, so one of a side is compared",
				first_dir);
	ret = compared_pair_up(&beside) || compared_allowed(&beside, force, true) ? -1 : 0;
	/* Both runs are borrowed */
	comparisons_free(&beside.set);
	return ret;
}

int compared_join(struct compared *compared, int i, char *const *dir, size_t n, bool force)
{
	struct analysis *first = i ? &compared->new : &compared->base;
	const char *first_dir = i ? compared->new_dir : compared->base_dir;
	struct analysis *more = calloc(n + 1, sizeof(*more));
	size_t read = 0;
	int ret = 0;

	if (!more)
		return complain("out of memory for %zu runs", n);
	while (!ret && read < n) {
		ret = run_read(dir[read], &more[read]);
		if (ret)
			break;
		ret = check(first, first_dir, &more[read], dir[read], force);
		read++;
	}
	if (!ret && n)
		ret = runs_join(first, more, n);
	while (read)
		analysis_free(&more[--read]);
	free(more);
	compared->more[i] = n;
	return ret;
}

bool compared_joined(const struct compared *compared)
{
	return compared->more[0] || compared->more[1];
}
