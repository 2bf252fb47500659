// SPDX-License-Identifier: GPL-2.0-only
/*
 * starve FILE write|store|sync: do that to FILE again and again; the first time the kernel
 * refuses the first allocation of memory that it asks for meanwhile, then the second, until
 * it asks for no more.  Whoever is not told of an error must find the bytes on disk.  Prints
 * how many were refused, and how often that was an error.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL
#define SIZE (16 * PAGE)
#define MOST 5000		/* more allocations than any of this needs */

static char bytes[SIZE], disk[SIZE] __attribute__((aligned(PAGE)));
static sigjmp_buf no_store;
static int nth_fd;

static void die(const char *what)
{
	fprintf(stderr, "starve: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* The kernel is to refuse this thread's Nth allocation from now on; 0: none */
static void refuse(int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", nth);

	if (pwrite(nth_fd, text, len, 0) != len)
		die("fail-nth");
}

/* refused: has it been asked that often?  It counts down to 0 */
static int refused(void)
{
	char text[16] = "";

	if (pread(nth_fd, text, sizeof(text) - 1, 0) <= 0)
		die("fail-nth");
	return strtol(text, NULL, 10) == 0;
}

static long fill(int fd)
{
	return pwrite(fd, bytes, SIZE, 0) == SIZE ? 0 : -1;
}

static void bus(int sig)
{
	(void)sig;
	siglongjmp(no_store, 1);
}

/* store: SIGBUS is an error like others, after which the mapping stays */
static long store(int fd)
{
	char *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED || sigsetjmp(no_store, 1))
		return -1;
	memcpy(map, bytes, SIZE);
	return munmap(map, SIZE);
}

static long sync_file(int fd)
{
	return fsync(fd);
}

static const struct op {
	const char *name;
	long (*prepare)(int fd);
	long (*run)(int fd);
} ops[] = {
	{ "write", NULL, fill },
	{ "store", NULL, store },
	{ "sync", fill, sync_file },
};

/* wrong_bytes: on disk, of a file that is written back */
static size_t wrong_bytes(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECT);
	size_t wrong = 0;

	if (fd < 0 || pread(fd, disk, SIZE, 0) != SIZE)
		die(path);
	close(fd);
	for (size_t i = 0; i < SIZE; i++)
		wrong += disk[i] != bytes[i];
	return wrong;
}

/* attempt: returns if the allocation was refused, and counts in *@told if anybody was told */
static int attempt(const struct op *op, const char *path, int fd, int nth, int *told)
{
	long ret, synced;
	size_t wrong;
	int was_refused;

	if (ftruncate(fd, 0) || ftruncate(fd, SIZE) || (op->prepare && op->prepare(fd)))
		die("preparing");
	refuse(nth);
	ret = op->run(fd);
	was_refused = refused();
	refuse(0);
	synced = fsync(fd);
	if (ret || synced) {
		++*told;
		return was_refused;
	}
	wrong = wrong_bytes(path);
	if (wrong) {
		printf("allocation %d refused: no error, and %zu bytes are wrong\n", nth, wrong);
		exit(0);
	}
	return was_refused;
}

int main(int argc, char **argv)
{
	const struct op *op = ops, *end = ops + sizeof(ops) / sizeof(ops[0]);
	int fd, nth = 0, told = 0;

	while (argc == 3 && op < end && strcmp(op->name, argv[2]))
		op++;
	if (argc != 3 || op == end) {
		fprintf(stderr, "usage: starve FILE write|store|sync\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fd < 0 || nth_fd < 0)
		die(fd < 0 ? argv[1] : "fail-nth");
	memset(bytes, 's', SIZE);
	signal(SIGBUS, bus);
	do
		nth++;
	while (nth < MOST && attempt(op, argv[1], fd, nth, &told));
	printf("%d refused, %d errors\n", nth - 1, told);
	return 0;
}
