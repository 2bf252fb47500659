// SPDX-License-Identifier: GPL-2.0-only
/* From the lines of two tracers to one table: a line for each lock. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "lockwatch.h"
#include "trace_who.h"

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
	const char *waiter_stack, *holder_stack;
};

struct table {
	struct wait *wait;
	size_t n;
};

/* Threads make none while they touch pages, only when they begin and end */
static int in_system_call(const struct wait *line)
{
	return !!strstr(line->waiter_stack, "syscall");
}

/* Lines come longest first */
static void add(struct table *table, const struct wait *line)
{
	if (in_system_call(line))
		return;
	for (size_t i = 0; i < table->n; i++) {
		struct wait *sum = &table->wait[i];

		if (strcmp(sum->name, line->name))
			continue;
		sum->count += line->count;
		sum->total += line->total;
		sum->max = line->max > sum->max ? line->max : sum->max;
		return;
	}
	table->wait[table->n++] = *line;
}

static void add_locks(struct table *table, const struct lock_report *report)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		const struct lock_line *line = &report->line[i];

		add(table, &(struct wait){
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

		add(table, &(struct wait){
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

static json_t *wait_to_json(const struct wait *wait)
{
	return json_pack("{ss sI sI sI so so}", "name", wait->name,
			 "count", (json_int_t)wait->count, "total", (json_int_t)wait->total,
			 "max", (json_int_t)wait->max,
			 "waiter", trace_who_json(wait->waiter, wait->waiter_stack),
			 "holder", trace_who_json(wait->holder, wait->holder_stack));
}

static json_t *table_to_json(const struct lock_report *locks, const struct foliolock_report *folios)
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
	qsort(table.wait, table.n, sizeof(*table.wait), longest_first);
	for (size_t i = 0; i < table.n; i++)
		json_array_append_new(array, wait_to_json(&table.wait[i]));
out:
	free(table.wait);
	return array;
}

/* Any of it, since the tracers were opened */
static unsigned long long lost(const struct lock_report *locks,
			       const struct foliolock_report *folios)
{
	return locks->totals.lost + locks->stacks_lost + locks->misses + !locks->balanced +
	       folios->totals.lost + folios->stacks_lost + folios->misses + !folios->balanced;
}

/* Return: 0, or -1 after complaining; both are to be freed in any case */
static int read_both(struct lockwatch *watch, struct lock_report *locks,
		     struct foliolock_report *folios)
{
	memset(folios, 0, sizeof(*folios));
	return locks_read(watch->locks, locks) || foliolock_read(watch->folios, folios) ? -1 : 0;
}

int lockwatch_open(struct lockwatch *watch)
{
	const struct trace_filter ours = { .tgid = getpid() };

	watch->lost = 0;
	watch->folios = NULL;
	watch->locks = locks_open(&ours);
	if (watch->locks)
		watch->folios = foliolock_open(&ours);
	if (watch->folios)
		return 0;
	lockwatch_close(watch);
	return -1;
}

int lockwatch_start(struct lockwatch *watch)
{
	struct foliolock_report folios;
	struct lock_report locks;
	int ret = read_both(watch, &locks, &folios);

	if (!ret) {
		watch->lost = lost(&locks, &folios);
		locks_forget(watch->locks);
		foliolock_forget(watch->folios);
	}
	locks_report_free(&locks);
	foliolock_report_free(&folios);
	return ret;
}

json_t *lockwatch_stop(struct lockwatch *watch, const char **wrong)
{
	struct foliolock_report folios;
	struct lock_report locks;
	json_t *array = NULL;

	*wrong = NULL;
	if (!read_both(watch, &locks, &folios)) {
		if (lost(&locks, &folios) != watch->lost)
			*wrong = "the trace of locks is incomplete: waits or hooks were lost";
		array = table_to_json(&locks, &folios);
	}
	locks_report_free(&locks);
	foliolock_report_free(&folios);
	return array;
}

void lockwatch_close(struct lockwatch *watch)
{
	locks_close(watch->locks);
	foliolock_close(watch->folios);
	watch->locks = NULL;
	watch->folios = NULL;
}
