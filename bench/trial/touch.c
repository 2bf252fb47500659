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
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "model/stopwatch.h"
#include "trial/profile.h"
#include "trial/quiet.h"
#include "trial/touch.h"

struct thread {
	pthread_t id;
	struct touch *share;
	enum mode mode;
	pthread_barrier_t *start;
	int alone;
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

static void *timed_touch(void *arg)
{
	const struct thread *thread = arg;
	struct touch *share = thread->share;
	enum mode mode = thread->mode;
	void (*touch)(char *, const size_t *, const size_t *) =
		share->by_turns ? touch_by_turns : touch_pages;
	struct rusage before, after;
	struct pmu pmu = { -1, -1 };
	uint64_t cpu_before;

	touch_pin(share->cpu);
	quiet_page_lists(8 << 20);
	if (mode == MODE_TIME)
		pmu_open(&pmu);
	pthread_barrier_wait(thread->start);
	if (thread->alone)
		stopwatch_await_tick();
	getrusage(RUSAGE_THREAD, &before);
	cpu_before = thread_cpu_time();
	pmu_start(&pmu);

	profile_begin();
	share->begin = stopwatch_read(mode);
	touch(share->base, share->offset, share->offset + share->pages);
	share->end = stopwatch_read(mode);
	profile_end();

	share->has_pmu = !pmu_stop(&pmu, &share->pmu);
	share->cpu_time = thread_cpu_time() - cpu_before;
	getrusage(RUSAGE_THREAD, &after);
	pmu_close(&pmu);
	share->minflt = after.ru_minflt - before.ru_minflt;
	share->majflt = after.ru_majflt - before.ru_majflt;
	share->waits = after.ru_nvcsw - before.ru_nvcsw;
	share->preemptions = after.ru_nivcsw - before.ru_nivcsw;
	return NULL;
}

static atomic_ulong sigbus_count;

/*
 * A page of memory comes in the place of what the filesystem refused, so that the thread goes
 * on: a run that dies here would leave all behind that it has set.
 */
static void on_sigbus(int signo, siginfo_t *info, void *context)
{
	char *page = (char *)((uintptr_t)info->si_addr & ~(uintptr_t)(PAGE_BYTES - 1));

	(void)context;
	sigbus_count++;
	if (mmap(page, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) == MAP_FAILED)
		signal(signo, SIG_DFL);
}

static int run_shares(struct touch *share, size_t n, enum mode mode)
{
	struct thread *thread;
	pthread_barrier_t start;
	size_t started;
	int error;

	thread = calloc(n, sizeof(*thread));
	if (!thread)
		return complain("out of memory for %zu threads", n);
	error = pthread_barrier_init(&start, NULL, (unsigned int)n);
	if (error)
		goto out;
	for (started = 0; started < n; started++) {
		thread[started] = (struct thread){ .share = &share[started], .mode = mode,
						   .start = &start, .alone = n == 1 };
		error = pthread_create(&thread[started].id, NULL, timed_touch,
				       &thread[started]);
		/* The ones that wait at the barrier would wait for ever */
		if (error) {
			complain("thread %zu of %zu: %s", started + 1, n, strerror(error));
			exit(EXIT_FAULT);
		}
	}
	for (size_t i = 0; i < n; i++)
		pthread_join(thread[i].id, NULL);
	pthread_barrier_destroy(&start);
out:
	free(thread);
	return error ? complain("cannot start %zu threads: %s", n, strerror(error)) : 0;
}

int touch_all(struct touch *share, size_t n, enum mode mode, unsigned long *refused)
{
	struct sigaction action = { .sa_sigaction = on_sigbus, .sa_flags = SA_SIGINFO }, before;
	int ret;

	sigbus_count = 0;
	sigaction(SIGBUS, &action, &before);
	ret = run_shares(share, n, mode);
	sigaction(SIGBUS, &before, NULL);
	*refused = sigbus_count;
	return ret;
}
