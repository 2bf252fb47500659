// SPDX-License-Identifier: GPL-2.0-only
/*
 * alternate FILE: make FILE anew so that its extents alternate, 16 KiB written and 16 KiB
 * unwritten, with large folios over them; store a byte into each page, and check every byte.
 * Prints the cost of a page's store, TSC ticks, which `scripts/guest --insn` makes instructions.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <x86intrin.h>

#define SIZE (16UL << 20)
#define STEP (16UL << 10)
#define PAGE 4096UL
#define OLD 0xa5
#define NEW 0x5a

static char buf[1 << 20];

static void check(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "alternate: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void make_file(int fd)
{
	check(!fallocate(fd, 0, 0, SIZE), "fallocate");
	memset(buf, OLD, STEP);
	for (size_t at = 0; at < SIZE; at += 2 * STEP)
		check(pwrite(fd, buf, STEP, at) == STEP, "write");
	check(!fsync(fd) && !posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), "fsync");
	/* Large reads make large folios, each over several extents */
	for (size_t at = 0; at < SIZE; at += sizeof(buf))
		check(pread(fd, buf, sizeof(buf), at) == sizeof(buf), "read");
}

static uint64_t store(volatile char *map)
{
	uint64_t before = __rdtsc();

	for (size_t at = 0; at < SIZE; at += PAGE)
		map[at] = (char)NEW;
	return (__rdtsc() - before) / (SIZE / PAGE);
}

static void compare(int fd)
{
	for (size_t at = 0; at < SIZE; at += sizeof(buf)) {
		check(pread(fd, buf, sizeof(buf), at) == sizeof(buf), "read");
		for (size_t i = 0; i < sizeof(buf); i++) {
			int old = (at + i) / STEP % 2 ? 0 : OLD;

			if ((uint8_t)buf[i] == (i % PAGE ? old : NEW))
				continue;
			fprintf(stderr, "alternate: byte %zu is %#x\n", at + i, (uint8_t)buf[i]);
			exit(1);
		}
	}
}

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0644) : -1;
	volatile char *map;

	check(fd >= 0, "usage: alternate FILE");
	make_file(fd);
	map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(map != MAP_FAILED, "mmap");
	/* Map all of it, so that what is measured is page_mkwrite and little else */
	for (size_t at = 0; at < SIZE; at += PAGE)
		(void)map[at];
	printf("%lu\n", store(map));
	compare(fd);
	check(!fsync(fd) && !posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), "fsync");
	compare(fd);
	return 0;
}
