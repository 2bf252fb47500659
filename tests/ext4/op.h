/* SPDX-License-Identifier: GPL-2.0-only */
/* For programs that do one operation of many to a file, once for each call of theirs. */
#ifndef EXT4_OP_H
#define EXT4_OP_H

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define PAGE 4096UL

/* NAME ARG...: as many as args says. */
struct op {
	const char *name;
	void (*run)(char **arg);
	int args;
};

/* It says errno, and is the end. */
static inline void die(const char *what)
{
	error(2, errno, "%s", what);
}

static inline int open_file(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		die(path);
	return fd;
}

/* What main() returns. */
static inline int run_op(const struct op *ops, size_t n, int argc, char **argv)
{
	for (size_t i = 0; i < n; i++) {
		if (argc - 2 != ops[i].args || strcmp(argv[1], ops[i].name))
			continue;
		ops[i].run(argv + 2);
		return 0;
	}
	error(2, 0, "usage: see the comments in %s.c", program_invocation_short_name);
	return 2;
}

#endif
