// SPDX-License-Identifier: GPL-2.0-only
/* The tracers where BPF runs, counting kprobes where it does not. */
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "trial/witness.h"

/* Points that are hooks of the path tracer too; NR_HOOKS: that is not one */
static const enum path_hook hook_of_point[NR_POINTS] = {
	[POINT_DO_PAGE_MKWRITE]		= HOOK_PAGE_MKWRITE,
	[POINT_EXT4_PAGE_MKWRITE]	= NR_HOOKS,
	[POINT_BLOCK_PAGE_MKWRITE]	= HOOK_BLOCK_MKWRITE,
	[POINT_BLOCK_WRITE_BEGIN]	= HOOK_BH_BEGIN,
	[POINT_IOMAP_PAGE_MKWRITE]	= HOOK_IOMAP_MKWRITE,
	[POINT_JBD2_HANDLE_START]	= HOOK_HANDLE_START,
};

int witness_possible(void)
{
	return !tracer_possible() || pathcount_possible();
}

int witness_sees_locks(void)
{
	static int seen = -1;
	struct lockwatch locks;

	if (seen >= 0)
		return seen;
	seen = !tracer_possible();
	if (seen && lockwatch_open(&locks)) {
		note("what threads wait for is not looked at on this kernel");
		seen = 0;
	} else if (seen) {
		lockwatch_close(&locks);
	}
	return seen;
}

int witness_open(struct witness *witness, int locks)
{
	const struct trace_filter ours = { .tgid = getpid() };
	int ret;

	memset(witness, 0, sizeof(*witness));
	if (locks) {
		witness->kind = WITNESS_LOCKS;
		ret = lockwatch_open(&witness->locks);
	} else if (tracer_possible()) {
		witness->kind = WITNESS_COUNTS;
		ret = pathcount_open(&witness->path);
	} else {
		witness->kind = WITNESS_PATH;
		witness->tracer = path_open(&ours);
		ret = witness->tracer ? 0 : -1;
	}
	if (ret)
		witness->kind = WITNESS_NONE;
	return ret;
}

int witness_start(struct witness *witness)
{
	if (witness->kind == WITNESS_LOCKS)
		return lockwatch_start(&witness->locks);
	if (witness->kind == WITNESS_COUNTS) {
		pathcount_start(&witness->path);
		return 0;
	}
	witness->misses = path_misses(witness->tracer);
	path_read(witness->tracer, &witness->before);
	return 0;
}

static const char *path_wrong(const struct testimony *testimony)
{
	if (testimony->misses)
		return "the trace is incomplete: the kernel left hooks out";
	if (testimony->sums.lost)
		return "the trace is incomplete: faults were lost";
	if (testimony->sums.begun != testimony->sums.ended)
		return "the trace is incomplete: page_mkwrite began and ended unequally often";
	return NULL;
}

static void stop_path(const struct witness *witness, struct testimony *testimony)
{
	path_read(witness->tracer, &testimony->sums);
	path_subtract(&testimony->sums, &witness->before);
	testimony->misses = path_misses(witness->tracer) - witness->misses;
	testimony->wrong = path_wrong(testimony);
	for (int i = 0; i < NR_POINTS; i++) {
		enum path_hook hook = hook_of_point[i];

		testimony->path[i] = hook != NR_HOOKS && path_hooked(witness->tracer, hook) ?
				     testimony->sums.calls[hook] : UINT64_MAX;
	}
}

int witness_stop(struct witness *witness, struct testimony *testimony)
{
	memset(testimony, 0, sizeof(*testimony));
	testimony->by = witness->kind;
	if (witness->kind == WITNESS_PATH) {
		stop_path(witness, testimony);
	} else if (witness->kind == WITNESS_COUNTS) {
		pathcount_stop(&witness->path, testimony->path);
	} else {
		testimony->locks = lockwatch_stop(&witness->locks, &testimony->wrong);
		return testimony->locks ? 0 : -1;
	}
	return 0;
}

void testimony_free(struct testimony *testimony)
{
	json_decref(testimony->locks);
	testimony->locks = NULL;
}

void witness_close(struct witness *witness)
{
	if (witness->kind == WITNESS_PATH)
		path_close(witness->tracer);
	else if (witness->kind == WITNESS_COUNTS)
		pathcount_close(&witness->path);
	else if (witness->kind == WITNESS_LOCKS)
		lockwatch_close(&witness->locks);
	witness->kind = WITNESS_NONE;
}
