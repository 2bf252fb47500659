// SPDX-License-Identifier: GPL-2.0-only
/*
 * peer-loop FILE STRIDE ORDER SECONDS: the loop of will-it-scale's page_fault3, and of lmbench's
 * lat_mmap: map FILE shared, store one byte every STRIDE bytes, unmap it, and again, until
 * SECONDS are over; 0: once.  ORDER "random" goes through the pages in another order, without
 * readahead.  For scripts/peers; on the kernel that runs, in time.
 *
 * One line of JSON: the first pass, which finds the file as it was made, and the later ones,
 * which find it cached and dirty.  "ns" is all of a pass, as those programs count it, and
 * "stores" the part of it from before the first store until after the last.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/page.h"

/* Odd and far from any power of two: a power of two of pages is gone through once each */
#define RANDOM_STEP 40503UL

struct sum {
	unsigned long passes, pages;
	uint64_t ns, stores;
	long faults;
};

struct loop {
	int fd;
	size_t bytes, stride;
	int random;
};

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000U + (uint64_t)ts.tv_nsec;
}

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt + usage.ru_majflt;
}

static int pass(const struct loop *loop, struct sum *sum)
{
	const size_t places = loop->bytes / loop->stride;
	const long faults_before = faults();
	const uint64_t begin = now();
	uint64_t first, last;
	volatile char *map = mmap(NULL, loop->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, loop->fd, 0);

	if (map == MAP_FAILED)
		return -1;
	if (loop->random && madvise((void *)map, loop->bytes, MADV_RANDOM))
		return -1;
	first = now();
	for (size_t i = 0; i < places; i++)
		map[(loop->random ? i * RANDOM_STEP % places : i) * loop->stride] = 1;
	last = now();
	if (munmap((void *)map, loop->bytes))
		return -1;
	sum->ns += now() - begin;
	sum->stores += last - first;
	sum->faults += faults() - faults_before;
	sum->pages += places;
	sum->passes++;
	return 0;
}

static void print(const char *name, const struct sum *sum)
{
	printf("\"%s\": {\"passes\": %lu, \"pages\": %lu, \"ns\": %llu, \"stores\": %llu, \"faults\": %ld}",
	       name, sum->passes, sum->pages, (unsigned long long)sum->ns,
	       (unsigned long long)sum->stores, sum->faults);
}

static int run(const struct loop *loop, double seconds)
{
	const uint64_t end = now() + (uint64_t)(seconds * 1e9);
	struct sum first = { 0 }, later = { 0 };

	if (pass(loop, &first))
		return -1;
	while (now() < end)
		if (pass(loop, &later))
			return -1;
	putchar('{');
	print("first", &first);
	printf(", ");
	print("later", &later);
	puts("}");
	return 0;
}

static int usage(void)
{
	fprintf(stderr, "usage: peer-loop FILE STRIDE sequential|random SECONDS; FILE of a power of two "
		"of STRIDEs, STRIDE of whole pages\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct loop loop = { 0 };
	struct stat st;
	double seconds;
	char *end;

	if (argc != 5)
		return usage();
	loop.stride = strtoul(argv[2], &end, 10);
	if (*end || !loop.stride || loop.stride % PAGE_BYTES)
		return usage();
	loop.random = !strcmp(argv[3], "random");
	if (!loop.random && strcmp(argv[3], "sequential") != 0)
		return usage();
	seconds = strtod(argv[4], &end);
	if (*end || !*argv[4] || !(seconds >= 0 && seconds <= 3600))
		return usage();
	loop.fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (loop.fd < 0 || fstat(loop.fd, &st)) {
		fprintf(stderr, "peer-loop: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	loop.bytes = (size_t)st.st_size;
	if (loop.bytes < loop.stride || (loop.bytes & (loop.bytes - 1)) ||
	    (loop.stride & (loop.stride - 1)))
		return usage();
	if (run(&loop, seconds)) {
		fprintf(stderr, "peer-loop: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	return close(loop.fd);
}
