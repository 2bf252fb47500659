// SPDX-License-Identifier: GPL-2.0-only
/* The bucket function that the tracers and their readers share. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bpf/histogram.h"
#include "lib/random.h"
#include "results/histogram.h"

static void every_bucket_begins_where_the_last_one_ends(void **unused)
{
	(void)unused;
	assert_int_equal(hist_index(0), 0);
	for (__u32 i = 1; i < HIST_BUCKETS; i++) {
		assert_int_equal(hist_index(hist_low(i)), i);
		assert_int_equal(hist_index(hist_low(i) - 1), i - 1);
	}
}

static void what_is_too_large_shares_the_last_bucket(void **unused)
{
	(void)unused;
	assert_int_equal(hist_index((1ULL << HIST_MAX_BITS) - 1), HIST_BUCKETS - 1);
	assert_int_equal(hist_index(1ULL << HIST_MAX_BITS), HIST_BUCKETS - 1);
	assert_int_equal(hist_index(UINT64_MAX), HIST_BUCKETS - 1);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Any quantile read off the histogram is within 1/HIST_SUB below the true one */
static void quantiles_are_within_the_stated_error(void **unused)
{
	enum { SAMPLES = 20000 };
	static uint64_t sample[SAMPLES];
	static unsigned int count[HIST_BUCKETS];
	uint64_t seed = 4711;
	size_t below = 0;

	(void)unused;
	for (size_t i = 0; i < SAMPLES; i++) {
		/* Over all magnitudes that fit */
		sample[i] = random_next(&seed) >> (24 + random_next(&seed) % 40);
		count[hist_index(sample[i])]++;
	}
	qsort(sample, SAMPLES, sizeof(*sample), compare);
	for (__u32 bucket = 0; bucket < HIST_BUCKETS; bucket++) {
		for (size_t i = below; i < below + count[bucket]; i++) {
			assert_true(hist_low(bucket) <= sample[i]);
			assert_true(sample[i] - hist_low(bucket) <= sample[i] / HIST_SUB);
		}
		below += count[bucket];
	}
	assert_int_equal(below, SAMPLES);
}

static struct histogram read_text(const char *text)
{
	json_t *array = json_loads(text, 0, NULL);
	struct histogram histogram;

	assert_int_equal(histogram_read(array, &histogram), 0);
	json_decref(array);
	return histogram;
}

/* Buckets of both, of one and of the other; 95 of 100 are at 32 or below */
static void histograms_of_results_add_up_and_have_quantiles(void **unused)
{
	struct histogram sum = read_text("[[2,10],[32,40]]"), more = read_text("[[16,5],[32,40],[1024,5]]");
	struct histogram none = read_text("[]");

	(void)unused;
	assert_true(isnan(histogram_quantile(&none, 0.5)));
	assert_int_equal(histogram_add(&sum, &more), 0);
	assert_int_equal(histogram_add(&sum, &none), 0);
	assert_int_equal(sum.n, 4);
	assert_int_equal(sum.bucket[1].least, 16);
	assert_int_equal(sum.bucket[2].calls, 80);
	assert_true(histogram_quantile(&sum, 0.1) == 2);
	/* 32 to 35, and 1024 to 1151 */
	assert_true(histogram_quantile(&sum, 0.5) == 33.5);
	assert_true(histogram_quantile(&sum, 0.95) == 33.5);
	assert_true(histogram_quantile(&sum, 0.96) == 1087.5);
	histogram_free(&sum);
	histogram_free(&more);
	histogram_free(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bucket_begins_where_the_last_one_ends),
		cmocka_unit_test(what_is_too_large_shares_the_last_bucket),
		cmocka_unit_test(quantiles_are_within_the_stated_error),
		cmocka_unit_test(histograms_of_results_add_up_and_have_quantiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
