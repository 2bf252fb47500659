// SPDX-License-Identifier: GPL-2.0-only
/* mkfs, gnuplot and the like: started without a shell, their words kept. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/command.h"

extern char **environ;

/*
 * What it gets of our environment.  All else stays here: mkfs, gnuplot and perf have
 * variables that change what they do, and a run or a chart must not depend on them.
 */
static char *const *own_environment(void)
{
	static const char *const kept[] = { "PATH=", "HOME=", "TMPDIR=", "LD_LIBRARY_PATH=" };
	/* perf has a file of settings, too */
	static char *own[sizeof(kept) / sizeof(*kept) + 3] = { "LC_ALL=C.UTF-8", "PERF_CONFIG=/dev/null" };
	size_t n = 2;

	for (char **variable = environ; variable && *variable; variable++)
		for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
			if (!strncmp(*variable, kept[i], strlen(kept[i])) &&
			    n < sizeof(own) / sizeof(*own) - 1)
				own[n++] = *variable;
	own[n] = NULL;
	return own;
}

/* Read to the end even when the buffer is full, or the program would block */
static void drain(int fd, char *output, size_t len)
{
	char rest[512];
	size_t used = 0;
	ssize_t got;

	do {
		if (output && used + 1 < len)
			got = read(fd, output + used, len - 1 - used);
		else
			got = read(fd, rest, sizeof(rest));
		if (got > 0 && output && used + 1 < len)
			used += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (output && len)
		output[used] = '\0';
}

int command_bind(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It may have died before */
	return getppid() == parent ? 0 : -1;
}

void command_become(char *const argv[], int output)
{
	char *const *environment = own_environment();
	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (input >= 0 && dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0)
		execvpe(argv[0], argv, environment);
}

/* The child: it says through @report why there is no program */
static _Noreturn void run_child(char *const argv[], int output, pid_t parent, int report)
{
	int error;

	if (command_bind(parent))
		_exit(127);
	command_become(argv, output);
	error = errno;
	while (write(report, &error, sizeof(error)) < 0 && errno == EINTR)
		;
	_exit(127);
}

/*
 * A run that is killed has no mkfs that goes on, on a disk that is somebody else's again.
 * posix_spawn(3) cannot ask for that.
 * Return: the child, or -1 with errno set
 */
static pid_t start(char *const argv[], int output)
{
	pid_t pid, parent = getpid();
	int report[2], error;
	ssize_t got;

	if (pipe2(report, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		run_child(argv, output, parent, report[1]);
	error = errno;
	close(report[1]);
	do {
		got = pid < 0 ? 0 : read(report[0], &error, sizeof(error));
	} while (got < 0 && errno == EINTR);
	close(report[0]);
	if (got == sizeof(error)) {
		waitpid(pid, NULL, 0);
		pid = -1;
	}
	errno = error;
	return pid;
}

/* Return: its exit status, as command_run() has it */
static int await(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int command_run(char *const argv[], char *output, size_t len)
{
	int fds[2], error;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -1;
	pid = start(argv, fds[1]);
	error = errno;
	close(fds[1]);
	if (pid > 0)
		drain(fds[0], output, len);
	close(fds[0]);
	errno = error;
	return pid < 0 ? -1 : await(pid);
}

int command_run_to(char *const argv[], int fd)
{
	pid_t pid = start(argv, fd);

	return pid < 0 ? -1 : await(pid);
}
