// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "report/held_locks.h"

static int by_label(const void *a, const void *b)
{
	return strcmp(((const struct held_row *)a)->label, ((const struct held_row *)b)->label);
}

static double most_held(const struct held_row *row)
{
	double most = 0;

	for (int v = 0; v < NR_VARIANTS; v++)
		most = fmax(most, row->held[v]);
	return most;
}

static int by_held(const void *a, const void *b)
{
	double x = most_held(a), y = most_held(b);

	if (x != y)
		return x < y ? 1 : -1;
	return by_label(a, b);
}

/* A lock of one variant */
static void fill(struct held_row *row, const struct held_lock *lock, double faults, int variant)
{
	held_lock_label(lock, row->label);
	for (int v = 0; v < NR_VARIANTS; v++) {
		row->taken[v] = v == variant ? lock->taken / faults : NAN;
		row->held[v] = v == variant ? lock->held / faults : NAN;
	}
}

/* Neighbours of one label are of different variants, and become one. Return: how many are left */
static size_t merge(struct held_row *rows, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!kept || by_label(&rows[kept - 1], &rows[i])) {
			rows[kept++] = rows[i];
			continue;
		}
		for (int v = 0; v < NR_VARIANTS; v++) {
			rows[kept - 1].taken[v] = fmax(rows[kept - 1].taken[v], rows[i].taken[v]);
			rows[kept - 1].held[v] = fmax(rows[kept - 1].held[v], rows[i].held[v]);
		}
	}
	return kept;
}

struct held_row *held_rows_make(const struct profiles_row *row, size_t *n)
{
	struct held_row *rows;
	size_t most = 1;

	*n = 0;
	for (int v = 0; v < NR_VARIANTS; v++)
		most += row->shown[v] ? row->of[v]->n_locks : 0;
	rows = calloc(most, sizeof(*rows));
	if (!rows) {
		complain("out of memory for the locks of a report");
		return NULL;
	}
	for (int v = 0; v < NR_VARIANTS; v++)
		for (size_t i = 0; row->shown[v] && i < row->of[v]->n_locks; i++)
			fill(&rows[(*n)++], &row->of[v]->lock[i], row->of[v]->faults, v);
	qsort(rows, *n, sizeof(*rows), by_label);
	*n = merge(rows, *n);
	qsort(rows, *n, sizeof(*rows), by_held);
	return rows;
}
