/* SPDX-License-Identifier: GPL-2.0-only */
/* Run another program. */
#ifndef FAULTLINE_LIB_COMMAND_H
#define FAULTLINE_LIB_COMMAND_H

#include <stddef.h>
#include <sys/types.h>

/**
 * command_run() - run @argv (NULL-terminated, looked up in PATH) and wait.  Of the
 * environment it gets PATH, HOME, TMPDIR and LD_LIBRARY_PATH; its locale is C.UTF-8.
 * @output: if not NULL, gets the first bytes of stdout and stderr, as a string.
 * Return: the exit status; 128 + signal if it was killed; -1 if it could not
 * be started, errno says why.
 */
int command_run(char *const argv[], char *output, size_t len);

/** command_run_to() - likewise, with stdout and stderr to @fd. */
int command_run_to(char *const argv[], int fd);

/**
 * command_bind() - in a child of @parent: from here on it dies with that one.
 * Return: 0, or -1 if that is dead.
 */
int command_bind(pid_t parent);

/**
 * command_become() - in a child: be @argv from here on, started as command_run() does.
 * @output: where stdout and stderr go.
 * Returns only if that cannot be; errno says why.
 */
void command_become(char *const argv[], int output);

#endif
