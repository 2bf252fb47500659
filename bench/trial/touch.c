// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timed window.  Between the two clock readings of a thread stands nothing
 * but the loop of touch_pages(); whatever a thread shares with others is read
 * before and written after.
 *
 * Every trial gets new threads, even if it is only one: the kernel counts the
 * pages that a task has dirtied, to call balance_dirty_pages() now and then,
 * and the count is not to go from one trial into the next.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "model/stopwatch.h"
#include "trace/delay.h"
#include "trial/profile.h"
#include "trial/quiet.h"
#include "trial/touch.h"

/* What a thread has on its CPU's own list of free pages */
#define PAGE_LISTS (8UL << 20)
/*
 * Of these, what is taken after the plugin has begun to look.  That uses twice as many lines of
 * each set as the larger of its caches has (plugin/caches.h): when the window begins they hold
 * what they would hold if the plugin had seen all that was before, but for the wait for the tick.
 */
#define SEEN_PAGES (2UL << 20)

struct thread {
	pthread_t id;
	struct touch *share;
	enum mode mode;
	struct meeting *start;
};

/* Sanitizers would add faults on their shadow memory */
__attribute__((noinline, no_sanitize("address", "undefined")))
void touch_pages(char *base, const size_t *offset, const size_t *end)
{
	do {
		base[*offset] = 1;
	} while (++offset != end);
}

__attribute__((noinline, no_sanitize("address", "undefined")))
void touch_by_turns(char *base, const size_t *offset, const size_t *end)
{
	do {
		base[*offset] = 1;
		__builtin_ia32_pause();
	} while (++offset != end);
}

void touch_pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	/* The CPU came from our own affinity mask; it can only have gone offline */
	if (sched_setaffinity(0, sizeof(set), &set))
		note("cannot pin a thread to CPU %d", cpu);
}

/* Under icount the scheduler's clock, too, counts instructions as nanoseconds */
static uint64_t thread_cpu_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

typedef void touch_function(char *base, const size_t *offset, const size_t *end);

static void touch_at_once(struct touch *share, enum mode mode, touch_function *touch)
{
	profile_begin();
	share->begin = stopwatch_read(mode);
	touch(share->base, share->offset, share->offset + share->pages);
	share->end = stopwatch_read(mode);
	profile_end();
	share->spent = share->end - share->begin;
}

/* What the thread waits for is in no window, and what a window itself takes is in no cost */
static void touch_page_by_page(struct touch *share, enum mode mode, touch_function *touch)
{
	const uint64_t reading = stopwatch_reading(mode);

	pace_stored(&share->pace);
	for (size_t i = 0; i < share->pages; i++) {
		uint64_t begin, end;

		if (share->meeting)
			meeting_arrive(share->meeting);
		if (share->paced)
			pace_await(&share->pace);
		profile_begin();
		begin = stopwatch_read(mode);
		touch(share->base, share->offset + i, share->offset + i + 1);
		end = stopwatch_read(mode);
		profile_end();
		pace_stored(&share->pace);
		if (!i)
			share->begin = begin;
		share->end = end;
		share->spent += end - begin > reading ? end - begin - reading : 0;
	}
}

static _Thread_local struct touch *touching;

/*
 * A page of memory comes in the place of what the filesystem refused, so that the thread goes
 * on: a run that dies here would leave all behind that it has set.
 */
static void on_sigbus(int signo, siginfo_t *info, void *context)
{
	char *page = (char *)((uintptr_t)info->si_addr & ~(uintptr_t)(PAGE_BYTES - 1));

	(void)context;
	if (!touching || mmap(page, PAGE_BYTES, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		signal(signo, SIG_DFL);
	else
		touching->refused++;
}

/* For good: where nothing is touched it does what was done before */
static void survive_sigbus(struct touch *share)
{
	const struct sigaction action = { .sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO };

	touching = share;
	sigaction(SIGBUS, &action, NULL);
}

/* The plugin need not see that: it may be more than the window */
static void await_tick(const struct touch *share)
{
	if (share->profiled)
		profile_rest();
	stopwatch_await_tick();
	if (share->profiled)
		profile_arm();
}

void touch_share(struct touch *share, enum mode mode, struct meeting *start)
{
	touch_function *touch = share->by_turns ? touch_by_turns : touch_pages;
	struct rusage before, after;
	struct pmu pmu = { -1, -1 };
	uint64_t cpu_before;

	touch_pin(share->cpu);
	quiet_page_lists(PAGE_LISTS, share->profiled ? profile_arm : NULL, SEEN_PAGES);
	survive_sigbus(share);
	/* It would count what the thread waits, too, and take counters from perf */
	if (mode == MODE_TIME && !touch_waits(share) && !share->gate)
		pmu_open(&pmu);
	/* Where a process first reads the clock, and first writes, it takes a fault of its own */
	share->begin = stopwatch_read(mode);
	delay_touching(true);
	meeting_arrive(start);
	if (start->threads == 1)
		await_tick(share);
	/* In a process of its own the gate, too, takes faults */
	if (share->gate)
		perf_gate_enter(share->gate);
	getrusage(RUSAGE_THREAD, &before);
	cpu_before = thread_cpu_time();
	pmu_start(&pmu);

	if (touch_waits(share))
		touch_page_by_page(share, mode, touch);
	else
		touch_at_once(share, mode, touch);

	share->has_pmu = !pmu_stop(&pmu, &share->pmu);
	share->cpu_time = thread_cpu_time() - cpu_before;
	getrusage(RUSAGE_THREAD, &after);
	if (share->gate)
		perf_gate_leave(share->gate);
	pmu_close(&pmu);
	delay_touching(false);
	share->minflt = after.ru_minflt - before.ru_minflt;
	share->majflt = after.ru_majflt - before.ru_majflt;
	share->waits = after.ru_nvcsw - before.ru_nvcsw;
	share->preemptions = after.ru_nivcsw - before.ru_nivcsw;
	touching = NULL;
}

static void *timed_touch(void *arg)
{
	const struct thread *thread = arg;

	touch_share(thread->share, thread->mode, thread->start);
	return NULL;
}

int touch_all(struct touch *share, size_t n, enum mode mode)
{
	struct meeting start = { .threads = (unsigned int)n };
	struct thread *thread = calloc(n, sizeof(*thread));

	if (!thread)
		return complain("out of memory for %zu threads", n);
	for (size_t i = 0; i < n; i++) {
		int error;

		thread[i] = (struct thread){ .share = &share[i], .mode = mode, .start = &start };
		error = pthread_create(&thread[i].id, NULL, timed_touch, &thread[i]);
		/* The ones that have come to the start would wait for ever */
		if (error) {
			complain("thread %zu of %zu: %s", i + 1, n, strerror(error));
			exit(EXIT_FAULT);
		}
	}
	for (size_t i = 0; i < n; i++)
		pthread_join(thread[i].id, NULL);
	free(thread);
	return 0;
}
