/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel functions whose calls prove which path a fault took. */
#ifndef FAULTLINE_MODEL_POINTS_H
#define FAULTLINE_MODEL_POINTS_H

/*
 * A new point is a line here: its name in the kernel, and the hook of the path tracer
 * (bpf/path.h) that counts it where BPF runs, NR_HOOKS if there is none.
 */
#define POINTS(POINT) \
	/* mm: any filesystem's page_mkwrite */ \
	POINT(DO_PAGE_MKWRITE,		do_page_mkwrite,	HOOK_PAGE_MKWRITE) \
	POINT(EXT4_PAGE_MKWRITE,	ext4_page_mkwrite,	NR_HOOKS) \
	/* buffer heads, delalloc */ \
	POINT(BLOCK_PAGE_MKWRITE,	block_page_mkwrite,	HOOK_BLOCK_MKWRITE) \
	/* buffer heads, one folio */ \
	POINT(BLOCK_WRITE_BEGIN,	ext4_block_write_begin,	HOOK_BH_BEGIN) \
	POINT(IOMAP_PAGE_MKWRITE,	iomap_page_mkwrite,	HOOK_IOMAP_MKWRITE) \
	/* outermost handles only */ \
	POINT(JBD2_HANDLE_START,	jbd2_handle_start,	HOOK_HANDLE_START)

enum path_point {
#define POINT(id, name, hook) POINT_##id,
	POINTS(POINT)
#undef POINT
	NR_POINTS
};

/** Keys of the points in results: the kernel's own names. */
extern const char *const point_names[NR_POINTS];

#endif
