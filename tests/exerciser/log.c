// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of a crash run: one text line per record, one write(2) per line, so that a kill tears
 * the last line at most. It must be on another file system than the one under test, and each
 * line must have left the machine that is killed before the op that it announces starts: a file
 * on 9p without cache, or a pipe held by a process that survives; else --log-sync.
 *
 * On a block device each line is a direct write of one sector, a sector for each process, over
 * the last one. Who records the writes to that disk (tests/lostcache) has the lines in their
 * order among them, and no flush is sent that would help the file system.
 *
 *	H 2 SEED PROCS FILES MAX_SIZE KNOWN BSIZE	header
 *	I PROC					the directory is there for good
 *	C PROC OP SLOT				a file is about to be created
 *	c PROC OP SLOT INO GENERATION BASE	it is, as long as BASE
 *	n PROC OP INO GENERATION BASE		so is the new file of a replace, as r<slot>
 *	B PROC OP KIND SLOT SLOT2 OFF LEN	an op is about to start
 *	R PROC OP OFF LEN O|N|Z			what a failed op left: old bytes, new ones or zero
 *	E PROC OP RET SIZE			it has returned; the size of its file now
 *	R PROC OP OFF LEN A			KNOWN_ZEROFAIL: what the disk held
 *	R PROC OP OFF LEN P			KNOWN_DIO: stores past EOF may show there
 *	S PROC OP FLAG				shutdown is about to be called
 *	s PROC OP FLAG RET			it has returned
 *	X PROC OP ERRNO				the process stops here: the file system is gone
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ex.h"

#define SECTOR	512

static bool on_disk;

/* A file's name, "-" for standard output, or "fd:N". */
int log_open(const char *arg, bool sync)
{
	struct stat st;
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
	on_disk = !stat(arg, &st) && S_ISBLK(st.st_mode);
	if (on_disk)
		fd = open(arg, O_WRONLY | O_DIRECT);
	else
		fd = open(arg, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | (sync ? O_DSYNC : 0),
			  0644);
	if (fd < 0)
		setup_error("--log %s: %s", arg, strerror(errno));
	return fd;
}

static void put_line(int fd, unsigned int proc, const char *line, size_t len)
{
	static uint8_t sector[SECTOR] __attribute__((aligned(SECTOR)));
	ssize_t done;

	if (on_disk) {
		memset(sector, 0, sizeof(sector));
		memcpy(sector, line, len);
		len = sizeof(sector);
		done = pwrite(fd, sector, len, (off_t)proc * SECTOR);
	} else {
		done = write(fd, line, len);
	}
	if (done != (ssize_t)len)
		setup_error("writing the log: %s", strerror(errno));
}

static void put(int fd, unsigned int proc, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));
static void put(int fd, unsigned int proc, const char *fmt, va_list ap)
{
	char line[256];
	int len = vsnprintf(line, sizeof(line), fmt, ap);

	if (len < 0 || (size_t)len >= sizeof(line))
		setup_error("a log line is too long");
	put_line(fd, proc, line, len);
}

/* The first line, before there are processes. */
void log_header(int fd, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(fd, 0, fmt, ap);
	va_end(ap);
}

void log_line(struct ex *ex, const char *fmt, ...)
{
	va_list ap;

	if (ex->logfd < 0)
		return;
	va_start(ap, fmt);
	put(ex->logfd, ex->proc, fmt, ap);
	va_end(ap);
}
