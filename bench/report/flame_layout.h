/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the frames of a flame graph are. */
#ifndef FAULTLINE_REPORT_FLAME_LAYOUT_H
#define FAULTLINE_REPORT_FLAME_LAYOUT_H

#include <stddef.h>

#include "profile/call_tree.h"

/** A call as a box; its callees stand on it, in the order of their names, from its left. */
struct flame_frame {
	const struct call *call;
	double x, width;	/**< pixels, the root begins at 0 */
	unsigned int depth;	/**< 0: the root */
};

struct flame_layout {
	struct flame_frame *frame;	/**< parents before children */
	size_t n;
	unsigned int levels;		/**< depths there are */
	size_t left_out;		/**< calls too narrow to be drawn */
	double left_out_all;		/**< instructions a page in them */
};

/**
 * flame_layout_make() - the frames of @tree by the values of @side.
 * @scale: pixels for an instruction a page; @least: pixels that a frame has at least;
 * @most: frames, the narrowest ones give way.
 * Return: 0, or -1 after complaining that memory is out; flame_layout_free() is due either way.
 */
int flame_layout_make(const struct call_tree *tree, int side, double scale, double least,
		      size_t most, struct flame_layout *layout);

/** flame_layout_free() - what @layout holds. */
void flame_layout_free(struct flame_layout *layout);

#endif
