// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads that wait for perf sleep, so that nothing of that is counted but the switch in
 * which each falls asleep at the end.
 */
#include <errno.h>
#include <linux/futex.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "perf/gate.h"

static void await(_Atomic uint32_t *word)
{
	while (!atomic_load(word))
		syscall(SYS_futex, word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void wake(_Atomic uint32_t *word)
{
	atomic_store(word, 1);
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static bool say(int socket, const char *text)
{
	return send(socket, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* perf answers "ack\n" when it has done so */
static bool order(int socket, const char *text)
{
	char answer = 0;
	ssize_t got;

	if (!say(socket, text))
		return false;
	do {
		got = recv(socket, &answer, 1, 0);
	} while ((got == 1 && answer != '\n') || (got < 0 && errno == EINTR));
	return got == 1;
}

void perf_gate_enter(struct perf_gate *gate)
{
	char thread[16];

	snprintf(thread, sizeof(thread), "%ld,", syscall(SYS_gettid));
	if (!say(gate->socket, thread))
		atomic_store(&gate->failed, true);
	if (atomic_fetch_add(&gate->entered, 1) + 1 < gate->threads) {
		await(&gate->open);
		return;
	}
	if (!order(gate->socket, "enable\n"))
		atomic_store(&gate->failed, true);
	wake(&gate->open);
}

void perf_gate_leave(struct perf_gate *gate)
{
	if (atomic_fetch_add(&gate->left, 1) + 1 < gate->threads) {
		await(&gate->shut);
		return;
	}
	if (!order(gate->socket, "disable\n"))
		atomic_store(&gate->failed, true);
	wake(&gate->shut);
}
