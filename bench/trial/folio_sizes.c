// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folio orders, from the page tables and the page flags: a folio of order n is
 * a compound head followed by 2^n - 1 tails at consecutive frames.  See
 * Documentation/admin-guide/mm/pagemap.rst for the bits.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/complain.h"
#include "lib/page.h"
#include "model/cell.h"
#include "trial/folio_sizes.h"

#define PM_PRESENT (1ULL << 63)
#define PM_FRAME ((1ULL << 55) - 1)
#define GUESSED (1ULL << 62)		/* instead of PM_PRESENT */

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

/*
 * A fault may map one page of a large folio, as in Linux 6.12.  The next page has
 * the next frame then, if it is of the same folio, mapped or not.
 */
static void guess_frames(uint64_t *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (word[i] & PM_PRESENT)
			word[i] &= PM_FRAME | PM_PRESENT;
		else if (i && word[i - 1])
			word[i] = ((word[i - 1] & PM_FRAME) + 1) | GUESSED;
		else
			word[i] = 0;
	}
}

/* Replace each frame number by its flags; a guess that was none is an unmapped page */
static int read_run(int fd, uint64_t *word, size_t run)
{
	const uint64_t guessed = word[0] & GUESSED;

	if (read_all(fd, word, run, word[0] & PM_FRAME))
		return -1;
	for (size_t i = 0, known = 1; guessed && i < run; i++) {
		known &= word[i] >> KPF_COMPOUND_TAIL & 1;
		if (!known)
			word[i] = UINT64_MAX;
	}
	return 0;
}

static int frames_to_flags(int fd, uint64_t *word, size_t n)
{
	guess_frames(word, n);
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; word[i] && i + run < n && word[i + run] == word[i] + run; run++)
			;
		if (!word[i])
			word[i] = UINT64_MAX;
		else if (read_run(fd, word + i, run))
			return -1;
	}
	return 0;
}

static void count_order(size_t pages, struct folio_count *count)
{
	for (int order = 0; order < FOLIO_ORDERS; order++)
		if (pages == (size_t)1 << order)
			count->order_pages[order] += pages;
}

static void count_flags(const uint64_t *flags, size_t n, struct folio_count *count)
{
	const uint64_t tail = 1ULL << KPF_COMPOUND_TAIL;
	size_t run = 0;		/* pages of the folio that ends before i */

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
		if (run >= CELL_LARGE_FOLIO / PAGE_BYTES)
			count->whole_pages += run;
		count_order(run, count);
		run = i < n && flags[i] != UINT64_MAX;
	}
}

/* Bytes of the file that are looked at together: no folio goes across their end */
#define PART ((size_t)CELL_HUGE_FOLIO)

/* Return: for each part of the file, is a page of it touched? NULL without memory */
static bool *parts_touched(size_t len, const size_t *touched, size_t n_touched)
{
	bool *part = calloc(len / PART + 1, sizeof(*part));

	for (size_t i = 0; part && i < n_touched; i++)
		part[touched[i] / PART] = true;
	return part;
}

static int count_part(int maps, int flags, const char *base, size_t len, struct folio_count *count)
{
	uint64_t word[PART / PAGE_BYTES] = { 0 };
	const size_t n = (len < PART ? len : PART) / PAGE_BYTES;

	if (read_all(maps, word, n, (uintptr_t)base / PAGE_BYTES) || frames_to_flags(flags, word, n))
		return -1;
	count_flags(word, n, count);
	return 0;
}

int folio_count(const void *base, size_t len, const size_t *touched, size_t n_touched,
		struct folio_count *count)
{
	bool *part = parts_touched(len, touched, n_touched);
	int maps = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int flags = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
	int ret = part && maps >= 0 && flags >= 0 ? 0 : -1;

	memset(count, 0, sizeof(*count));
	for (size_t i = 0; !ret && i * PART < len; i++)
		if (part[i])
			ret = count_part(maps, flags, (const char *)base + i * PART, len - i * PART,
					 count);
	if (ret)
		complain("cannot read folio orders from /proc/kpageflags: %s; "
			 "root and CONFIG_PROC_PAGE_MONITOR are needed", strerror(errno));
	if (maps >= 0)
		close(maps);
	if (flags >= 0)
		close(flags);
	free(part);
	return ret;
}
