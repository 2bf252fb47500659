// SPDX-License-Identifier: GPL-2.0-only
/* The slowest starts, as the journal tracer keeps them on each CPU and adds them up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "trace/journal.h"
#include "lib/random.h"

enum { SAMPLES = 5000, CPUS = 4 };

static void offer(struct journal_slowest *list, uint64_t latency)
{
	struct journal_event *place = journal_slowest_slot(list, latency);

	if (!place)
		return;
	place->latency = latency;
	journal_slowest_settle(list);
}

static int falling(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x < y) - (x > y);
}

static int slower_first(const void *a, const void *b)
{
	return falling(&((const struct journal_event *)a)->latency,
		       &((const struct journal_event *)b)->latency);
}

static void assert_slowest(struct journal_slowest *list, uint64_t *sample, size_t samples)
{
	size_t kept = samples < JOURNAL_SLOWEST ? samples : JOURNAL_SLOWEST;

	assert_int_equal(list->count, kept);
	qsort(sample, samples, sizeof(*sample), falling);
	qsort(list->event, kept, sizeof(*list->event), slower_first);
	for (size_t i = 0; i < kept; i++)
		assert_int_equal(list->event[i].latency, sample[i]);
}

static void the_slowest_of_all_cpus_are_kept(void **unused)
{
	static uint64_t sample[SAMPLES];
	struct journal_slowest cpu[CPUS] = { { .count = 0 } }, all = { .count = 0 };
	uint64_t seed = 4711;

	(void)unused;
	for (size_t i = 0; i < SAMPLES; i++) {
		/* With equal ones among them */
		sample[i] = 1 + random_next(&seed) % 3000;
		offer(&cpu[random_next(&seed) % CPUS], sample[i]);
	}
	for (int i = 0; i < CPUS; i++)
		journal_merge_slowest(&all, &cpu[i]);
	assert_slowest(&all, sample, SAMPLES);
}

static void rising_and_falling_ones_as_well(void **unused)
{
	uint64_t sample[100];

	(void)unused;
	for (int rising = 0; rising < 2; rising++) {
		struct journal_slowest list = { .count = 0 };

		for (size_t i = 0; i < 100; i++) {
			sample[i] = rising ? 1 + i : 100 - i;
			offer(&list, sample[i]);
		}
		assert_slowest(&list, sample, 100);
	}
}

static void few_are_all_kept(void **unused)
{
	struct journal_slowest list = { .count = 0 }, all = { .count = 0 };
	uint64_t sample[] = { 5, 9, 7 };

	(void)unused;
	for (size_t i = 0; i < 3; i++)
		offer(&list, sample[i]);
	journal_merge_slowest(&all, &list);
	assert_slowest(&all, sample, 3);
}

static void every_type_has_a_name(void **unused)
{
	(void)unused;
	assert_string_equal(journal_type_name(0), "MISC");
	assert_string_equal(journal_type_name(2), "WRITE_PAGE");
	assert_string_equal(journal_type_name(11), "EXT_CONVERT");
	assert_string_equal(journal_type_name(12), "OTHER");
	assert_string_equal(journal_type_name(JOURNAL_TYPES - 1), "OTHER");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_slowest_of_all_cpus_are_kept),
		cmocka_unit_test(rising_and_falling_ones_as_well),
		cmocka_unit_test(few_are_all_kept),
		cmocka_unit_test(every_type_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
