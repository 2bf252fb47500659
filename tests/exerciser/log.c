// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of a crash run: one text line per record, one write(2) per line, so that a kill tears
 * the last line at most. It must be on another file system than the one under test, and each
 * line must have left the machine that is killed before the op that it announces starts: a file
 * on 9p without cache, or a pipe held by a process that survives; else --log-sync.
 *
 *	H 2 SEED PROCS FILES MAX_SIZE KNOWN BSIZE	header
 *	I PROC					the directory is there for good
 *	C PROC OP SLOT				a file is about to be created
 *	c PROC OP SLOT INO GENERATION BASE	it is, as long as BASE
 *	n PROC OP INO GENERATION BASE		so is the new file of a replace, as r<slot>
 *	B PROC OP KIND SLOT SLOT2 OFF LEN	an op is about to start
 *	R PROC OP OFF LEN O|N|Z			what a failed op left: old bytes, new ones or zero
 *	E PROC OP RET SIZE			it has returned; the size of its file now
 *	R PROC OP OFF LEN A			KNOWN_ZERO: what the disk held
 *	R PROC OP OFF LEN P			KNOWN_DIO: stores past EOF may show there
 *	S PROC OP FLAG				shutdown is about to be called
 *	s PROC OP FLAG RET			it has returned
 *	X PROC OP ERRNO				the process stops here: the file system is gone
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ex.h"

/* A file's name, "-" for standard output, or "fd:N". */
int log_open(const char *arg, bool sync)
{
	char *end;
	long fd;

	if (!strcmp(arg, "-"))
		return STDOUT_FILENO;
	if (!strncmp(arg, "fd:", 3)) {
		fd = strtol(arg + 3, &end, 10);
		if (end == arg + 3 || *end || fcntl(fd, F_GETFD) < 0)
			setup_error("--log %s: no such file descriptor", arg);
		return fd;
	}
	fd = open(arg, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | (sync ? O_DSYNC : 0), 0644);
	if (fd < 0)
		setup_error("--log %s: %s", arg, strerror(errno));
	return fd;
}

void log_line(struct ex *ex, const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int len;

	if (ex->logfd < 0)
		return;
	va_start(ap, fmt);
	len = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len >= sizeof(line))
		setup_error("a log line is too long");
	if (write(ex->logfd, line, len) != len)
		setup_error("writing the log: %s", strerror(errno));
}
