// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/complain.h"
#include "trial/crew.h"

struct crew_orders {
	struct meeting start;
	atomic_size_t ready;
	atomic_int go;
	enum mode mode;		/* set before that */
};

void *crew_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory != MAP_FAILED)
		return memory;
	complain("no memory to share: %s", strerror(errno));
	return NULL;
}

static void nap(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	nanosleep(&pause, NULL);
}

static void work(struct crew *crew, struct touch *share)
{
	struct crew_orders *orders = crew->orders;

	atomic_fetch_add(&orders->ready, 1);
	while (!atomic_load(&orders->go))
		nap();
	touch_share(share, orders->mode, &orders->start);
}

/* The one of @pid. Return: its number, from 1, or 0 */
static size_t number_of(const struct crew *crew, pid_t pid)
{
	for (size_t i = 0; i < crew->n; i++)
		if (crew->pid[i] == pid)
			return i + 1;
	return 0;
}

/* Those that are left would wait for it for ever. Return: 0 if it ended well */
static int ended(struct crew *crew, pid_t pid, int status)
{
	size_t number = number_of(crew, pid);

	if (!number)
		return 0;
	crew->pid[number - 1] = 0;
	if (WIFSIGNALED(status))
		return complain("process %zu of %zu was killed by signal %d (%s)", number, crew->n,
				WTERMSIG(status), strsignal(WTERMSIG(status)));
	return WEXITSTATUS(status) ? complain("process %zu of %zu failed", number, crew->n) : 0;
}

/* Those of our process group: perf, which may run beside them, is in one of its own */
static int await_ready(struct crew *crew)
{
	int status;

	while (atomic_load(&crew->orders->ready) < crew->n) {
		pid_t pid = waitpid(0, &status, WNOHANG);

		if (pid > 0 && ended(crew, pid, status))
			return -1;
		nap();
	}
	return 0;
}

int crew_start(struct crew *crew, struct touch *share, size_t n,
	       void (*prepare)(void *arg, size_t i), void *arg)
{
	const pid_t parent = getpid();

	crew->orders = crew_memory(sizeof(*crew->orders));
	crew->pid = calloc(n, sizeof(*crew->pid));
	if (!crew->orders || !crew->pid)
		return complain("out of memory for %zu processes", n);
	crew->orders->start.threads = (unsigned int)n;
	for (crew->n = 0; crew->n < n; crew->n++) {
		pid_t pid = fork();

		if (pid < 0)
			return complain("process %zu of %zu: %s", crew->n + 1, n, strerror(errno));
		if (pid) {
			crew->pid[crew->n] = pid;
			continue;
		}
		/* Nobody else would end it */
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
			_exit(EXIT_FAILURE);
		prepare(arg, crew->n);
		work(crew, &share[crew->n]);
		_exit(EXIT_SUCCESS);
	}
	return await_ready(crew);
}

int crew_touch(struct crew *crew, enum mode mode)
{
	size_t left = crew->n;
	int status;

	crew->orders->mode = mode;
	atomic_store(&crew->orders->go, 1);
	while (left) {
		pid_t pid = waitpid(0, &status, 0);

		if (pid < 0 && errno == EINTR)
			continue;
		if (pid < 0)
			return complain("waiting for %zu processes: %s", left, strerror(errno));
		left -= number_of(crew, pid) > 0;
		if (ended(crew, pid, status))
			return -1;
	}
	return 0;
}

void crew_end(struct crew *crew)
{
	for (size_t i = 0; crew->pid && i < crew->n; i++)
		if (crew->pid[i])
			kill(crew->pid[i], SIGKILL);
	for (size_t i = 0; crew->pid && i < crew->n; i++)
		if (crew->pid[i])
			waitpid(crew->pid[i], NULL, 0);
	free(crew->pid);
	if (crew->orders)
		munmap(crew->orders, sizeof(*crew->orders));
	memset(crew, 0, sizeof(*crew));
}
