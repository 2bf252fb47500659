// SPDX-License-Identifier: GPL-2.0-only
/* From what the tracers of locks and folios saw to one line for each lock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/sysmacros.h>

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
	json_t *table = wait_table(&locks, &folios, 0, true);

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
	table = wait_table(&locks, &folios, 0, false);
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

/* Each event of the folio lock tracer has a line, and says what it is; a commit takes no time */
static void hazards_and_whom_they_delay_have_lines_of_their_own(void **unused)
{
	static const char *const kinds[NR_FOLIOLOCK_WAITS] = {
		"folio", "folio", "folio", "hazard", "delayed", "hazard", "delayed",
		"handle", "handle", "handle", "commit",
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
	table = wait_table(&locks, &folios, 0, true);
	assert_int_equal(json_array_size(table), NR_FOLIOLOCK_WAITS);
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++) {
		json_t *at = json_array_get(table, (size_t)i);

		assert_string_equal(json_string_value(json_object_get(at, "kind")), kinds[i]);
		if (i == COMMIT) {
			assert_null(json_object_get(at, "total"));
			assert_null(json_object_get(at, "max"));
			assert_null(json_object_get(at, "histogram"));
			assert_null(json_object_get(at, "waiter"));
			continue;
		}
		bucket = json_array_get(json_object_get(at, "histogram"), 0);
		assert_int_equal(json_integer_value(json_array_get(bucket, 0)), i + 1);
		assert_int_equal(json_integer_value(json_array_get(bucket, 1)), 7);
	}
	json_decref(table);
}

static struct foliolock_line event(enum foliolock_wait wait, __u32 device, __u64 count,
				   const struct frames *holder)
{
	static const struct frames nobody;

	return (struct foliolock_line){
		.key = { .wait = wait, .device = device, .holder = { .context = WHO_TASK } },
		.row.count = count, .waiter = &nobody, .holder = holder,
	};
}

static void expect_event(const json_t *table, size_t i, const char *name, int count,
			 const char *where)
{
	json_t *at = json_array_get(table, i), *holder = json_object_get(at, "holder");

	assert_string_equal(json_string_value(json_object_get(at, "name")), name);
	assert_int_equal(json_integer_value(json_object_get(at, "count")), count);
	assert_string_equal(json_string_value(json_array_get(json_object_get(holder, "stack"), 0)),
			    where);
}

/* A function asks by two ways, jbd2 asks itself, and what a call asks for is not counted */
static void a_commit_is_asked_for_by_who_calls_the_journal(void **unused)
{
	static const struct frames
		faults = { 3, { "__jbd2_log_start_commit", "jbd2_journal_start_commit",
				"ext4_page_mkwrite" } },
		full = { 4, { "jbd2_log_start_commit", "wait_transaction_locked",
			      "start_this_handle", "ext4_page_mkwrite" } },
		fsync = { 3, { "jbd2_log_start_commit", "ext4_sync_file", "__x64_sys_fsync" } },
		timer = { 2, { "jbd2_journal_commit_transaction", "kjournald2" } },
		stops = { 3, { "jbd2_journal_stop", "__ext4_journal_stop", "ext4_dirty_inode" } },
		only = { 1, { "jbd2_journal_stop" } };
	const __u32 ours = 7 << 20 | 3;
	struct foliolock_line lines[] = {
		event(COMMIT, ours, 3, &faults), event(COMMIT, ours, 40, &fsync),
		event(COMMIT, ours, 4, &timer), event(COMMIT, ours, 2, &full), event(COMMIT_HANDLES, ours, 5, &stops),
		event(HANDLE_COMMIT, ours, 1, &only),
	};
	const struct foliolock_report folios = { .line = lines, .n_lines = 6 };
	static const struct lock_report locks;
	json_t *table = wait_table(&locks, &folios, makedev(7, 3), false);

	(void)unused;
	assert_int_equal(json_array_size(table), 3);
	expect_event(table, 0, "commit", 9, "ext4_page_mkwrite");
	expect_event(table, 1, "commit, open handles", 5, "ext4_dirty_inode");
	expect_event(table, 2, "handle, commit", 1, "jbd2_journal_stop");
	json_decref(table);
}

/* But for a wait of one of our threads it does not matter where that is */
static void commits_of_other_filesystems_are_none_of_the_trial(void **unused)
{
	static const struct frames nobody;
	struct foliolock_line lines[] = {
		event(COMMIT, 5, 3, &nobody), event(COMMIT_HANDLES, 5, 4, &nobody),
		event(HANDLE_COMMIT, 5, 2, &nobody), event(COMMIT, 1 << 20 | 1, 1, &nobody),
	};
	const struct foliolock_report folios = { .line = lines, .n_lines = 4 };
	static const struct lock_report locks;
	json_t *table = wait_table(&locks, &folios, makedev(1, 1), false);

	(void)unused;
	assert_int_equal(json_array_size(table), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(table, 0), "count")), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(table, 1), "count")), 1);
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
		cmocka_unit_test(a_commit_is_asked_for_by_who_calls_the_journal),
		cmocka_unit_test(commits_of_other_filesystems_are_none_of_the_trial),
		cmocka_unit_test(waits_of_no_fault_are_none_of_its_locks),
		cmocka_unit_test(without_waits_there_is_no_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
