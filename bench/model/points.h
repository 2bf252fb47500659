/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel functions whose calls prove which path a fault took. */
#ifndef FAULTLINE_MODEL_POINTS_H
#define FAULTLINE_MODEL_POINTS_H

enum path_point {
	POINT_DO_PAGE_MKWRITE,		/**< mm: any filesystem's page_mkwrite */
	POINT_EXT4_PAGE_MKWRITE,
	POINT_BLOCK_PAGE_MKWRITE,	/**< buffer heads, delalloc */
	POINT_BLOCK_WRITE_BEGIN,	/**< buffer heads, one folio */
	POINT_IOMAP_PAGE_MKWRITE,
	POINT_JBD2_HANDLE_START,	/**< outermost handles only */
	NR_POINTS
};

/** Keys of the points in results: the kernel's own names. */
extern const char *const point_names[NR_POINTS];

#endif
