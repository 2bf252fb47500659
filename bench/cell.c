// SPDX-License-Identifier: GPL-2.0-only
/* The names of cells, and which combinations exist. */
#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "page.h"

const char *const variant_names[NR_VARIANTS] = {
	[VARIANT_EXT4_BUFFER_HEAD]		= "ext4-buffer_head",
	[VARIANT_EXT4_BUFFER_HEAD_NODELALLOC]	= "ext4-buffer_head-nodelalloc",
	[VARIANT_EXT4_IOMAP]			= "ext4-iomap",
	[VARIANT_EXT4_IOMAP_NODELALLOC]		= "ext4-iomap-nodelalloc",
	[VARIANT_XFS]				= "xfs",
	[VARIANT_TMPFS]				= "tmpfs",
};

const char *const state_names[NR_STATES] = {
	[STATE_SPARSE]		= "sparse",
	[STATE_PREALLOC]	= "prealloc",
	[STATE_DELALLOC]	= "delalloc",
	[STATE_WRITTEN]		= "written",
	[STATE_REDIRTY]		= "redirty",
};

const char *const folio_names[NR_FOLIOS] = {
	[FOLIO_ORDER0]	= "order0",
	[FOLIO_LARGE]	= "large",
};

const char *const pattern_names[NR_PATTERNS] = {
	[PATTERN_SEQUENTIAL]	= "sequential",
	[PATTERN_RANDOM]	= "random",
	[PATTERN_STRIDE]	= "stride",
};

const char *const sharing_names[NR_SHARINGS] = {
	[SHARING_SHARED]	= "shared",
	[SHARING_PRIVATE]	= "private",
};

int name_index(const char *const *names, size_t n_names, const char *name)
{
	for (size_t i = 0; i < n_names; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

const char *cell_impossible(const struct cell *cell)
{
	if (cell->variant != VARIANT_TMPFS)
		return NULL;
	if (cell->block_size != PAGE_BYTES)
		return "tmpfs has no block size of its own";
	if (cell->state == STATE_PREALLOC)
		return "tmpfs has no unwritten extents";
	if (cell->state == STATE_WRITTEN || cell->state == STATE_REDIRTY)
		return "tmpfs has no writeback, its pages are never clean";
	return NULL;
}

size_t cell_touched_pages(const struct cell *cell)
{
	size_t pages = cell->size / PAGE_BYTES;

	if (cell->pattern == PATTERN_STRIDE)
		pages = (pages + cell->stride - 1) / cell->stride;
	return pages * cell_files(cell);
}

unsigned int cell_files(const struct cell *cell)
{
	return cell->sharing == SHARING_PRIVATE ? cell->threads : 1;
}

char *cell_label(const struct cell *cell, char *buf, size_t len)
{
	snprintf(buf, len, "%s %s %uk %s %s x%u", variant_names[cell->variant],
		 state_names[cell->state], cell->block_size / 1024,
		 folio_names[cell->folio], pattern_names[cell->pattern], cell->threads);
	return buf;
}
