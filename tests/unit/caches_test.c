// SPDX-License-Identifier: GPL-2.0-only
/* The plugin's model of caches, and its lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plugin/caches.h"
#include "plugin/lines.h"
#include "plugin/touched.h"

static int misses(struct cache *cache, const uint64_t *line, size_t n)
{
	int missed = 0;

	for (size_t i = 0; i < n; i++) {
		bool miss;

		assert_int_equal(cache_use(cache, line[i], &miss)->line, line[i]);
		missed += miss;
	}
	return missed;
}

static void line_that_was_used_last_stays(void **state)
{
	/* All in set 1 of four; two ways */
	const uint64_t first[] = { 1, 5, 1, 9 }, then[] = { 1 }, gone[] = { 5 };
	struct cache cache;

	(void)state;
	cache_init(&cache, 4, 2);
	assert_int_equal(misses(&cache, first, 4), 3);
	assert_int_equal(misses(&cache, then, 1), 0);
	assert_int_equal(misses(&cache, gone, 1), 1);
	cache_clear(&cache);
	assert_int_equal(misses(&cache, then, 1), 1);
	free(cache.cached);
}

static void sets_do_not_push_each_other_out(void **state)
{
	const uint64_t lines[] = { 4, 5, 6, 7, 4, 5, 6, 7 };
	struct cache cache;

	(void)state;
	cache_init(&cache, 4, 1);
	assert_int_equal(misses(&cache, lines, 8), 4);
	free(cache.cached);
}

static void each_line_counts_once_in_a_fault(void **state)
{
	(void)state;
	touched_clear();
	assert_true(touched_first(100, 1));
	assert_false(touched_first(100, 1));
	assert_true(touched_first(101, 1));
	assert_true(touched_first(100, 2));
	/* Many more than there was room for at first */
	for (uint64_t line = 1000; line < 50000; line++)
		assert_true(touched_first(line, 3));
	for (uint64_t line = 1000; line < 50000; line++)
		assert_false(touched_first(line, 3));
	assert_true(touched_first(101, 3));
	/* What an earlier fault touched is room for this one */
	for (uint64_t line = 1000; line < 50000; line++)
		assert_true(touched_first(line, 4));
	assert_int_equal(touched_lost(), 0);
	touched_clear();
	assert_true(touched_first(101, 4));
	touched_clear();
}

static int shares(const char *want)
{
	char have[1024] = "";
	FILE *file = fmemopen(have, sizeof(have), "w");
	int n = 0;

	lines_write(file);
	fclose(file);
	for (const char *at = have; *at; at = strchr(at, '\n') + 1)
		n++;
	return want && !strstr(have, want) ? -1 : n;
}

/* One vCPU after another, which is how the emulator runs them */
static void share(uint64_t line, unsigned int vcpus, int times, bool store)
{
	for (int i = 0; i < times; i++)
		lines_share(line, 0xf00, (unsigned int)i % vcpus, store && i % vcpus == 0);
}

static void line_is_shared_if_one_writes_and_another_uses_it_again_and_again(void **state)
{
	(void)state;
	lines_clear();
	share(1, 2, 20, false);		/* read by both */
	share(2, 1, 20, true);		/* written by one */
	share(3, 2, SHARED_TURNS, true);	/* seldom */
	assert_int_equal(shares(NULL), 0);
	share(4, 2, 20, true);
	share(5, 3, 21, true);
	assert_int_equal(shares("share 100 f00 10 10\n"), 2);
	assert_int_equal(shares("share 140 f00 14 7\n"), 2);
	lines_clear();
	assert_int_equal(shares(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_that_was_used_last_stays),
		cmocka_unit_test(sets_do_not_push_each_other_out),
		cmocka_unit_test(each_line_counts_once_in_a_fault),
		cmocka_unit_test(line_is_shared_if_one_writes_and_another_uses_it_again_and_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
