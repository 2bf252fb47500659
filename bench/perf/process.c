// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/command.h"
#include "lib/complain.h"
#include "perf/process.h"

#define WORDS_MOST 40
/* Seconds that perf may take to start; in an emulator it needs ten */
#define PATIENCE 120

/* "123,124,": all but the last comma. Return: 0, or -1 if the trial ended before */
static int await_threads(int socket, char *list, size_t room, unsigned int threads)
{
	size_t at = 0;

	while (threads) {
		if (at == room || read(socket, list + at, 1) != 1)
			return -1;
		threads -= list[at++] == ',';
	}
	list[at - 1] = '\0';
	return 0;
}

/* In a group of its own, for a Ctrl-C is for the run, which ends after the trial */
static _Noreturn void run_child(const struct perf_process *perf, const char *const words[],
				unsigned int threads, int socket)
{
	const size_t room = 12UL * threads;
	char control[40], path[64], *argv[WORDS_MOST + 4], *list = malloc(room);
	size_t n = 0;

	if (!list || command_bind(perf->owner) || setpgid(0, 0) ||
	    await_threads(socket, list, room, threads) || fcntl(socket, F_SETFD, 0))
		_exit(127);
	perf_process_data(perf, path);
	snprintf(control, sizeof(control), "--control=fd:%d,%d", socket, socket);
	for (; words[n]; n++)
		argv[n] = strcmp(words[n], "DATA") ? (char *)words[n] : path;
	argv[n++] = control;
	argv[n++] = "-t";
	argv[n++] = list;
	argv[n] = NULL;
	command_become(argv, perf->text);
	_exit(127);
}

static int fail(struct perf_process *perf, const char *what)
{
	complain("perf cannot be started: %s: %s", what, strerror(errno));
	perf_process_end(perf);
	return -1;
}

int perf_process_start(struct perf_process *perf, const char *const words[], unsigned int threads)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int ends[2];

	*perf = (struct perf_process){
		.owner = getpid(), .socket = -1,
		.text = memfd_create("perf's output", MFD_CLOEXEC),
		.data = memfd_create("perf.data", MFD_CLOEXEC),
	};
	if (perf->text < 0 || perf->data < 0)
		return fail(perf, "no memory for what it records");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return fail(perf, "socketpair");
	perf->socket = ends[0];
	setsockopt(perf->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	perf->pid = fork();
	if (!perf->pid) {
		close(ends[0]);
		run_child(perf, words, threads, ends[1]);
	}
	close(ends[1]);
	return perf->pid < 0 ? fail(perf, "fork") : 0;
}

char *perf_process_data(const struct perf_process *perf, char path[64])
{
	/* Whoever reads it has not inherited it */
	snprintf(path, 64, "/proc/%d/fd/%d", perf->owner, perf->data);
	return path;
}

/* Return: what was printed, from the begin; or NULL after complaining */
static FILE *open_text(int fd)
{
	FILE *text = lseek(fd, 0, SEEK_SET) ? NULL : fdopen(fd, "r");

	if (!text)
		complain("what perf printed cannot be read: %s", strerror(errno));
	return text;
}

FILE *perf_process_stop(struct perf_process *perf)
{
	FILE *text;

	kill(perf->pid, SIGINT);
	while (waitpid(perf->pid, NULL, 0) < 0 && errno == EINTR)
		;
	perf->pid = 0;
	text = open_text(perf->text);
	if (text)
		perf->text = -1;
	return text;
}

FILE *perf_process_read(struct perf_process *perf, char *const words[])
{
	FILE *text;
	int status;

	if (perf->text >= 0)
		close(perf->text);
	perf->text = memfd_create("perf's output", MFD_CLOEXEC);
	status = perf->text < 0 ? -1 : command_run_to(words, perf->text);
	if (status < 0) {
		complain("cannot run %s %s: %s", words[0], words[1], strerror(errno));
		return NULL;
	}
	text = open_text(perf->text);
	if (!text)
		return NULL;
	perf->text = -1;
	if (status) {
		char line[160] = "";

		while (fgets(line, sizeof(line), text) && *line == '\n')
			;
		line[strcspn(line, "\n")] = '\0';
		complain("%s %s failed: %s", words[0], words[1], line);
		fclose(text);
		return NULL;
	}
	return text;
}

void perf_process_end(struct perf_process *perf)
{
	if (perf->pid > 0) {
		kill(perf->pid, SIGKILL);
		while (waitpid(perf->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (perf->socket >= 0)
		close(perf->socket);
	if (perf->text >= 0)
		close(perf->text);
	if (perf->data >= 0)
		close(perf->data);
	*perf = (struct perf_process){ .socket = -1, .text = -1, .data = -1 };
}
