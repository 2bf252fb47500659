/* SPDX-License-Identifier: GPL-2.0-only */
/* Histograms as results have them. */
#ifndef FAULTLINE_RESULTS_HISTOGRAM_H
#define FAULTLINE_RESULTS_HISTOGRAM_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/** What took @least or more, and less than the next bucket; see bpf/histogram.h. */
struct bucket {
	uint64_t least, calls;
};

struct histogram {
	struct bucket *bucket;	/**< ascending */
	size_t n;
};

/**
 * histogram_read() - from [[least, calls], ...], ascending.
 * Return: 0, or -1 if @array is something else, or memory is out; @histogram is not changed.
 */
int histogram_read(const json_t *array, struct histogram *histogram);

/** histogram_add() - @from's calls into @into. Return: 0, or -1 if memory is out. */
int histogram_add(struct histogram *into, const struct histogram *from);

/**
 * histogram_quantile() - what a share of @q took no more than: the middle of its bucket,
 * which is within 6 % of it.
 * Return: NAN of an empty one.
 */
double histogram_quantile(const struct histogram *histogram, double q);

void histogram_free(struct histogram *histogram);

#endif
