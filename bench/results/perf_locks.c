// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "lib/plain.h"
#include "results/perf_locks.h"

int perf_locks_row(const json_t *locks, size_t i, struct perf_lock_row *row)
{
	json_int_t contended;

	row->total = row->longest = NAN;
	if (json_unpack(json_array_get(locks, i), "{sI ss ss s?F s?F}", "contended", &contended,
			"type", &row->type, "caller", &row->caller, "total", &row->total,
			"longest", &row->longest))
		return -1;
	row->contended = (double)contended;
	return contended < 0 || row->total < 0 || row->longest < 0 || !plain_is(row->type) ||
	       !plain_is(row->caller) ? -1 : 0;
}

int perf_locks_read(json_t *locks, json_t **kept)
{
	struct perf_lock_row row;

	if (!json_is_array(locks))
		return -1;
	for (size_t i = 0; i < json_array_size(locks); i++)
		if (perf_locks_row(locks, i, &row))
			return -1;
	json_decref(*kept);
	*kept = json_incref(locks);
	return 0;
}
