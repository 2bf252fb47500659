// SPDX-License-Identifier: GPL-2.0-only
/*
 * touch FILE PAGES [stop]: store to the first byte of each of the first PAGES pages
 * of FILE through a shared mapping, one fault each: a workload of known counts.
 * With "stop" the pages are read first; then it waits for SIGCONT.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	size_t pages;
	char *map;
	int fd;

	if (argc != 3 && argc != 4)
		errx(2, "usage: touch FILE PAGES [stop]");
	pages = strtoul(argv[2], NULL, 10);
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", argv[1]);
	map = mmap(NULL, pages * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		err(1, "mmap of %s", argv[1]);
	/* No readahead: a fault for each page */
	if (madvise(map, pages * 4096, MADV_RANDOM))
		err(1, "madvise");
	for (size_t i = 0; argc == 4 && i < pages; i++)
		(void)*(volatile char *)(map + i * 4096);
	if (argc == 4)
		raise(SIGSTOP);
	for (size_t i = 0; i < pages; i++)
		*(volatile char *)(map + i * 4096) = 1;
	return 0;
}
