/* SPDX-License-Identifier: GPL-2.0-only */
/* Run another program. */
#ifndef FAULTLINE_LIB_COMMAND_H
#define FAULTLINE_LIB_COMMAND_H

#include <stddef.h>

/**
 * command_run() - run @argv (NULL-terminated, looked up in PATH) and wait.  Of the
 * environment it gets PATH, HOME, TMPDIR and LD_LIBRARY_PATH; its locale is C.UTF-8.
 * @output: if not NULL, gets the first bytes of stdout and stderr, as a string.
 * Return: the exit status; 128 + signal if it was killed; -1 if it could not
 * be started, errno says why.
 */
int command_run(char *const argv[], char *output, size_t len);

#endif
