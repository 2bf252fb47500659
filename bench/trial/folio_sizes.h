/* SPDX-License-Identifier: GPL-2.0-only */
/* How large the folios behind a mapping are. */
#ifndef FAULTLINE_TRIAL_FOLIO_SIZES_H
#define FAULTLINE_TRIAL_FOLIO_SIZES_H

#include <stddef.h>

/** FOLIO_ORDERS - of folios in the page cache: 0 to 9. */
#define FOLIO_ORDERS 10

struct folio_count {
	size_t pages;		/**< present in the mapping */
	size_t large_pages;	/**< of these, in a folio of order 2 or more */
	size_t whole_pages;	/**< of these, in a folio of CELL_LARGE_FOLIO or more */
	size_t tail_pages;	/**< of these, in a folio of any order above 0 */
	size_t folios;		/**< distinct folios, as far as they are mapped */
	size_t order_pages[FOLIO_ORDERS];	/**< of the pages, in folios of each order */
};

/**
 * folio_count() - walk the mapping of a file of @len bytes at @base, around the pages that
 * @touched has, in bytes from there.  Most of a large file may be holes that nobody touches.
 * Reads /proc/self/pagemap and /proc/kpageflags, which takes root.
 * Return: 0, or -1 after complaining.
 */
int folio_count(const void *base, size_t len, const size_t *touched, size_t n_touched,
		struct folio_count *count);

#endif
