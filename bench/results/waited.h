/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of a cell waited for in its traced trial, as results have it. */
#ifndef FAULTLINE_RESULTS_WAITED_H
#define FAULTLINE_RESULTS_WAITED_H

#include <jansson.h>
#include <stddef.h>

/** All waits for one lock. */
struct waited {
	char lock[64];		/**< printable ASCII, as the two below */
	char holder[64];	/**< who had it for most of it: "jbd2/nvme0n1-8 (57)"; "" in a baseline */
	char where[64];		/**< the function in which that one released it; "" if unknown */
	double count;
	double total, longest;	/**< unit of the mode */
};

/**
 * waited_read() - from the array of a trial, see docs/results-schema.md.
 * @n: how many.
 * Return: to be freed, longest total first; NULL if the array is damaged, or memory is out.
 */
struct waited *waited_read(const json_t *array, size_t *n);

/** waited_find() - the waits for that lock, or NULL. */
const struct waited *waited_find(const struct waited *waited, size_t n, const char *lock);

#endif
