// SPDX-License-Identifier: GPL-2.0-only
/* mkfs, gnuplot and the like: started without a shell, their words kept. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
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
	static char *own[sizeof(kept) / sizeof(*kept) + 2] = { "LC_ALL=C.UTF-8" };
	size_t n = 1;

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

int command_run(char *const argv[], char *output, size_t len)
{
	posix_spawn_file_actions_t actions;
	int fds[2], error, status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return -1;
	error = posix_spawn_file_actions_init(&actions);
	if (error)
		goto out_pipe;
	error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions, fds[1], 2);
	if (!error)
		error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, own_environment());
	posix_spawn_file_actions_destroy(&actions);
out_pipe:
	close(fds[1]);
	if (!error)
		drain(fds[0], output, len);
	close(fds[0]);
	if (error) {
		errno = error;
		return -1;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
