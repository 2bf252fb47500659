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
	const struct foliolock_report folios = { 0 };
	json_t *table = wait_table(&locks, &folios);

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
		cmocka_unit_test(waits_of_no_fault_are_none_of_its_locks),
		cmocka_unit_test(without_waits_there_is_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
