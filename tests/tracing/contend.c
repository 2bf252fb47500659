// SPDX-License-Identifier: GPL-2.0-only
/*
 * contend NAME MODE FILE SECONDS [FIRST [COUNT]]: under the name NAME, do one
 * thing to FILE over and over, so that others have to wait for it.
 *   fault     write to COUNT pages from FIRST on, each with a fault
 *   truncate  cut the file down to FIRST pages, and back to its size
 *   punch     punch out COUNT pages from FIRST on
 *   write     write COUNT pages from FIRST on, through write(2)
 *   stripe    write every second of them: COUNT extents
 *   sync      fsync(2) it
 *   commit    change it, no data, and wait for the commit of that
 *   mmap      map and unmap, in a thread beside one that faults
 *   protect   fault, and mprotect() the page behind it in another thread meanwhile
 * SECONDS 0: once.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096L

static const char *mode;
static int fd;
static off_t size;
static long first, count;
static double until;
static char *buffer;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static int fault(void)
{
	size_t len = (size_t)((first + count) * PAGE);
	char *map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		return -1;
	madvise(map, len, MADV_RANDOM);
	for (long i = first; i < first + count; i++)
		*(volatile char *)(map + i * PAGE) = 1;
	return munmap(map, len);
}

static int stripe(void)
{
	for (long i = 0; i < count; i++)
		if (pwrite(fd, buffer, PAGE, (first + 2 * i) * PAGE) != PAGE)
			return -1;
	return fsync(fd);
}

/* The other one is to come while the fault is under way */
static void *protect_next(void *map)
{
	const struct timespec nap = { .tv_nsec = 300000000 };

	prctl(PR_SET_NAME, "protector");
	nanosleep(&nap, NULL);
	mprotect((char *)map + PAGE, (size_t)PAGE, PROT_READ);
	return NULL;
}

static int protect(void)
{
	char *map = mmap(NULL, 2 * (size_t)PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pthread_t other;

	if (map == MAP_FAILED || pthread_create(&other, NULL, protect_next, map))
		return -1;
	*(volatile char *)map = 1;
	return pthread_join(other, NULL);
}

static int once(void)
{
	if (!strcmp(mode, "fault"))
		return fault();
	if (!strcmp(mode, "truncate"))
		return ftruncate(fd, first * PAGE) || ftruncate(fd, size);
	if (!strcmp(mode, "punch"))
		return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, first * PAGE,
				 count * PAGE);
	if (!strcmp(mode, "write"))
		return pwrite(fd, buffer, (size_t)(count * PAGE), first * PAGE) != count * PAGE;
	if (!strcmp(mode, "stripe"))
		return stripe();
	if (!strcmp(mode, "sync"))
		return fsync(fd);
	if (!strcmp(mode, "protect"))
		return protect();
	if (!strcmp(mode, "commit"))
		return fchmod(fd, 0640) || fsync(fd);
	return -1;
}

/* With pages behind it: unmapping many holds mmap_lock for long */
static void *map_and_unmap(void *unused)
{
	size_t len = 64UL << 20;

	prctl(PR_SET_NAME, "mapper");
	while (now() < until) {
		char *map = mmap(NULL, len, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

		if (map != MAP_FAILED)
			munmap(map, len);
	}
	return unused;
}

int main(int argc, char **argv)
{
	struct stat info;
	pthread_t mapper;
	double seconds;

	if (argc < 5)
		return 2;
	mode = argv[2];
	seconds = strtod(argv[4], NULL);
	first = argc > 5 ? strtol(argv[5], NULL, 0) : 0;
	count = argc > 6 ? strtol(argv[6], NULL, 0) : 1;
	fd = open(argv[3], O_RDWR | O_CREAT, 0644);
	if (fd < 0 || fstat(fd, &info)) {
		perror(argv[3]);
		return 1;
	}
	size = info.st_size;
	buffer = calloc((size_t)count, (size_t)PAGE);
	prctl(PR_SET_NAME, argv[1]);
	until = now() + seconds;
	if (!strcmp(mode, "mmap")) {
		mode = "fault";
		if (pthread_create(&mapper, NULL, map_and_unmap, NULL))
			return 1;
	}
	do {
		if (once()) {
			perror(argv[1]);
			return 1;
		}
	} while (now() < until);
	return 0;
}
