// SPDX-License-Identifier: GPL-2.0-only
/* Folio lock tracer, our side: load, attach, read the table and put names into it. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bpf/foliolock.h"
#include "foliolock.skel.h"
#include "lib/complain.h"
#include "trace/foliolock.h"
#include "trace/symbols.h"
#include "trace/wait_rows.h"
#include "trace/who.h"

struct foliolock_tracer {
	struct foliolock_bpf *skeleton;
	struct tracer hooks;
	struct foliolock_totals last;	/* when it was read last */
	struct wait_rows rows;
};

const char *const foliolock_wait_names[NR_FOLIOLOCK_WAITS] = {
	[FOLIO_LOCKED]		= "locked",
	[FOLIO_WRITEBACK]	= "writeback",
	[FOLIO_OTHER]		= "other",
	[HAZARD_HANDLE]		= "folio_held_for_handle",
	[HAZARD_HANDLE_VICTIM]	= "folio_waited_for_meanwhile",
	[HAZARD_FOLIO]		= "handle_held_for_folio",
	[HAZARD_FOLIO_COMMIT]	= "commit_delayed_meanwhile",
	[HANDLE_COMMIT]		= "handle_waited_for_commit",
	[HANDLE_SPACE]		= "handle_waited_for_space",
	[COMMIT_HANDLES]	= "commit_waited_for_handles",
	[COMMIT]		= "commit",
};

/* What the kernel side compares pointers and stacks with */
static int find_symbols(struct foliolock_bpf *skeleton)
{
	struct kallsyms *symbols = kallsyms_open(false);
	__u64 begin, end;
	int ret = 0;

	if (!symbols)
		return -1;
	if (kallsyms_find(symbols, "wake_page_function", &begin, &end))
		ret = complain("this kernel has no wake_page_function, or hides its address");
	else
		skeleton->rodata->wake_function = begin;
	if (!kallsyms_find(symbols, "iomap_page_mkwrite", &begin, &end)) {
		skeleton->rodata->mkwrite_begin = begin;
		skeleton->rodata->mkwrite_end = end;
	}
	kallsyms_close(symbols);
	return ret;
}

struct foliolock_tracer *foliolock_open(const struct trace_filter *filter)
{
	struct foliolock_tracer *tracer = calloc(1, sizeof(*tracer));
	struct foliolock_bpf *skeleton;

	if (!tracer) {
		complain("out of memory for the folio lock tracer");
		return NULL;
	}
	tracer->skeleton = skeleton = foliolock_bpf__open();
	if (!skeleton) {
		complain("cannot open the folio lock tracer: %s", strerror(errno));
		goto fail;
	}
	tracer->rows = (struct wait_rows){
		.map = skeleton->maps.rows, .stacks = skeleton->maps.stacks,
		.last = { .key_size = sizeof(struct foliolock_key), .value_size = sizeof(struct foliolock_row) },
	};
	TRACER_FILTER(skeleton, filter);
	skeleton->rodata->interrupt_mask = tracer_interrupt_mask();
	if (find_symbols(skeleton) || tracer_prepare(&tracer->hooks, skeleton->obj))
		goto fail;
	if (foliolock_bpf__load(skeleton)) {
		complain("the kernel refuses the folio lock tracer: %s", strerror(errno));
		goto fail;
	}
	if (!tracer_attach(&tracer->hooks, TRACER_ALL))
		return tracer;
fail:
	foliolock_close(tracer);
	return NULL;
}

/*
 * Counters and map are not read at one moment: equal within what changed
 * meanwhile is equal, and a task may be just between the two.
 */
static void balance(const struct foliolock_tracer *tracer, struct foliolock_report *report)
{
	const volatile struct foliolock_totals *now = &tracer->skeleton->bss->totals;
	const struct timespec nap = { .tv_nsec = 1000000 };

	report->balanced = 0;
	for (int i = 0; i < 10 && !report->balanced; i++) {
		__u64 begun = now->begun, ended = now->ended;

		if (i)
			nanosleep(&nap, NULL);
		report->in_flight = rowmap_count(bpf_map__fd(tracer->skeleton->maps.sleeps),
						sizeof(__u64));
		report->balanced = report->in_flight + now->ended >= begun &&
				   report->in_flight + ended <= now->begun;
	}
}

static void subtract_sums(struct foliolock_totals *later, const struct foliolock_totals *earlier)
{
	for (int i = 0; i < NR_FOLIOLOCK_WAITS; i++) {
		struct foliolock_sum *sum = &later->sum[i];
		const struct foliolock_sum *old = &earlier->sum[i];

		sum->count -= old->count;
		sum->total -= old->total;
		for (__u32 j = 0; j < HIST_BUCKETS; j++) {
			sum->hist[j] -= old->hist[j];
			sum->fault_hist[j] -= old->fault_hist[j];
		}
	}
	later->unslept -= earlier->unslept;
	later->commits -= earlier->commits;
}

static int same_line(const struct foliolock_line *a, const struct foliolock_line *b)
{
	return a->key.wait == b->key.wait && a->key.device == b->key.device &&
	       a->key.inode == b->key.inode && who_same(&a->key.waiter, &b->key.waiter) &&
	       who_same(&a->key.holder, &b->key.holder) && a->waiter == b->waiter &&
	       a->holder == b->holder;
}

/* What differed in plumbing, or in what was interrupted, is one line now */
static void add_line(struct foliolock_report *report, const struct foliolock_line *line)
{
	for (size_t i = 0; i < report->n_lines; i++) {
		struct foliolock_row *row = &report->line[i].row;

		if (!same_line(&report->line[i], line))
			continue;
		row->count += line->row.count;
		row->total += line->row.total;
		if (line->row.max > row->max) {
			row->max = line->row.max;
			row->index = line->row.index;
			row->tid = line->row.tid;
		}
		return;
	}
	report->line[report->n_lines++] = *line;
}

static int longest_first(const void *a, const void *b)
{
	__u64 x = ((const struct foliolock_line *)a)->row.total;
	__u64 y = ((const struct foliolock_line *)b)->row.total;

	return (x < y) - (x > y);
}

static int make_lines(struct foliolock_tracer *tracer, const struct rowmap *rows,
		      struct foliolock_report *report)
{
	report->line = calloc(rows->n + 1, sizeof(*report->line));
	if (!report->line)
		return complain("out of memory for the folio lock tracer");
	for (size_t i = 0; i < rows->n; i++) {
		struct foliolock_line line;
		const struct foliolock_row *old;

		memcpy(&line.key, rowmap_entry(rows, i), sizeof(line.key));
		memcpy(&line.row, rowmap_entry(rows, i) + sizeof(line.key), sizeof(line.row));
		old = rowmap_value(&tracer->rows.last, &line.key);
		line.row.count -= old ? old->count : 0;
		line.row.total -= old ? old->total : 0;
		if (!line.row.count)
			continue;
		line.waiter = stack_names_of(tracer->rows.names, &line.key.waiter);
		line.holder = stack_names_of(tracer->rows.names, &line.key.holder);
		add_line(report, &line);
	}
	qsort(report->line, report->n_lines, sizeof(*report->line), longest_first);
	return 0;
}

int foliolock_read(struct foliolock_tracer *tracer, struct foliolock_report *report)
{
	struct foliolock_bpf *skeleton = tracer->skeleton;
	struct rowmap rows;
	struct foliolock_totals now;

	memset(report, 0, sizeof(*report));
	if (wait_rows_read(&tracer->rows, &rows))
		return -1;
	now = skeleton->bss->totals;
	report->totals = now;
	subtract_sums(&report->totals, &tracer->last);
	tracer->last = now;
	report->stacks_lost = skeleton->bss->stacks_lost;
	report->misses = tracer_misses(&tracer->hooks, TRACER_ALL);
	balance(tracer, report);
	if (make_lines(tracer, &rows, report)) {
		rowmap_free(&rows);
		return -1;
	}
	wait_rows_keep(&tracer->rows, &rows);
	return 0;
}

void foliolock_report_free(struct foliolock_report *report)
{
	free(report->line);
	report->line = NULL;
	report->n_lines = 0;
}

void foliolock_forget(struct foliolock_tracer *tracer)
{
	wait_rows_forget(&tracer->rows);
}

/* Without which of its functions an event is not seen.  XFS may not be there: its own do not count */
static const struct {
	enum foliolock_wait wait;
	const char *function;
} needs[] = {
	{ FOLIO_LOCKED,		"io_schedule" },
	{ FOLIO_LOCKED,		"finish_wait" },
	{ FOLIO_WRITEBACK,	"io_schedule" },
	{ FOLIO_WRITEBACK,	"finish_wait" },
	{ FOLIO_OTHER,		"io_schedule" },
	{ FOLIO_OTHER,		"finish_wait" },
	{ HAZARD_HANDLE,	"wait_transaction_locked" },
	{ HAZARD_HANDLE,	"__jbd2_log_wait_for_space" },
	{ HAZARD_HANDLE_VICTIM,	"wake_page_function" },
	{ HAZARD_HANDLE_VICTIM,	"wait_transaction_locked" },
	{ HAZARD_HANDLE_VICTIM,	"__jbd2_log_wait_for_space" },
	{ HAZARD_FOLIO,		"io_schedule" },
	{ HAZARD_FOLIO,		"finish_wait" },
	{ HAZARD_FOLIO_COMMIT,	"io_schedule" },
	{ HAZARD_FOLIO_COMMIT,	"finish_wait" },
	{ HAZARD_FOLIO_COMMIT,	"jbd2_commit_locking" },
	{ HAZARD_FOLIO_COMMIT,	"jbd2_commit_flushing" },
	{ HANDLE_COMMIT,	"wait_transaction_locked" },
	{ HANDLE_SPACE,		"__jbd2_log_wait_for_space" },
	{ COMMIT_HANDLES,	"jbd2_commit_locking" },
	{ COMMIT_HANDLES,	"jbd2_journal_wait_updates" },
	{ COMMIT,		"jbd2_commit_locking" },
};

unsigned int foliolock_unseen(const struct foliolock_tracer *tracer)
{
	unsigned int unseen = 0;

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (!tracer_hooked(&tracer->hooks, needs[i].function))
			unseen |= 1U << needs[i].wait;
	return unseen;
}

const struct tracer *foliolock_hooks(const struct foliolock_tracer *tracer)
{
	return &tracer->hooks;
}

void foliolock_close(struct foliolock_tracer *tracer)
{
	if (!tracer)
		return;
	tracer_detach(&tracer->hooks, TRACER_ALL);
	foliolock_bpf__destroy(tracer->skeleton);
	wait_rows_close(&tracer->rows);
	free(tracer);
}
