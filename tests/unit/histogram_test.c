// SPDX-License-Identifier: GPL-2.0-only
/* The bucket function that the tracers and their readers share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bpf/histogram.h"
#include "lib/random.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bucket_begins_where_the_last_one_ends),
		cmocka_unit_test(what_is_too_large_shares_the_last_bucket),
		cmocka_unit_test(quantiles_are_within_the_stated_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
