// SPDX-License-Identifier: GPL-2.0-only
/* From the lines of two tracers to one table: a line for each lock. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "model/waits.h"
#include "trace/who.h"
#include "trial/wait_table.h"

/* All waits for one lock; who waited and who held it are those of the largest line */
struct wait {
	const char *name;
	enum wait_kind kind;
	__u64 count, total, max;
	const struct who *waiter, *holder;
	const struct frames *waiter_stack, *holder_stack;
	const __u64 *hist;	/* NULL: there is none of its own */
};

struct table {
	struct wait *wait;
	size_t n;
	bool clock;		/* the largest is the longest, and not that of the most waits */
};

/* What lines have in common that are added up */
enum level { SAME_RELEASE, SAME_HOLDER, SAME_LOCK };

/*
 * Threads make no system calls while they touch pages, only when they begin and end; a
 * deep stack lacks its outermost functions.  And the tracers' own maps have locks.  What
 * commits a call asks for, as those of the load, is the call's affair.
 */
static int is_of_no_fault(const struct wait *line)
{
	const bool is_wait = line->kind != KIND_COMMIT;

	static const char *const signs[] = {
		"sys_", "syscall", "munmap", "mm_populate", "bpf_prog_", NULL
	};

	return frames_have(is_wait ? line->waiter_stack : line->holder_stack, signs);
}

/* How handles are started and stopped, and commits asked for: says nothing about who does */
static bool is_of_the_journal(const char *name)
{
	static const char *const prefixes[] = {
		"__jbd2_log_start_commit", "jbd2_log_start_commit", "jbd2_journal_start_commit",
		"jbd2_complete_transaction", "__jbd2_journal_force_commit",
		"jbd2_journal_force_commit", "jbd2__journal_start", "jbd2__journal_restart",
		"start_this_handle", "add_transaction_credits", "wait_transaction_locked",
		"__jbd2_log_wait_for_space", "jbd2_journal_stop", "__ext4_journal_st",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strncmp(name, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

/* Return: the innermost frame of @stack that tells who it is of */
static int first_frame(const struct frames *stack, enum wait_kind kind)
{
	int first = 0;

	if (kind != KIND_HANDLE && kind != KIND_COMMIT)
		return 0;
	while (first < stack->n && is_of_the_journal(stack->name[first]))
		first++;
	return first < stack->n ? first : 0;
}

static const char *innermost(const struct frames *stack, enum wait_kind kind)
{
	return stack->n ? stack->name[first_frame(stack, kind)] : "";
}

static bool same(const struct wait *a, const struct wait *b, enum level level)
{
	if (strcmp(a->name, b->name) || (level != SAME_LOCK && !who_same(a->holder, b->holder)))
		return false;
	return level != SAME_RELEASE ||
	       !strcmp(innermost(a->holder_stack, a->kind), innermost(b->holder_stack, b->kind));
}

/* Of what is added up, the first line has its waiter and holder */
static void add(struct table *table, const struct wait *line, enum level level)
{
	for (size_t i = 0; i < table->n; i++) {
		struct wait *sum = &table->wait[i];

		if (!same(sum, line, level))
			continue;
		sum->count += line->count;
		sum->total += line->total;
		sum->max = line->max > sum->max ? line->max : sum->max;
		return;
	}
	table->wait[table->n++] = *line;
}

static void add_if_wanted(struct table *table, const struct wait *line)
{
	if (!is_of_no_fault(line))
		table->wait[table->n++] = *line;
}

static const __u64 *hist_of(const struct lock_report *report, const char *name)
{
	for (size_t i = 0; i < report->n_totals; i++)
		if (!strcmp(report->total[i].name, name))
			return report->total[i].fault_hist;
	return NULL;
}

static void add_locks(struct table *table, const struct lock_report *report)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		const struct lock_line *line = &report->line[i];

		add_if_wanted(table, &(struct wait){
			.name = line->name, .kind = KIND_LOCK, .count = line->row.count, .total = line->row.total,
			.max = line->row.max, .waiter = &line->key.waiter,
			.holder = &line->key.holder, .waiter_stack = line->waiter,
			.holder_stack = line->holder,
			.hist = hist_of(report, line->name),
		});
	}
}

/* Whoever commits is no thread of ours, and other filesystems have commits, too */
static bool is_of_another(const struct foliolock_line *line, __u32 device)
{
	return (line->key.wait == COMMIT || line->key.wait == COMMIT_HANDLES) &&
	       line->key.device != device;
}

static void add_folios(struct table *table, const struct foliolock_report *report, __u32 device)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		const struct foliolock_line *line = &report->line[i];
		const struct folio_wait *wait = &folio_waits[line->key.wait];

		if (is_of_another(line, device))
			continue;
		add_if_wanted(table, &(struct wait){
			.name = wait->name, .kind = wait->kind, .count = line->row.count,
			.total = line->row.total, .max = line->row.max,
			.waiter = &line->key.waiter, .holder = &line->key.holder,
			.waiter_stack = line->waiter, .holder_stack = line->holder,
			.hist = report->totals.sum[line->key.wait].fault_hist,
		});
	}
}

static int longest_first(const void *a, const void *b)
{
	__u64 x = ((const struct wait *)a)->total, y = ((const struct wait *)b)->total;

	return (x < y) - (x > y);
}

static int most_first(const void *a, const void *b)
{
	__u64 x = ((const struct wait *)a)->count, y = ((const struct wait *)b)->count;

	return (x < y) - (x > y);
}

static void sort(struct table *table)
{
	qsort(table->wait, table->n, sizeof(*table->wait),
	      table->clock ? longest_first : most_first);
}

/*
 * To one line for each lock: its holder is that of the largest share, wherever it released
 * the lock, and the function is where that one released most of it.
 */
static void add_up(struct table *table)
{
	for (enum level level = SAME_RELEASE; level <= SAME_LOCK; level++) {
		size_t n = table->n;

		sort(table);
		table->n = 0;
		for (size_t i = 0; i < n; i++) {
			const struct wait line = table->wait[i];

			add(table, &line, level);
		}
	}
	sort(table);
}

static json_t *hist_to_json(const __u64 *hist)
{
	json_t *array = json_array();

	for (__u32 i = 0; hist && i < HIST_BUCKETS; i++)
		if (hist[i])
			json_array_append_new(array, json_pack("[I,I]", (json_int_t)hist_low(i),
							       (json_int_t)hist[i]));
	return array;
}

static json_t *party_to_json(const struct who *who, const struct frames *stack, enum wait_kind kind)
{
	const int first = first_frame(stack, kind);
	struct frames rest = { .n = stack->n - first };

	memcpy(rest.name, stack->name + first, (size_t)rest.n * sizeof(rest.name[0]));
	return trace_who_json(who, &rest);
}

static json_t *wait_to_json(const struct wait *wait, bool clock)
{
	json_t *object = json_pack("{ss ss sI so}", "name", wait->name,
		"kind", wait_kind_names[wait->kind], "count", (json_int_t)wait->count,
		"holder", party_to_json(wait->holder, wait->holder_stack, wait->kind));

	if (wait->kind == KIND_COMMIT)
		return object;
	json_object_set_new(object, "waiter",
			    party_to_json(wait->waiter, wait->waiter_stack, wait->kind));
	if (clock)
		json_object_update_new(object, json_pack("{sI sI so}",
			"total", (json_int_t)wait->total, "max", (json_int_t)wait->max,
			"histogram", hist_to_json(wait->hist)));
	return object;
}

json_t *wait_table(const struct lock_report *locks, const struct foliolock_report *folios,
		   dev_t device, bool clock)
{
	struct table table = {
		.wait = calloc(locks->n_lines + folios->n_lines + 1, sizeof(*table.wait)),
		.clock = clock,
	};
	json_t *array = json_array();

	if (!table.wait || !array) {
		complain("out of memory for the waits of a trial");
		json_decref(array);
		array = NULL;
		goto out;
	}
	add_locks(&table, locks);
	add_folios(&table, folios, tracer_kernel_device(device));
	add_up(&table);
	for (size_t i = 0; i < table.n; i++)
		json_array_append_new(array, wait_to_json(&table.wait[i], clock));
out:
	free(table.wait);
	return array;
}
