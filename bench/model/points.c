// SPDX-License-Identifier: GPL-2.0-only
#include "model/points.h"

const char *const point_names[NR_POINTS] = {
	[POINT_DO_PAGE_MKWRITE]		= "do_page_mkwrite",
	[POINT_EXT4_PAGE_MKWRITE]	= "ext4_page_mkwrite",
	[POINT_BLOCK_PAGE_MKWRITE]	= "block_page_mkwrite",
	[POINT_BLOCK_WRITE_BEGIN]	= "ext4_block_write_begin",
	[POINT_IOMAP_PAGE_MKWRITE]	= "iomap_page_mkwrite",
	[POINT_JBD2_HANDLE_START]	= "jbd2_handle_start",
};
