// SPDX-License-Identifier: GPL-2.0-only
/* The path tracer where BPF runs, counting kprobes where it does not. */
#include <string.h>
#include <unistd.h>

#include "witness.h"

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

int witness_open(struct witness *witness)
{
	const struct trace_filter ours = { .tgid = getpid() };

	memset(witness, 0, sizeof(*witness));
	if (tracer_possible())
		return pathcount_open(&witness->path);
	witness->tracer = path_open(&ours);
	return witness->tracer ? 0 : -1;
}

void witness_start(struct witness *witness)
{
	if (!witness->tracer) {
		pathcount_start(&witness->path);
		return;
	}
	witness->misses = path_misses(witness->tracer);
	path_read(witness->tracer, &witness->before);
}

void witness_stop(struct witness *witness, uint64_t count[NR_POINTS], struct testimony *testimony)
{
	if (!witness->tracer) {
		pathcount_stop(&witness->path, count);
		return;
	}
	path_read(witness->tracer, &testimony->sums);
	path_subtract(&testimony->sums, &witness->before);
	testimony->misses = path_misses(witness->tracer) - witness->misses;
	for (int i = 0; i < NR_POINTS; i++) {
		enum path_hook hook = hook_of_point[i];

		count[i] = hook != NR_HOOKS && path_hooked(witness->tracer, hook) ?
			   testimony->sums.calls[hook] : UINT64_MAX;
	}
}

const char *testimony_wrong(const struct testimony *testimony)
{
	if (testimony->misses)
		return "the trace is incomplete: the kernel left hooks out";
	if (testimony->sums.lost)
		return "the trace is incomplete: faults were lost";
	if (testimony->sums.begun != testimony->sums.ended)
		return "the trace is incomplete: page_mkwrite began and ended unequally often";
	return NULL;
}

void witness_close(struct witness *witness)
{
	if (witness->tracer)
		path_close(witness->tracer);
	else
		pathcount_close(&witness->path);
}
