// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultop OP FILE [NUMBER]...: what the tests in tests/ext4/faults do to a file and no shell
 * command can: I/O from memory of a certain kind, or into it.  Prints "ok", the errno's name,
 * or the signal that it met.
 */
#include <linux/aio_abi.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "op.h"

#define CLEAR_ES_CACHE _IO('f', 40)

static void say(long ret, long wanted)
{
	if (ret < 0)
		puts(strerrorname_np(errno));
	else if (ret != wanted)
		printf("%ld\n", ret);
	else
		puts("ok");
}

static long number(const char *arg)
{
	return strtol(arg, NULL, 0);
}

static char *buffer(size_t len, int byte)
{
	char *buf = aligned_alloc(PAGE, (len + PAGE - 1) / PAGE * PAGE);

	if (!buf)
		die("memory");
	memset(buf, byte, len);
	return buf;
}

/* append FILE AT LEN BYTE: a direct write */
static void append(char **arg)
{
	int fd = open_file(arg[0], O_RDWR | O_DIRECT);
	long at = number(arg[1]), len = number(arg[2]);

	say(pwrite(fd, buffer(len, (int)number(arg[3])), len, at), len);
}

/* append-aio FILE AT LEN BYTE: the same, asynchronous */
static void append_aio(char **arg)
{
	long at = number(arg[1]), len = number(arg[2]);
	struct iocb iocb = {
		.aio_fildes = open_file(arg[0], O_RDWR | O_DIRECT),
		.aio_lio_opcode = IOCB_CMD_PWRITE,
		.aio_buf = (uintptr_t)buffer(len, (int)number(arg[3])),
		.aio_nbytes = len,
		.aio_offset = at,
	}, *list = &iocb;
	aio_context_t context = 0;
	struct io_event event;

	if (syscall(SYS_io_setup, 1, &context) || syscall(SYS_io_submit, context, 1, &list) != 1 ||
	    syscall(SYS_io_getevents, context, 1, 1, &event, NULL) != 1)
		die("aio");
	if (event.res < 0)
		errno = (int)-event.res;
	say((long)event.res, len);
}

/* append-killed FILE LEN BYTE: a buffered write is killed as soon as the file has grown */
static void append_killed(char **arg)
{
	int fd = open_file(arg[0], O_RDWR), status;
	long len = number(arg[1]);
	char *buf = buffer(len, (int)number(arg[2]));
	pid_t child = fork();
	struct stat st = { 0 };

	if (child < 0)
		die("fork");
	if (!child)
		_exit(pwrite(fd, buf, len, 0) != len);
	while (!st.st_size && !waitpid(child, &status, WNOHANG)) {
		usleep(200);
		if (fstat(fd, &st))
			die("fstat");
	}
	if (st.st_size) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	puts(WIFSIGNALED(status) ? "killed" : "ok");
}

/* A buffer of LEN bytes of which only the first VALID can be read */
static char *half_buffer(size_t len, size_t valid)
{
	size_t room = (valid + PAGE - 1) / PAGE * PAGE;
	char *map = mmap(NULL, room + len, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED || (room && mprotect(map, room, PROT_READ | PROT_WRITE)))
		die("memory");
	memset(map, 'v', room);
	/* The readable part ends where the page does */
	return map + room - valid;
}

/* write-half FILE AT LEN VALID: only the first VALID bytes of the buffer can be read */
static void write_half(char **arg)
{
	int fd = open_file(arg[0], O_RDWR);
	size_t len = number(arg[2]);

	say(pwrite(fd, half_buffer(len, number(arg[3])), len, number(arg[1])), (long)len);
}

/*
 * write-from FILE AT LEN SOURCE: the buffer is a mapping of SOURCE, which is loaded when the write
 * wants it; says "writing" before that
 */
static void write_from(char **arg)
{
	int fd = open_file(arg[0], O_RDWR), source = open_file(arg[3], O_RDONLY);
	size_t len = number(arg[2]);
	char *map = mmap(NULL, len, PROT_READ, MAP_SHARED, source, 0);

	if (map == MAP_FAILED)
		die(arg[3]);
	puts("writing");
	fflush(stdout);
	say(pwrite(fd, map, len, number(arg[1])), (long)len);
}

/* Store to one page after the other, and count them */
static void fault(int fd, long from, long len, volatile long *stores)
{
	volatile char *map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, from);

	if (map == MAP_FAILED)
		die("mmap");
	for (long at = 0; at < len; at += (long)PAGE) {
		map[at] = 'f';
		++*stores;
	}
	_exit(0);
}

/*
 * write-beside FILE AT LEN VALID FROM FAULTS: as write-half, while another process stores to each
 * page of FAULTS bytes at FROM; tells the stores that it has made meanwhile, too
 */
static void write_beside(char **arg)
{
	int fd = open_file(arg[0], O_RDWR);
	long len = number(arg[2]), faults = number(arg[5]), before;
	char *buf = half_buffer(len, number(arg[3]));
	volatile long *stores = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
				     -1, 0);
	pid_t pid = 0;
	ssize_t ret;

	if (stores == MAP_FAILED)
		die("memory");
	if (faults) {
		pid = fork();
		if (!pid)
			fault(fd, number(arg[4]), faults, stores);
		while (!*stores)
			usleep(100);
	}
	before = *stores;
	ret = pwrite(fd, buf, len, number(arg[1]));
	printf("%ld ", *stores - before);
	say(ret, len);
	if (pid)
		kill(pid, SIGKILL);
}

/* write-zeroes FILE AT LEN: zero that range on disk, the blocks being written ones then */
static void write_zeroes(char **arg)
{
	const int mode = 0x80; /* FALLOC_FL_WRITE_ZEROES, which Debian 12 does not know */

	say(fallocate(open_file(arg[0], O_RDWR), mode, number(arg[1]), number(arg[2])), 0);
}

static void bus(int sig)
{
	(void)sig;
	_exit(write(STDOUT_FILENO, "SIGBUS\n", 7) != 7);
}

/*
 * huge-store FILE AT BYTE: load the byte at AT through a mapping that wants large folios, then
 * store BYTE there
 */
static void huge_store(char **arg)
{
	int fd = open_file(arg[0], O_RDWR);
	size_t size = 2UL << 20;
	volatile char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	long at = number(arg[1]);
	char old;

	if (map == MAP_FAILED)
		die("mmap");
	if (madvise((char *)map, size, MADV_HUGEPAGE) || madvise((char *)map, size, MADV_RANDOM))
		die("madvise");
	signal(SIGBUS, bus);
	old = map[at];
	(void)old;
	map[at] = (char)number(arg[2]);
	puts("ok");
}

/* forget FILE: empty ext4's cache of its extents, but for delayed ones */
static void forget(char **arg)
{
	say(ioctl(open_file(arg[0], O_RDONLY), CLEAR_ES_CACHE), 0);
}

static const struct op ops[] = {
	{ "append", append, 4 },		{ "append-aio", append_aio, 4 },
	{ "append-killed", append_killed, 3 },		{ "write-half", write_half, 4 },
	{ "write-from", write_from, 4 },		{ "write-beside", write_beside, 6 },
	{ "write-zeroes", write_zeroes, 3 },		{ "huge-store", huge_store, 3 },
	{ "forget", forget, 1 },
};

int main(int argc, char **argv)
{
	return run_op(ops, sizeof(ops) / sizeof(ops[0]), argc, argv);
}
