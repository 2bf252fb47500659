// SPDX-License-Identifier: GPL-2.0-only
/* From what the tracers of locks and folios saw to one line for each lock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "trial/wait_table.h"

static const struct frames fault = { 3, {
	"_raw_spin_lock", "ext4_page_mkwrite", "asm_exc_page_fault"
} };

static struct lock_line line(const char *name, const char *holder, __u64 total,
			     const struct frames *stack)
{
	static const struct frames release = { 1, { "up_write" } };
	struct lock_line line = {
		.key.waiter = { .context = WHO_TASK, .pid = 1, .comm = "faultline" },
		.key.holder = { .context = WHO_TASK, .pid = 2 },
		.row = { .count = 1, .total = total, .max = total },
		.waiter = stack, .holder = &release,
	};

	strncpy(line.name, name, sizeof(line.name) - 1);
	strncpy(line.key.holder.comm, holder, sizeof(line.key.holder.comm) - 1);
	return line;
}

static json_t *table_of(struct lock_line *lines, size_t n)
{
	const struct lock_report locks = { .line = lines, .n_lines = n };
	static const struct foliolock_report folios;
	json_t *table = wait_table(&locks, &folios, true);

	assert_non_null(table);
	return table;
}

static void expect(const json_t *table, size_t i, const char *name, int count, int total, int max,
		   const char *holder)
{
	json_t *at = json_array_get(table, i);

	assert_string_equal(json_string_value(json_object_get(at, "name")), name);
	assert_int_equal(json_integer_value(json_object_get(at, "count")), count);
	assert_int_equal(json_integer_value(json_object_get(at, "total")), total);
	assert_int_equal(json_integer_value(json_object_get(at, "max")), max);
	at = json_object_get(at, "holder");
	assert_string_equal(json_string_value(json_object_get(at, "comm")), holder);
}

static void the_holder_is_who_had_it_for_most_of_the_time(void **unused)
{
	struct lock_line lines[] = {
		line("j_state_lock", "once", 50, &fault), line("j_state_lock", "often", 40, &fault),
		line("mmap_lock", "other", 35, &fault), line("j_state_lock", "often", 30, &fault),
	};
	json_t *table = table_of(lines, 4);

	(void)unused;
	assert_int_equal(json_array_size(table), 2);
	expect(table, 0, "j_state_lock", 3, 120, 50, "often");
	expect(table, 1, "mmap_lock", 1, 35, 35, "other");
	json_decref(table);
}

/* Ten short waits for one, two long ones for another, who released it here and there */
static void without_a_clock_the_holder_is_who_was_waited_for_most(void **unused)
{
	static const struct frames here = { 1, { "here" } }, there = { 1, { "there" } };
	struct lock_line lines[] = {
		line("j_state_lock", "long", 5000, &fault), line("j_state_lock", "often", 30, &fault),
		line("j_state_lock", "often", 20, &fault), line("j_state_lock", "often", 10, &fault),
	};
	const struct lock_report locks = { .line = lines, .n_lines = 4 };
	static const struct foliolock_report folios;
	json_t *table, *at, *holder;

	(void)unused;
	lines[0].row.count = 5;
	lines[1].row.count = 3;
	lines[1].holder = &here;
	lines[2].holder = lines[3].holder = &there;
	lines[2].row.count = lines[3].row.count = 2;
	table = wait_table(&locks, &folios, false);
	assert_int_equal(json_array_size(table), 1);
	at = json_array_get(table, 0);
	holder = json_object_get(at, "holder");
	assert_int_equal(json_integer_value(json_object_get(at, "count")), 12);
	assert_string_equal(json_string_value(json_object_get(holder, "comm")), "often");
	assert_string_equal(json_string_value(json_array_get(json_object_get(holder, "stack"), 0)),
			    "there");
	assert_null(json_object_get(at, "total"));
	assert_null(json_object_get(at, "max"));
	assert_null(json_object_get(at, "histogram"));
	json_decref(table);
}

/* Each of the seven waits of the folio lock tracer has a line, and says what it is */
static void hazards_and_whom_they_delay_have_lines_of_their_own(void **unused)
{
	static const char *const kinds[NR_FOLIOLOCK_WAITS] = {
		"folio", "folio", "folio", "hazard", "delayed", "hazard", "delayed",
	};
	static const struct frames nobody;
	static const struct lock_report locks;
	static struct foliolock_report folios;
	struct foliolock_line lines[NR_FOLIOLOCK_WAITS];
	json_t *table, *bucket;

	(void)unused;
	memset(lines, 0, sizeof(lines));
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++) {
		lines[i].key.wait = (__u32)i;
		lines[i].row = (struct foliolock_row){ .count = 1, .total = 100 - (__u64)i };
		lines[i].waiter = lines[i].holder = &nobody;
		folios.totals.sum[i].fault_hist[i + 1] = 7;
	}
	folios.line = lines;
	folios.n_lines = NR_FOLIOLOCK_WAITS;
	table = wait_table(&locks, &folios, true);
	assert_int_equal(json_array_size(table), NR_FOLIOLOCK_WAITS);
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++) {
		json_t *at = json_array_get(table, (size_t)i);

		assert_string_equal(json_string_value(json_object_get(at, "kind")), kinds[i]);
		bucket = json_array_get(json_object_get(at, "histogram"), 0);
		assert_int_equal(json_integer_value(json_array_get(bucket, 0)), i + 1);
		assert_int_equal(json_integer_value(json_array_get(bucket, 1)), 7);
	}
	json_decref(table);
}

static void waits_of_no_fault_are_none_of_its_locks(void **unused)
{
	static const struct frames
		maps = { 3, { "rwsem_down_write", "vm_mmap_pgoff", "do_syscall_64" } },
		unmaps = { 2, { "down_write", "__x64_sys_munmap" } },
		traces = { 3, { "htab_lock_bucket", "bpf_prog_1234_wait", "fault" } };
	struct lock_line lines[] = {
		line("mmap_lock", "a", 90, &maps),
		line("mmap_lock", "b", 80, &unmaps),
		line("bucket->lock", "c", 70, &traces),
		line("mmap_lock", "d", 60, &fault),
	};
	json_t *table = table_of(lines, 4);

	(void)unused;
	assert_int_equal(json_array_size(table), 1);
	expect(table, 0, "mmap_lock", 1, 60, 60, "d");
	json_decref(table);
}

static void without_waits_there_is_no_line(void **unused)
{
	json_t *table = table_of(NULL, 0);

	(void)unused;
	assert_int_equal(json_array_size(table), 0);
	json_decref(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_holder_is_who_had_it_for_most_of_the_time),
		cmocka_unit_test(without_a_clock_the_holder_is_who_was_waited_for_most),
		cmocka_unit_test(hazards_and_whom_they_delay_have_lines_of_their_own),
		cmocka_unit_test(waits_of_no_fault_are_none_of_its_locks),
		cmocka_unit_test(without_waits_there_is_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
