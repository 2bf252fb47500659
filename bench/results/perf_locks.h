/* SPDX-License-Identifier: GPL-2.0-only */
/* What perf lock saw in a trial of a cell, row by row. For other folders. */
#ifndef FAULTLINE_RESULTS_PERF_LOCKS_H
#define FAULTLINE_RESULTS_PERF_LOCKS_H

#include <jansson.h>

/** A caller that waited for a lock. */
struct perf_lock_row {
	double contended;
	double total, longest;	/**< ns; NAN: there was no clock */
	const char *type, *caller;
};

/**
 * perf_locks_row() - row @i of the "locks" of samples.jsonl.
 * Return: 0, or -1 if that is none.
 */
int perf_locks_row(const json_t *locks, size_t i, struct perf_lock_row *row);

/** perf_locks_read() - take @locks into *@kept. Return: 0, or -1 if a row of it is damaged. */
int perf_locks_read(json_t *locks, json_t **kept);

#endif
