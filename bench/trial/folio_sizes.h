/* SPDX-License-Identifier: GPL-2.0-only */
/* How large the folios behind a mapping are. */
#ifndef FAULTLINE_TRIAL_FOLIO_SIZES_H
#define FAULTLINE_TRIAL_FOLIO_SIZES_H

#include <stddef.h>

struct folio_count {
	size_t pages;		/**< present in the mapping */
	size_t large_pages;	/**< of these, in a folio of order 2 or more */
	size_t whole_pages;	/**< of these, in a folio of CELL_LARGE_FOLIO or more */
	size_t tail_pages;	/**< of these, in a folio of any order above 0 */
	size_t folios;		/**< distinct folios, as far as they are mapped */
};

/**
 * folio_count() - walk the mapping of @len bytes at @base.
 * Reads /proc/self/pagemap and /proc/kpageflags, which takes root.
 * Return: 0, or -1 after complaining.
 */
int folio_count(const void *base, size_t len, struct folio_count *count);

#endif
