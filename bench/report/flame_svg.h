/* SPDX-License-Identifier: GPL-2.0-only */
/* A flame graph, or the difference of two, as SVG. */
#ifndef FAULTLINE_REPORT_FLAME_SVG_H
#define FAULTLINE_REPORT_FLAME_SVG_H

#include <stdbool.h>
#include <stdio.h>

#include "profile/call_tree.h"

/** What a picture is of. */
struct flame {
	const struct call_tree *tree;
	const char *title;
	const char *run;		/**< which kernel and job */
	const char *side[CALL_SIDES];	/**< what the sides are called */
	bool drawn[CALL_SIDES];		/**< both: how they differ */
	const char *unit;		/**< of samples; NULL: instructions, and calls are counted */
};

/**
 * flame_svg() - the picture: a box for each call, as wide as its cost with callees,
 * on that of its caller.  Both sides of a difference have the same scale, and colours and
 * figures for what a function's own cost grew by.
 * Return: 0, or -1 after complaining that memory is out.
 */
int flame_svg(const struct flame *flame, FILE *out);

#endif
