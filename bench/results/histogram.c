// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "bpf/histogram.h"
#include "results/histogram.h"

int histogram_read(const json_t *array, struct histogram *histogram)
{
	size_t n = json_array_size(array), i;
	struct bucket *bucket;
	json_t *pair;

	if (array && !json_is_array(array))
		return -1;
	bucket = calloc(n + 1, sizeof(*bucket));
	if (!bucket)
		return -1;
	json_array_foreach(array, i, pair) {
		json_int_t least, calls;

		if (json_unpack(pair, "[II]", &least, &calls) || least < 0 || calls < 1 ||
		    (i && (uint64_t)least <= bucket[i - 1].least)) {
			free(bucket);
			return -1;
		}
		bucket[i] = (struct bucket){ (uint64_t)least, (uint64_t)calls };
	}
	*histogram = (struct histogram){ bucket, n };
	return 0;
}

int histogram_add(struct histogram *into, const struct histogram *from)
{
	struct bucket *sum = calloc(into->n + from->n + 1, sizeof(*sum));
	size_t n = 0, i = 0, j = 0;

	if (!sum)
		return -1;
	while (i < into->n || j < from->n) {
		uint64_t a = i < into->n ? into->bucket[i].least : UINT64_MAX;
		uint64_t b = j < from->n ? from->bucket[j].least : UINT64_MAX;

		sum[n].least = a < b ? a : b;
		if (i < into->n && a == sum[n].least)
			sum[n].calls += into->bucket[i++].calls;
		if (j < from->n && b == sum[n].least)
			sum[n].calls += from->bucket[j++].calls;
		n++;
	}
	free(into->bucket);
	*into = (struct histogram){ sum, n };
	return 0;
}

double histogram_quantile(const struct histogram *histogram, double q)
{
	double all = 0, seen = 0;
	uint32_t index;
	size_t i;

	for (i = 0; i < histogram->n; i++)
		all += (double)histogram->bucket[i].calls;
	for (i = 0; i < histogram->n; i++) {
		seen += (double)histogram->bucket[i].calls;
		if (seen >= q * all)
			break;
	}
	if (i == histogram->n)
		return NAN;
	index = hist_index(histogram->bucket[i].least);
	return ((double)hist_low(index) + (double)hist_low(index + 1) - 1) / 2;
}

void histogram_free(struct histogram *histogram)
{
	free(histogram->bucket);
	*histogram = (struct histogram){ NULL, 0 };
}
