// SPDX-License-Identifier: GPL-2.0-only
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "lib/complain.h"
#include "lib/grow.h"
#include "results/lock_floor.h"

struct distances {
	double *value;
	size_t n;
};

/* Of rounds @first, @first + 2 and so on */
static double time_per_fault(const struct waits *waits, const struct waited *waited,
			     unsigned int first)
{
	double time = 0, faults = 0;

	for (unsigned int i = first; i < waits->rounds; i += 2) {
		time += waited->time[i];
		faults += waits->faults[i];
	}
	return time / faults;
}

static int add_locks(const struct waits *waits, struct distances *found)
{
	for (size_t i = 0; i < waits->n; i++) {
		double ratio = time_per_fault(waits, &waits->lock[i], 1) /
			       time_per_fault(waits, &waits->lock[i], 0);
		double *grown = grow(found->value, found->n, sizeof(*grown));

		if (!grown)
			return complain("out of memory for the noise floor");
		found->value = grown;
		if (isfinite(ratio) && ratio > 0)
			found->value[found->n++] = fabs(ratio - 1);
	}
	return 0;
}

int lock_floor(const struct analysis *const *run, size_t n, double *floor)
{
	struct distances found = { NULL, 0 };
	int ret = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < run[i]->n_results && !ret; j++)
			ret = add_locks(&run[i]->result[j].waited, &found);
	gsl_sort(found.value, 1, found.n);
	*floor = found.n ? gsl_stats_quantile_from_sorted_data(found.value, 1, found.n, 0.95) : NAN;
	free(found.value);
	return ret;
}
