// SPDX-License-Identifier: GPL-2.0-only
/*
 * touch-cost: what touch_pages() costs where nothing faults, in instructions
 * for each page.  Exits 0 if it is at most six.  Runs under scripts/guest --insn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/page.h"
#include "model/stopwatch.h"
#include "trial/touch.h"

enum { PAGES = 512, MOST = 6 };

int main(void)
{
	static size_t offset[PAGES];
	uint64_t begin, cost, least = UINT64_MAX;
	char *base = mmap(NULL, PAGES * PAGE_BYTES, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (base == MAP_FAILED || !stopwatch_counts_instructions())
		return 2;
	for (size_t i = 0; i < PAGES; i++)
		offset[i] = i * PAGE_BYTES;
	for (int i = 0; i < 8; i++) {
		begin = stopwatch_read(MODE_INSN);
		touch_pages(base, offset, offset + PAGES);
		cost = stopwatch_read(MODE_INSN) - begin;
		least = cost < least ? cost : least;
	}
	printf("%.2f instructions a page\n", (double)least / PAGES);
	return least > (uint64_t)MOST * PAGES;
}
