// SPDX-License-Identifier: GPL-2.0-only
/* Journal tracer, our side: load, attach, add up what the CPUs have. */
#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/journal.h"
#include "journal.skel.h"
#include "lib/complain.h"
#include "trace/journal.h"

struct journal_tracer {
	struct journal_bpf *skeleton;
	struct tracer hooks;
	struct journal_totals last;	/* when it was taken last */
	struct journal_cpu *cpus;	/* room for a copy */
	int n_cpus;
};

const char *const journal_wait_names[NR_WAITS] = {
	[WAIT_COMMIT]	= "commit",
	[WAIT_SPACE]	= "log space",
	[WAIT_BARRIER]	= "barrier",
	[WAIT_SWITCH]	= "switching",
	[WAIT_NONE]	= "none",
};

const char *const journal_origin_names[NR_ORIGINS] = {
	[ORIGIN_FAULT]		= "fault",
	[ORIGIN_OTHER]		= "other",
	[ORIGIN_RESTART]	= "restart",
};

const char *const journal_phase_names[NR_PHASES] = {
	[PHASE_BEGIN]	= "before locking",
	[PHASE_LOCKED]	= "locked",
	[PHASE_HANDLES]	= "waiting for handles",
	[PHASE_FLUSH]	= "flushing data",
	[PHASE_LOG]	= "logging",
};

const char *journal_type_name(unsigned int type)
{
	static const char *const names[] = {
		"MISC", "INODE", "WRITE_PAGE", "MAP_BLOCKS", "DIR", "TRUNCATE", "QUOTA",
		"RESIZE", "MIGRATE", "MOVE_EXTENTS", "XATTR", "EXT_CONVERT",
	};

	return type < sizeof(names) / sizeof(*names) ? names[type] : "OTHER";
}

void journal_merge_slowest(struct journal_slowest *into, const struct journal_slowest *from)
{
	for (__u64 i = 0; i < from->count; i++) {
		struct journal_event *place = journal_slowest_slot(into, from->event[i].latency);

		if (!place)
			continue;
		*place = from->event[i];
		journal_slowest_settle(into);
	}
}

static int slower_first(const void *a, const void *b)
{
	__u64 x = ((const struct journal_event *)a)->latency;
	__u64 y = ((const struct journal_event *)b)->latency;

	return (x < y) - (x > y);
}

static void raise_to(__u64 *peak, __u64 value)
{
	if (value > *peak)
		*peak = value;
}

static void add_peaks(struct journal_peaks *sum, const struct journal_peaks *cpu, __u64 epoch)
{
	for (int i = 0; i < JOURNAL_TYPES; i++) {
		if (cpu->start_epoch == epoch)
			raise_to(&sum->start[i], cpu->start[i]);
		if (cpu->hold_epoch == epoch)
			raise_to(&sum->hold[i], cpu->hold[i]);
	}
	if (cpu->start_epoch == epoch)
		journal_merge_slowest(&sum->slowest, &cpu->slowest);
	if (cpu->commit_epoch == epoch) {
		raise_to(&sum->commit, cpu->commit);
		raise_to(&sum->commit_wait, cpu->commit_wait);
	}
}

static void add_totals(struct journal_totals *sum, const struct journal_totals *cpu)
{
	const __u64 *from = (const __u64 *)cpu;
	__u64 *to = (__u64 *)sum;

	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

static void subtract_totals(struct journal_totals *later, const struct journal_totals *earlier)
{
	const __u64 *from = (const __u64 *)earlier;
	__u64 *to = (__u64 *)later;

	for (size_t i = 0; i < sizeof(*later) / sizeof(*to); i++)
		to[i] -= from[i];
}

/* Of all time: what came to an end, of what began */
static __u64 starts_ended(const struct journal_totals *all)
{
	__u64 ended = all->abandoned;

	for (int i = 0; i < JOURNAL_TYPES; i++)
		ended += all->type[i].starts - all->type[i].untimed + all->type[i].restarts;
	return ended;
}

int journal_take(struct journal_tracer *tracer, struct journal_sums *sums)
{
	struct journal_bpf__bss *bss = tracer->skeleton->bss;
	/* From here on the programs leave the peaks of this interval alone */
	__u64 epoch = bss->epoch++;
	__u32 only = 0;

	if (bpf_map_lookup_elem(bpf_map__fd(tracer->skeleton->maps.cpus), &only, tracer->cpus))
		return complain("cannot read the journal tracer's sums: %s", strerror(errno));
	memset(sums, 0, sizeof(*sums));
	for (int i = 0; i < tracer->n_cpus; i++) {
		add_totals(&sums->totals, &tracer->cpus[i].totals);
		add_peaks(&sums->peaks, &tracer->cpus[i].peaks[epoch % 2], epoch);
	}
	qsort(sums->peaks.slowest.event, sums->peaks.slowest.count,
	      sizeof(*sums->peaks.slowest.event), slower_first);
	sums->in_flight = sums->totals.begun - starts_ended(&sums->totals);
	sums->open_commits = sums->totals.commits.begun - sums->totals.commits.ended;
	sums->lost = bss->lost;
	sums->overlaps = bss->overlaps;
	subtract_totals(&sums->totals, &tracer->last);
	add_totals(&tracer->last, &sums->totals);
	return 0;
}

static int load(struct journal_tracer *tracer, const struct trace_filter *filter)
{
	struct journal_bpf *skeleton = tracer->skeleton = journal_bpf__open();

	if (!skeleton)
		return complain("cannot open the journal tracer: %s", strerror(errno));
	TRACER_FILTER(skeleton, filter);
	skeleton->bss->epoch = 1;
	if (tracer_prepare(&tracer->hooks, skeleton->obj))
		return -1;
	if (journal_bpf__load(skeleton))
		return complain("the kernel refuses the journal tracer: %s", strerror(errno));
	return tracer_attach(&tracer->hooks, TRACER_ALL);
}

struct journal_tracer *journal_open(const struct trace_filter *filter)
{
	struct journal_tracer *tracer = calloc(1, sizeof(*tracer));

	if (!tracer) {
		complain("out of memory for the journal tracer");
		return NULL;
	}
	tracer->n_cpus = libbpf_num_possible_cpus();
	tracer->cpus = tracer->n_cpus > 0 ?
		       calloc((size_t)tracer->n_cpus, sizeof(*tracer->cpus)) : NULL;
	if (!tracer->cpus) {
		complain("out of memory for the journal tracer");
		goto fail;
	}
	if (load(tracer, filter))
		goto fail;
	tracer->skeleton->bss->tracing = true;
	return tracer;
fail:
	journal_close(tracer);
	return NULL;
}

const struct tracer *journal_hooks(const struct journal_tracer *tracer)
{
	return &tracer->hooks;
}

void journal_close(struct journal_tracer *tracer)
{
	if (!tracer)
		return;
	tracer_detach(&tracer->hooks, TRACER_ALL);
	journal_bpf__destroy(tracer->skeleton);
	free(tracer->cpus);
	free(tracer);
}
