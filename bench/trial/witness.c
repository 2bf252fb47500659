// SPDX-License-Identifier: GPL-2.0-only
/* The tracers where BPF runs, counting kprobes where it does not. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/complain.h"
#include "model/waits.h"
#include "trial/witness.h"

/* Points that are hooks of the path tracer too; NR_HOOKS: that is not one */
static const enum path_hook hook_of_point[NR_POINTS] = {
#define POINT(id, name, hook) [POINT_##id] = (hook),
	POINTS(POINT)
#undef POINT
};

int witness_possible(void)
{
	return !tracer_possible() || function_counts_possible();
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

/*
 * A compiler may have inlined do_page_mkwrite, as clang does, and then its calls of other
 * functions are all there is to see.  Only loading the tracer tells, so it is tried once.
 */
static int open_path(struct witness *witness)
{
	const struct trace_filter ours = { .tgid = getpid(), .children = true };
	static int failed;

	if (failed || tracer_possible())
		return -1;
	witness->tracer = path_open(&ours);
	failed = !witness->tracer;
	if (failed) {
		note("calls of functions are counted instead, and the parts of page_mkwrite stay unknown");
		return -1;
	}
	witness->kind = WITNESS_PATH;
	return 0;
}

/* What is hidden is so in all lock trials, and said once */
static int open_locks(struct lockwatch *locks)
{
	static unsigned int said;
	unsigned int unseen;

	if (lockwatch_open(locks))
		return -1;
	unseen = lockwatch_unseen(locks) & ~said;
	for (int i = 0; i <= WAIT_LOCKS; i++)
		if (unseen & 1U << i)
			note("lock trials do not see '%s': this kernel has no function to hook for it",
			     wait_name(i));
	said |= unseen;
	return 0;
}

int witness_open(struct witness *witness, int locks)
{
	int ret = 0;

	memset(witness, 0, sizeof(*witness));
	if (locks) {
		witness->kind = WITNESS_LOCKS;
		ret = open_locks(&witness->locks);
	} else if (open_path(witness)) {
		witness->kind = WITNESS_COUNTS;
		ret = function_counts_open(&witness->counts);
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
		function_counts_start(&witness->counts);
		return 0;
	}
	witness->misses = path_misses(witness->tracer);
	path_read(witness->tracer, &witness->before);
	return 0;
}

static const char *path_wrong(const struct observation *seen)
{
	if (seen->misses)
		return "the trace is incomplete: the kernel left hooks out";
	if (seen->sums.lost)
		return "the trace is incomplete: faults were lost";
	if (seen->sums.begun != seen->sums.ended)
		return "the trace is incomplete: page_mkwrite began and ended unequally often";
	return NULL;
}

static void stop_path(const struct witness *witness, struct observation *seen)
{
	path_read(witness->tracer, &seen->sums);
	path_subtract(&seen->sums, &witness->before);
	seen->misses = path_misses(witness->tracer) - witness->misses;
	seen->wrong = path_wrong(seen);
	for (int i = 0; i < NR_POINTS; i++) {
		enum path_hook hook = hook_of_point[i];

		seen->path[i] = hook != NR_HOOKS && path_hooked(witness->tracer, hook) ?
					seen->sums.calls[hook] :
					UINT64_MAX;
	}
}

int witness_stop(struct witness *witness, enum mode mode, int fd, struct observation *seen)
{
	struct stat file;

	memset(seen, 0, sizeof(*seen));
	seen->by = witness->kind;
	if (witness->kind == WITNESS_PATH) {
		stop_path(witness, seen);
	} else if (witness->kind == WITNESS_COUNTS) {
		function_counts_stop(&witness->counts, seen->path);
	} else {
		if (fstat(fd, &file))
			return complain("cannot look at the file: %s", strerror(errno));
		seen->locks = lockwatch_stop(&witness->locks, file.st_dev, mode != MODE_COUNT,
					     &seen->wrong);
		seen->unseen = lockwatch_unseen(&witness->locks);
		return seen->locks ? 0 : -1;
	}
	return 0;
}

void observation_free(struct observation *seen)
{
	json_decref(seen->locks);
	json_decref(seen->perf);
	seen->locks = NULL;
	seen->perf = NULL;
}

void witness_close(struct witness *witness)
{
	if (witness->kind == WITNESS_PATH)
		path_close(witness->tracer);
	else if (witness->kind == WITNESS_COUNTS)
		function_counts_close(&witness->counts);
	else if (witness->kind == WITNESS_LOCKS)
		lockwatch_close(&witness->locks);
	witness->kind = WITNESS_NONE;
}
