// SPDX-License-Identifier: GPL-2.0-only
/* Tracer of contended locks, our side: load, attach, read the table and put names into it. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bpf/locks.h"
#include "lib/complain.h"
#include "locks.skel.h"
#include "trace/locks.h"
#include "trace/symbols.h"
#include "trace/wait_rows.h"
#include "trace/who.h"

/* What some programs are for; the others trace */
enum {
	ROLE_CENSUS_BEGIN	= 1 << 1,
	ROLE_CENSUS_END		= 1 << 2,
	ROLE_RELEASE		= 1 << 3,
	ROLE_WAIT		= 1 << 4,
};

struct locks_tracer {
	struct locks_bpf *skeleton;
	struct tracer hooks;
	struct lock_totals last;	/* when it was read last */
	unsigned long long uncounted;	/* begun before the census was */
	struct wait_rows rows;
};

static const char *const names[NR_LOCKS] = {
#define NAME(id, name) [LOCK_##id] = (name),
	LOCK_NAMES(NAME)
#undef NAME
};

/* From its first variable to its end: addresses there are known by name */
static int find_variables(struct locks_bpf *skeleton)
{
	struct kallsyms *symbols = kallsyms_open(false);
	__u64 begin, end, unused;
	int ret = 0;

	if (!symbols)
		return -1;
	if (kallsyms_find(symbols, "_sdata", &begin, &unused) ||
	    kallsyms_find(symbols, "_end", &end, &unused)) {
		ret = complain("/proc/kallsyms hides addresses");
	} else {
		skeleton->rodata->kernel_begin = begin;
		skeleton->rodata->kernel_end = end;
	}
	kallsyms_close(symbols);
	return ret;
}

/* Waits that were taken note of, and would be in a complete census */
static unsigned long long recorded(const volatile struct lock_totals *totals)
{
	return totals->begun + totals->restarted + totals->passed;
}

/* The least of several: at any moment some are recorded, and not counted yet */
static unsigned long long uncounted(const volatile struct lock_totals *totals)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	unsigned long long least = ~0ULL;

	for (int i = 0; i < 10; i++) {
		unsigned long long counted = totals->census_begun,
				   more = recorded(totals) - counted;

		least = more < least ? more : least;
		nanosleep(&nap, NULL);
	}
	return least;
}

static void set_roles(struct locks_tracer *tracer)
{
	const struct locks_bpf *skeleton = tracer->skeleton;

	tracer_role(&tracer->hooks, skeleton->progs.CENSUS_begin, ROLE_CENSUS_BEGIN);
	tracer_role(&tracer->hooks, skeleton->progs.CENSUS_end, ROLE_CENSUS_END);
	tracer_role(&tracer->hooks, skeleton->progs.RELEASE, ROLE_RELEASE);
	tracer_role(&tracer->hooks, skeleton->progs.WAIT_begin, ROLE_WAIT);
	tracer_role(&tracer->hooks, skeleton->progs.WAIT_end, ROLE_WAIT);
	tracer_role(&tracer->hooks, skeleton->progs.WAIT_task_free, ROLE_WAIT);
}

struct locks_tracer *locks_open(const struct trace_filter *filter)
{
	struct locks_tracer *tracer = calloc(1, sizeof(*tracer));
	struct locks_bpf *skeleton;

	if (!tracer) {
		complain("out of memory for the lock tracer");
		return NULL;
	}
	tracer->skeleton = skeleton = locks_bpf__open();
	if (!skeleton) {
		complain("cannot open the lock tracer: %s", strerror(errno));
		goto fail;
	}
	tracer->rows = (struct wait_rows){
		.map = skeleton->maps.rows, .stacks = skeleton->maps.stacks,
		.last = { .key_size = sizeof(struct lock_key), .value_size = sizeof(struct lock_row) },
	};
	TRACER_FILTER(skeleton, filter);
	skeleton->rodata->interrupt_mask = tracer_interrupt_mask();
	if (find_variables(skeleton) || tracer_prepare(&tracer->hooks, skeleton->obj))
		goto fail;
	set_roles(tracer);
	if (locks_bpf__load(skeleton)) {
		complain("the kernel refuses the lock tracer: %s", strerror(errno));
		goto fail;
	}
	if (tracer_attach(&tracer->hooks, TRACER_ALL))
		goto fail;
	tracer->uncounted = uncounted(&skeleton->bss->totals);
	return tracer;
fail:
	locks_close(tracer);
	return NULL;
}

static unsigned long long waiting(const struct lock_cpu *cpu)
{
	unsigned long long n = 0;

	for (__u64 i = 0; i < cpu->depth && i < LOCK_SPINS; i++)
		n += !cpu->wait[i].passed;
	return n;
}

static unsigned long long spinning(const struct locks_tracer *tracer)
{
	int n_cpus = libbpf_num_possible_cpus();
	struct lock_cpu *cpus = calloc((size_t)n_cpus, sizeof(*cpus));
	unsigned long long n = 0;
	__u32 zero = 0;

	if (cpus && !bpf_map_lookup_elem(bpf_map__fd(tracer->skeleton->maps.cpus), &zero, cpus))
		for (int i = 0; i < n_cpus; i++)
			n += waiting(&cpus[i]);
	free(cpus);
	return n;
}

static unsigned long long sleeping(const struct locks_tracer *tracer)
{
	struct rowmap tasks = { .key_size = sizeof(__u64), .value_size = sizeof(struct lock_task) };
	unsigned long long n = 0;

	if (!rowmap_read(bpf_map__fd(tracer->skeleton->maps.tasks), &tasks))
		for (size_t i = 0; i < tasks.n; i++) {
			struct lock_task task;

			memcpy(&task, rowmap_entry(&tasks, i) + tasks.key_size, sizeof(task));
			n += !!task.wait.lock;
		}
	rowmap_free(&tasks);
	return n;
}

static unsigned long long above(unsigned long long a, unsigned long long b)
{
	return a > b ? a - b : 0;
}

/*
 * Beginnings and ends of waits that the census has and the tracer has not (what the
 * census itself was left out for may have been any of them); releases of
 * locks that somebody waited for, and such as no census saw; runs of any other hook.
 */
static unsigned long long missed(const struct locks_tracer *tracer)
{
	const volatile struct lock_totals *now = &tracer->skeleton->bss->totals;
	unsigned long long not_begun = tracer_misses(&tracer->hooks, ROLE_CENSUS_BEGIN);
	unsigned long long not_ended = tracer_misses(&tracer->hooks, ROLE_CENSUS_END);
	__u64 census_begun = now->census_begun + not_begun;
	__u64 census_ended = now->census_ended + not_ended;
	__u64 begun = recorded(now) - tracer->uncounted, ended = now->ended;
	unsigned long long releases = tracer_misses(&tracer->hooks, ROLE_RELEASE);
	unsigned long long waits = tracer_misses(&tracer->hooks, ROLE_WAIT);

	return above(census_begun, begun) + above(census_ended, ended) + now->releases_missed +
	       above(releases, now->releases_met) + tracer_misses(&tracer->hooks, TRACER_ALL) -
	       not_begun - not_ended - releases - waits;
}

/*
 * Counters and maps are not read at one moment: equal within what changed
 * meanwhile is equal, and a task may be just between the two.
 */
static void balance(const struct locks_tracer *tracer, struct lock_report *report)
{
	const volatile struct lock_totals *now = &tracer->skeleton->bss->totals;
	const struct timespec nap = { .tv_nsec = 1000000 };

	for (int i = 0; i < 10 && (!report->balanced || report->misses); i++) {
		__u64 begun = now->begun, ended = now->ended;

		if (i)
			nanosleep(&nap, NULL);
		report->misses = missed(tracer);
		report->in_flight = spinning(tracer) + sleeping(tracer);
		report->balanced = report->in_flight + now->ended >= begun &&
				   report->in_flight + ended <= now->begun;
	}
}

static const char *kind_of(__u32 flags)
{
	if (flags & LCB_F_PERCPU)
		return "percpu-rwsem";
	if (flags & LCB_F_MUTEX)
		return "mutex";
	if (flags & LCB_F_RT)
		return "rt_mutex";
	if (flags & LCB_F_SPIN)
		return flags & (LCB_F_READ | LCB_F_WRITE) ? "rwlock" : "spinlock";
	return flags & (LCB_F_READ | LCB_F_WRITE) ? "rwsem" : "semaphore";
}

static void name_line(const struct locks_tracer *tracer, struct lock_line *line)
{
	const char *symbol = NULL;

	if (line->key.name != LOCK_OTHER && line->key.name < NR_LOCKS) {
		snprintf(line->name, sizeof(line->name), "%s", names[line->key.name]);
		return;
	}
	if (line->key.symbol)
		symbol = stack_names_symbol(tracer->rows.names, line->key.symbol);
	if (symbol)
		snprintf(line->name, sizeof(line->name), "%s", symbol);
	else
		snprintf(line->name, sizeof(line->name), "%s in %s", kind_of(line->key.flags),
			 line->waiter->n ? line->waiter->name[0] : "?");
}

static void add_row(struct lock_row *sum, const struct lock_row *row)
{
	sum->count += row->count;
	sum->total += row->total;
	if (row->max > sum->max)
		sum->max = row->max;
}

static int same_line(const struct lock_line *a, const struct lock_line *b)
{
	return a->key.flags == b->key.flags && !strcmp(a->name, b->name) &&
	       who_same(&a->key.waiter, &b->key.waiter) &&
	       who_same(&a->key.holder, &b->key.holder) && a->waiter == b->waiter &&
	       a->holder == b->holder;
}

/* What differed in plumbing, or in what was interrupted, is one line now */
static void add_line(struct lock_report *report, const struct lock_line *line)
{
	size_t i = 0;

	while (i < report->n_lines && !same_line(&report->line[i], line))
		i++;
	if (i < report->n_lines)
		add_row(&report->line[i].row, &line->row);
	else
		report->line[report->n_lines++] = *line;
}

static void add_total(struct lock_report *report, const struct lock_line *line)
{
	struct lock_total *total;
	size_t i = 0;

	while (i < report->n_totals && strcmp(report->total[i].name, line->name))
		i++;
	total = &report->total[i];
	if (i == report->n_totals) {
		report->n_totals++;
		memcpy(total->name, line->name, sizeof(total->name));
		if (line->key.name != LOCK_OTHER && line->key.name < NR_LOCKS) {
			total->hist = report->totals.hist[line->key.name];
			total->fault_hist = report->totals.fault_hist[line->key.name];
		}
	}
	add_row(&total->row, &line->row);
}

static int longer(const struct lock_row *a, const struct lock_row *b)
{
	return (a->total < b->total) - (a->total > b->total);
}

static int longest_line(const void *a, const void *b)
{
	return longer(&((const struct lock_line *)a)->row, &((const struct lock_line *)b)->row);
}

static int longest_total(const void *a, const void *b)
{
	return longer(&((const struct lock_total *)a)->row, &((const struct lock_total *)b)->row);
}

static int make_lines(struct locks_tracer *tracer, const struct rowmap *rows,
		      struct lock_report *report)
{
	report->line = calloc(rows->n + 1, sizeof(*report->line));
	report->total = calloc(rows->n + 1, sizeof(*report->total));
	if (!report->line || !report->total)
		return complain("out of memory for the lock tracer");
	for (size_t i = 0; i < rows->n; i++) {
		const struct lock_row *old;
		struct lock_line line;

		memcpy(&line.key, rowmap_entry(rows, i), sizeof(line.key));
		memcpy(&line.row, rowmap_entry(rows, i) + sizeof(line.key), sizeof(line.row));
		old = rowmap_value(&tracer->rows.last, &line.key);
		line.row.count -= old ? old->count : 0;
		line.row.total -= old ? old->total : 0;
		if (!line.row.count)
			continue;
		line.waiter = stack_names_of(tracer->rows.names, &line.key.waiter);
		line.holder = stack_names_of(tracer->rows.names, &line.key.holder);
		name_line(tracer, &line);
		add_line(report, &line);
		add_total(report, &line);
	}
	qsort(report->line, report->n_lines, sizeof(*report->line), longest_line);
	qsort(report->total, report->n_totals, sizeof(*report->total), longest_total);
	return 0;
}

static void subtract(struct lock_totals *later, const struct lock_totals *earlier)
{
	for (int i = 0; i < NR_LOCKS; i++)
		for (__u32 j = 0; j < HIST_BUCKETS; j++) {
			later->hist[i][j] -= earlier->hist[i][j];
			later->fault_hist[i][j] -= earlier->fault_hist[i][j];
		}
	later->restarted -= earlier->restarted;
}

int locks_read(struct locks_tracer *tracer, struct lock_report *report)
{
	struct locks_bpf *skeleton = tracer->skeleton;
	struct rowmap rows;
	struct lock_totals now;

	memset(report, 0, sizeof(*report));
	if (wait_rows_read(&tracer->rows, &rows))
		return -1;
	now = skeleton->bss->totals;
	report->totals = now;
	subtract(&report->totals, &tracer->last);
	tracer->last = now;
	report->stacks_lost = skeleton->bss->stacks_lost;
	balance(tracer, report);
	if (make_lines(tracer, &rows, report)) {
		rowmap_free(&rows);
		return -1;
	}
	wait_rows_keep(&tracer->rows, &rows);
	return 0;
}

void locks_report_free(struct lock_report *report)
{
	free(report->line);
	free(report->total);
	report->line = NULL;
	report->total = NULL;
	report->n_lines = report->n_totals = 0;
}

void locks_forget(struct locks_tracer *tracer)
{
	wait_rows_forget(&tracer->rows);
}

bool locks_unseen(const struct locks_tracer *tracer)
{
	return !tracer_hooked(&tracer->hooks, "contention_begin") ||
	       !tracer_hooked(&tracer->hooks, "contention_end");
}

const struct tracer *locks_hooks(const struct locks_tracer *tracer)
{
	return &tracer->hooks;
}

void locks_close(struct locks_tracer *tracer)
{
	if (!tracer)
		return;
	tracer_detach(&tracer->hooks, TRACER_ALL);
	locks_bpf__destroy(tracer->skeleton);
	wait_rows_close(&tracer->rows);
	free(tracer);
}
