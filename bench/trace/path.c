// SPDX-License-Identifier: GPL-2.0-only
/* Path tracer, our side: load, measure what tracing costs, read the sums. */
#include <bpf/bpf.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bpf/path.h"
#include "lib/complain.h"
#include "path.skel.h"
#include "trace/path.h"

/* What some programs are for; the others trace */
enum {
	ROLE_OPEN	= 1 << 1,	/* the beginning of a run of calibrate() */
	ROLE_CLOSE	= 1 << 2,
	ROLE_MARK	= 1 << 3,
	ROLE_SPAN	= 1 << 4,
	ROLE_CALIBRATE	= ROLE_OPEN | ROLE_CLOSE | ROLE_MARK | ROLE_SPAN,
	ROLE_CENSUS	= 1 << 5,	/* counts what those of the next role see */
	ROLE_LOCK	= 1 << 6,
};

struct path_tracer {
	struct path_bpf *skeleton;
	struct tracer hooks;
	int n_cpus;
};

const char *const path_hook_names[NR_HOOKS] = {
#define HOOK(id, function, kind, part) [HOOK_##id] = #function,
	PATH_HOOKS(HOOK)
#undef HOOK
};

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000000000U + (__u64)now.tv_nsec;
}

void path_read(const struct path_tracer *tracer, struct path_totals *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (int i = 0; i < tracer->n_cpus; i++) {
		const __u64 *from = (const __u64 *)&tracer->skeleton->bss->cpus[i].totals;
		__u64 *to = (__u64 *)sum;

		for (size_t j = 0; j < sizeof(*sum) / sizeof(*to); j++)
			to[j] += from[j];
	}
}

void path_subtract(struct path_totals *later, const struct path_totals *earlier)
{
	const __u64 *from = (const __u64 *)earlier;
	__u64 *to = (__u64 *)later;

	for (size_t i = 0; i < sizeof(*later) / sizeof(*to); i++)
		to[i] -= from[i];
}

/*
 * Run the kernel's test functions once, through all that is attached to them.
 * @outside: shortest run so far; @inside: shortest stay in the traced one.
 */
static int run_once(struct path_tracer *tracer, __u64 *outside, __u64 *inside)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct path_totals before, after;
	__u64 begin, spent;

	path_read(tracer, &before);
	begin = now_ns();
	if (bpf_prog_test_run_opts(bpf_program__fd(tracer->skeleton->progs.CALIBRATE_open), &opts))
		return -1;
	spent = now_ns() - begin;
	path_read(tracer, &after);
	path_subtract(&after, &before);
	if (spent < *outside)
		*outside = spent;
	if (after.part[PART_MAP] < *inside)
		*inside = after.part[PART_MAP];
	return 0;
}

/* With the hooks of @role attached as well */
static int shortest_run(struct path_tracer *tracer, unsigned int role, __u64 *outside,
			__u64 *inside)
{
	int ret = 0;

	if (tracer_attach(&tracer->hooks, role))
		return -1;
	*outside = *inside = UINT64_MAX;
	/* The first runs also translate what was just patched */
	for (int i = 0; i < 300 && !ret; i++)
		ret = run_once(tracer, outside, inside);
	return ret;
}

/* Each cost is the difference of a run with and without such an event */
static void calibrate(struct path_tracer *tracer)
{
	__u64 bare, marked, spanned, inside, unused;
	cpu_set_t before, here;
	struct path_cost cost;

	if (sched_getaffinity(0, sizeof(before), &before))
		return;
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	sched_setaffinity(0, sizeof(here), &here);
	if (shortest_run(tracer, ROLE_OPEN, &bare, &unused) ||
	    shortest_run(tracer, ROLE_CLOSE, &bare, &unused) ||
	    shortest_run(tracer, ROLE_MARK, &marked, &unused) ||
	    shortest_run(tracer, ROLE_SPAN, &spanned, &inside))
		goto out;
	cost.mark = marked > bare ? marked - bare : 0;
	cost.begin = inside;
	cost.end = spanned > marked + inside ? spanned - marked - inside : 0;
	for (int i = 0; i < tracer->n_cpus; i++)
		tracer->skeleton->bss->cpus[i].cost = cost;
out:
	tracer_detach(&tracer->hooks, ROLE_CALIBRATE);
	sched_setaffinity(0, sizeof(before), &before);
}

static void set_roles(struct path_tracer *tracer)
{
	const struct path_bpf *skeleton = tracer->skeleton;

	tracer_role(&tracer->hooks, skeleton->progs.CALIBRATE_open, ROLE_OPEN);
	tracer_role(&tracer->hooks, skeleton->progs.CALIBRATE_close, ROLE_CLOSE);
	tracer_role(&tracer->hooks, skeleton->progs.CALIBRATE_MARK_mark, ROLE_MARK);
	tracer_role(&tracer->hooks, skeleton->progs.CALIBRATE_SPAN_begin, ROLE_SPAN);
	tracer_role(&tracer->hooks, skeleton->progs.CALIBRATE_SPAN_end, ROLE_SPAN);
	tracer_role(&tracer->hooks, skeleton->progs.CENSUS_begin, ROLE_CENSUS);
	tracer_role(&tracer->hooks, skeleton->progs.CENSUS_end, ROLE_CENSUS);
	tracer_role(&tracer->hooks, skeleton->progs.LOCK_begin, ROLE_LOCK);
	tracer_role(&tracer->hooks, skeleton->progs.LOCK_end, ROLE_LOCK);
}

struct path_tracer *path_open(const struct trace_filter *filter)
{
	struct path_tracer *tracer = calloc(1, sizeof(*tracer));
	struct path_bpf *skeleton;

	if (!tracer) {
		complain("out of memory for the path tracer");
		return NULL;
	}
	tracer->n_cpus = libbpf_num_possible_cpus();
	if (tracer->n_cpus > PATH_CPUS) {
		complain("%d CPUs; the path tracer has room for %d", tracer->n_cpus, PATH_CPUS);
		goto fail;
	}
	tracer->skeleton = skeleton = path_bpf__open();
	if (!skeleton) {
		complain("cannot open the path tracer: %s", strerror(errno));
		goto fail;
	}
	TRACER_FILTER(skeleton, filter);
	skeleton->rodata->interrupt_mask = tracer_interrupt_mask();
	if (tracer_prepare(&tracer->hooks, skeleton->obj))
		goto fail;
	set_roles(tracer);
	if (path_bpf__load(skeleton)) {
		complain("the kernel refuses the path tracer: %s", strerror(errno));
		goto fail;
	}
	calibrate(tracer);
	if (tracer_attach(&tracer->hooks, TRACER_ALL & ~ROLE_CALIBRATE))
		goto fail;
	if (path_hooked(tracer, HOOK_PAGE_MKWRITE))
		return tracer;
	complain("this kernel has no hook on do_page_mkwrite: no fault can be traced");
fail:
	path_close(tracer);
	return NULL;
}

const struct path_cost *path_cost_of(const struct path_tracer *tracer)
{
	return &tracer->skeleton->bss->cpus[0].cost;
}

int path_hooked(const struct path_tracer *tracer, enum path_hook hook)
{
	return tracer_hooked(&tracer->hooks, path_hook_names[hook]);
}

const struct tracer *path_hooks(const struct path_tracer *tracer)
{
	return &tracer->hooks;
}

static unsigned long long misses_now(const struct path_tracer *tracer)
{
	unsigned long long uncounted = tracer_misses(&tracer->hooks, ROLE_CENSUS), census;
	struct path_totals now;

	path_read(tracer, &now);
	/* What the census itself was left out for may have been any of them */
	census = now.census + uncounted;
	return (census > now.lock_events ? census - now.lock_events : 0) +
	       tracer_misses(&tracer->hooks, TRACER_ALL) - tracer_misses(&tracer->hooks, ROLE_LOCK) - uncounted;
}

/* The least of several: at any moment an event may be in the census only, yet */
unsigned long long path_misses(const struct path_tracer *tracer)
{
	const struct timespec nap = { .tv_nsec = 1000000 };
	unsigned long long least = misses_now(tracer);

	for (int i = 0; least && i < 10; i++) {
		unsigned long long now;

		nanosleep(&nap, NULL);
		now = misses_now(tracer);
		least = now < least ? now : least;
	}
	return least;
}

void path_close(struct path_tracer *tracer)
{
	if (!tracer)
		return;
	tracer_detach(&tracer->hooks, TRACER_ALL);
	path_bpf__destroy(tracer->skeleton);
	free(tracer);
}
