// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folio orders, from the page tables and the page flags: a folio of order n is
 * a compound head followed by 2^n - 1 tails at consecutive frames.  See
 * Documentation/admin-guide/mm/pagemap.rst for the bits.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "trial/folio_sizes.h"

#define PM_PRESENT (1ULL << 63)
#define PM_FRAME ((1ULL << 55) - 1)

static int read_all(int fd, uint64_t *word, size_t n, uint64_t first)
{
	char *at = (char *)word;
	size_t left = n * sizeof(*word);
	off_t offset = (off_t)(first * sizeof(*word));

	while (left) {
		ssize_t got = pread(fd, at, left, offset);

		if (got <= 0)
			return -1;
		at += got;
		left -= (size_t)got;
		offset += got;
	}
	return 0;
}

/* Replace each frame number by its flags, one read for each run of frames */
static int frames_to_flags(int fd, uint64_t *word, size_t n)
{
	for (size_t i = 0, run; i < n; i += run) {
		uint64_t frame = word[i] & PM_FRAME;

		for (run = 1; i + run < n && word[i + run] == word[i] + run; run++)
			;
		if (!(word[i] & PM_PRESENT)) {
			word[i] = UINT64_MAX;
			run = 1;
		} else if (read_all(fd, word + i, run, frame)) {
			return -1;
		}
	}
	return 0;
}

static void count_flags(const uint64_t *flags, size_t n, struct folio_count *count)
{
	const uint64_t tail = 1ULL << KPF_COMPOUND_TAIL;
	size_t run = 0;		/* pages of the folio that ends before i */

	memset(count, 0, sizeof(*count));
	for (size_t i = 0; i <= n; i++) {
		if (i < n && run && flags[i] != UINT64_MAX && flags[i] & tail) {
			run++;
			continue;
		}
		count->pages += run;
		count->folios += run > 0;
		if (run > 1)
			count->tail_pages += run;
		if (run >= 4)
			count->large_pages += run;
		run = i < n && flags[i] != UINT64_MAX;
	}
}

int folio_count(const void *base, size_t len, struct folio_count *count)
{
	size_t n = len / PAGE_BYTES;
	uint64_t *word = malloc(n * sizeof(*word));
	int maps = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	int ret = -1;

	if (!word || maps < 0 || flags < 0 ||
	    read_all(maps, word, n, (uintptr_t)base / PAGE_BYTES) ||
	    frames_to_flags(flags, word, n)) {
		complain("cannot read folio orders from /proc/kpageflags: %s; "
			 "root and CONFIG_PROC_PAGE_MONITOR are needed", strerror(errno));
		goto out;
	}
	count_flags(word, n, count);
	ret = 0;
out:
	if (maps >= 0)
		close(maps);
	if (flags >= 0)
		close(flags);
	free(word);
	return ret;
}
