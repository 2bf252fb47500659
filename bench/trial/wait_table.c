// SPDX-License-Identifier: GPL-2.0-only
/* From the lines of two tracers to one table: a line for each lock. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/complain.h"
#include "trace/who.h"
#include "trial/wait_table.h"

static const char *const folio_names[NR_FOLIOLOCK_WAITS] = {
	[FOLIO_LOCKED]		= "folio lock",
	[FOLIO_WRITEBACK]	= "folio writeback",
	[FOLIO_OTHER]		= "folio, another bit",
	[HAZARD_HANDLE]		= "handle, folio locked",
	[HAZARD_HANDLE_VICTIM]	= "folio locked for handle",
	[HAZARD_FOLIO]		= "folio lock, handle open",
	[HAZARD_FOLIO_COMMIT]	= "commit, of such a handle",
};

/* All waits for one lock; who waited and who held it are those of the longest line */
struct wait {
	const char *name;
	__u64 count, total, max;
	const struct who *waiter, *holder;
	const struct frames *waiter_stack, *holder_stack;
};

struct table {
	struct wait *wait;
	size_t n;
};

/*
 * Threads make no system calls while they touch pages, only when they begin and end; a
 * deep stack lacks its outermost functions.  And the tracers' own maps have locks.
 */
static int is_of_no_fault(const struct wait *line)
{
	static const char *const signs[] = {
		"sys_", "syscall", "munmap", "mm_populate", "bpf_prog_", NULL
	};

	return frames_have(line->waiter_stack, signs);
}

/* Lines come longest first: of what is added up, the first one has its waiter and holder */
static void add(struct table *table, const struct wait *line, bool by_holder)
{
	for (size_t i = 0; i < table->n; i++) {
		struct wait *sum = &table->wait[i];

		if (strcmp(sum->name, line->name) ||
		    (by_holder && !who_same(sum->holder, line->holder)))
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
		add(table, line, true);
}

static void add_locks(struct table *table, const struct lock_report *report)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		const struct lock_line *line = &report->line[i];

		add_if_wanted(table, &(struct wait){
			.name = line->name, .count = line->row.count, .total = line->row.total,
			.max = line->row.max, .waiter = &line->key.waiter,
			.holder = &line->key.holder, .waiter_stack = line->waiter,
			.holder_stack = line->holder,
		});
	}
}

static void add_folios(struct table *table, const struct foliolock_report *report)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		const struct foliolock_line *line = &report->line[i];

		add_if_wanted(table, &(struct wait){
			.name = folio_names[line->key.wait], .count = line->row.count,
			.total = line->row.total, .max = line->row.max,
			.waiter = &line->key.waiter, .holder = &line->key.holder,
			.waiter_stack = line->waiter, .holder_stack = line->holder,
		});
	}
}

static int longest_first(const void *a, const void *b)
{
	__u64 x = ((const struct wait *)a)->total, y = ((const struct wait *)b)->total;

	return (x < y) - (x > y);
}

/* From a line for each lock and holder to one for each lock, its holder that of the most */
static void add_up_holders(struct table *table)
{
	size_t n = table->n;

	qsort(table->wait, n, sizeof(*table->wait), longest_first);
	table->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct wait line = table->wait[i];

		add(table, &line, false);
	}
	qsort(table->wait, table->n, sizeof(*table->wait), longest_first);
}

static json_t *wait_to_json(const struct wait *wait)
{
	return json_pack("{ss sI sI sI so so}", "name", wait->name,
			 "count", (json_int_t)wait->count, "total", (json_int_t)wait->total,
			 "max", (json_int_t)wait->max,
			 "waiter", trace_who_json(wait->waiter, wait->waiter_stack),
			 "holder", trace_who_json(wait->holder, wait->holder_stack));
}

json_t *wait_table(const struct lock_report *locks, const struct foliolock_report *folios)
{
	struct table table = { calloc(locks->n_lines + folios->n_lines + 1, sizeof(*table.wait)), 0 };
	json_t *array = json_array();

	if (!table.wait || !array) {
		complain("out of memory for the waits of a trial");
		json_decref(array);
		array = NULL;
		goto out;
	}
	add_locks(&table, locks);
	add_folios(&table, folios);
	add_up_holders(&table);
	for (size_t i = 0; i < table.n; i++)
		json_array_append_new(array, wait_to_json(&table.wait[i]));
out:
	free(table.wait);
	return array;
}
